"""Reading a search from an address: what cannot be understood is left out and reported, never an error."""

from collections.abc import Container, Mapping
from copy import copy
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accelerator.base.common.dates import BoundedDateField, any_day, read_day
from accelerator.base.search.ranking import LONGEST_QUERY
from regions.enterprises.models import Industry
from tours.catalogue.criteria import SWITCHES, Criteria, PartOfDay, Sort, When
from tours.catalogue.nearby import Spot
from tours.models import Tour
from tours.models.tours import TourLanguage
from tours.party import CHILD_AGES, MOST_ADULTS, MOST_CHILDREN

LONGEST_QUOTE = 40
LONGEST_CITY, MOST_CITIES = 80, 20


class _KnownChoices(forms.Field):
    """Several values of a facet; unknown ones are left out. Each value is looked up: no list is made of all choices."""

    widget = forms.SelectMultiple

    def __init__(self, *, known: Container[str] = (), label: Any) -> None:
        super().__init__(required=False, label=label)
        self.known = known

    def clean(self, value: Any) -> tuple[str, ...]:
        return tuple(dict.fromkeys(item for item in value or () if item in self.known))


class _Ages(_KnownChoices):
    """The ages of children, of which two may be the same; "" stands for no further child."""

    def __init__(self, *, label: Any) -> None:
        super().__init__(known=frozenset(map(str, CHILD_AGES)), label=label)

    def clean(self, value: Any) -> tuple[str, ...]:
        return tuple(item for item in value or () if item in self.known)[:MOST_CHILDREN]


class _CityNames(Container[str]):
    """What can be the name of a city: one that no site is in finds nothing, as a choice that others have taken."""

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and 0 < len(name) <= LONGEST_CITY and "\0" not in name


class _Cities(_KnownChoices):
    """Names of cities, few enough for a list."""

    def __init__(self, *, label: Any) -> None:
        super().__init__(known=_CityNames(), label=label)

    def clean(self, value: Any) -> tuple[str, ...]:
        return super().clean(value)[:MOST_CITIES]


class _Near(forms.CharField):
    """A city, by what addresses call it, or coordinates, which are told to a hundredth of a degree."""

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        if spot := Spot.of(text):
            return str(spot)
        if text and (text not in _CityNames() or any(character.isdigit() for character in text)):
            raise forms.ValidationError(_("This is no place."))
        return text


def _day(label: Any) -> forms.DateField:
    return BoundedDateField(within=any_day, label=label, required=False, input_formats=["%Y-%m-%d"])


class CatalogueForm(forms.Form):
    """The catalogue's one form, sent by GET."""

    q = forms.CharField(label=gettext_lazy("What would you like to see?"), required=False, max_length=LONGEST_QUERY)
    when = forms.ChoiceField(label=gettext_lazy("When"), required=False, choices=When.choices)
    date_from = _day(gettext_lazy("From"))
    date_to = _day(pgettext_lazy("date", "To"))
    time = _KnownChoices(label=gettext_lazy("Time of day"), known=frozenset(PartOfDay.values))
    adults = forms.IntegerField(
        label=gettext_lazy("Adults"), required=False, min_value=1, max_value=MOST_ADULTS, localize=False
    )
    child = _Ages(label=gettext_lazy("Age of a child"))
    theme = _KnownChoices(label=gettext_lazy("What to see"))
    region = _KnownChoices(label=gettext_lazy("Region"))
    city = _Cities(label=gettext_lazy("City"))
    near = _Near(label=gettext_lazy("Not far from"), required=False, max_length=LONGEST_CITY)
    within = forms.IntegerField(
        label=gettext_lazy("How far at most"), required=False, min_value=1, max_value=1000, localize=False
    )
    industry = _KnownChoices(label=gettext_lazy("Industry"), known=frozenset(Industry.values))
    kind = _KnownChoices(label=gettext_lazy("Kind of tour"), known=frozenset(Tour.Kind.values))
    age = forms.IntegerField(
        label=gettext_lazy("Age of the youngest"), required=False, min_value=0, max_value=120, localize=False
    )
    language = _KnownChoices(label=gettext_lazy("Language of the tour"), known=frozenset(TourLanguage.values))
    price_to = forms.IntegerField(
        label=gettext_lazy("Price up to, ₽"), required=False, min_value=0, max_value=1_000_000, localize=False
    )
    free = forms.ChoiceField(label=gettext_lazy("Free of charge"), required=False, choices=[("1", "1")])
    wheelchair = forms.ChoiceField(label=gettext_lazy("For wheelchairs"), required=False, choices=[("1", "1")])
    wheelchair_full = forms.ChoiceField(
        label=gettext_lazy("By wheelchair all the way"), required=False, choices=[("1", "1")]
    )
    no_stairs = forms.ChoiceField(label=gettext_lazy("No stairs"), required=False, choices=[("1", "1")])
    quiet = forms.ChoiceField(label=gettext_lazy("Quiet"), required=False, choices=[("1", "1")])
    duration_to = forms.IntegerField(
        label=gettext_lazy("How long at most"), required=False, min_value=1, max_value=24 * 60, localize=False
    )
    pupils = forms.ChoiceField(label=gettext_lazy("For school pupils"), required=False, choices=[("1", "1")])
    sort = forms.ChoiceField(label=gettext_lazy("Sort by"), required=False, choices=Sort.choices)
    page = forms.IntegerField(label=gettext_lazy("Page"), required=False, min_value=1, max_value=100_000)

    def __init__(self, data: QueryDict, *, themes: Mapping[str, str], regions: Mapping[str, str]) -> None:
        data = _with_range(data)
        super().__init__(data)
        self.address = data
        for name, known in (("theme", themes), ("region", regions)):
            field = self.fields[name] = copy(self.fields[name])
            field.known = known  # type: ignore[attr-defined]
        self.full_clean()

    @property
    def page_number(self) -> int:
        return self.cleaned_data.get("page") or 1

    @property
    def criteria(self) -> Criteria:
        """What was understood. A named day has priority over a range; a range the wrong way round is turned."""
        values = {name: value for name, value in self.cleaned_data.items() if value not in (None, "")}
        values.pop("page", None)
        first, last = values.pop("date_from", None), values.pop("date_to", None)
        if first and last and first > last:
            first, last = last, first
        if "when" not in values:
            values |= {"date_from": first, "date_to": last}
        values |= {name: name in values for name in SWITCHES}
        values["child"] = tuple(map(int, values["child"]))
        if "near" not in values:
            values.pop("within", None)
        return Criteria(**values)

    @property
    def misunderstood(self) -> list[str]:
        """A sentence for each value that was left out."""
        sentences = []
        for name, field in self.fields.items():
            if name in self.errors:
                sentences += [self._left_out(field.label, self.data.get(name, ""))]
            elif isinstance(field, _KnownChoices):
                unknown = list(dict.fromkeys(self.address.getlist(name)))
                unknown = [value for value in unknown if value and value not in self.cleaned_data[name]]
                sentences += [self._left_out(field.label, value) for value in unknown[:3]]
        if self.cleaned_data.get("when") and (self.cleaned_data.get("date_from") or self.cleaned_data.get("date_to")):
            sentences.append(_("You chose both a day and dates, so the dates were ignored."))
        return sentences

    @staticmethod
    def _left_out(label: Any, value: str) -> str:
        printable = "".join(character for character in value if character.isprintable())
        quote = printable if len(printable) <= LONGEST_QUOTE else f"{printable[:LONGEST_QUOTE]}…"
        return _("“%(label)s”: the value “%(value)s” was not understood and was ignored.") % {
            "label": label,
            "value": quote,
        }


class _Shared(dict[str, forms.Field]):
    """Fields that every form has in common: Django copies all that they consist of for each form."""

    def __deepcopy__(self, _memo: Any) -> dict[str, forms.Field]:
        return dict(self)


CatalogueForm.base_fields = _Shared(CatalogueForm.base_fields)


def _with_range(data: QueryDict) -> QueryDict:
    """Return what was sent, with a date that was sent as `when` put into the range."""
    if (day := read_day(data.get("when"))) is None:
        return data
    dated = data.copy()
    del dated["when"]
    dated["date_from"] = dated["date_to"] = day.isoformat()
    return dated
