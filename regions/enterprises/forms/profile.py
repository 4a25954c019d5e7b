"""Forms of the enterprise's own page and of its sites."""

import re
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accelerator.base.common.emails import EmailField
from accelerator.base.common.phones import PhoneField, stored
from accelerator.base.common.versioned_forms import VersionedForm
from regions.enterprises.forms.subjects import SubjectField
from regions.enterprises.models import Enterprise, Industry, Site
from regions.enterprises.zones import ZoneField


class ProfileForm(VersionedForm):
    """What the enterprise says of itself. Give it a copy of the row: checking a form writes into its instance."""

    industry = forms.ChoiceField(label=_("Industry"), choices=Industry.choices)
    subject = SubjectField(
        label=_("Subject of the enterprise"),
        help_text=_("It is drawn on the cover until there is a photo, and is used for tours that have no subject."),
    )
    phone = PhoneField(label=_("Phone"), required=False, region="RU")
    email = EmailField(label=_("Email"), required=False)
    website = forms.URLField(label=_("Website"), max_length=200, required=False, assume_scheme="https")

    class Meta:
        model = Enterprise
        fields = (*Enterprise.EDITABLE, "slug")
        labels = {
            "name": _("Name of the enterprise"), "founded_year": _("Year founded"), "summary": _("Summary"),
            "description": _("Description"), "slug": _("Page address"),
        }  # fmt: skip
        help_texts = {
            "summary": _("One sentence for lists and search."),
            "description": _("Markdown: **bold**, - a list, ## a heading."),
            "slug": _("Latin letters, digits and hyphens. The old address will redirect to the new one."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["phone"].widget.attrs.update(autocomplete="tel", inputmode="tel")
        self.fields["email"].widget.attrs.update(autocomplete="email", inputmode="email")
        self.fields["website"].widget.attrs.update(autocomplete="url", inputmode="url")
        self.fields["founded_year"].widget.attrs.update(inputmode="numeric")

    def clean_phone(self) -> str:
        number = self.cleaned_data["phone"]
        return stored(number) if number else ""

    @property
    def sections(self) -> list[tuple[str, Any, list[forms.BoundField]]]:
        """The form in the groups in which it is read: key, title, fields."""
        sections = (
            ("about", _("About the enterprise"), ("name", "industry", "subject", "founded_year")),
            ("texts", _("Texts"), ("summary", "description")),
            ("contacts", _("Contacts"), ("phone", "email", "website")),
            ("address", _("Page address"), ("slug",)),
        )
        return [(key, title, [self[name] for name in names]) for key, title, names in sections]


FULL_CIRCLE = 360
PREPOSITIONS = ("в", "во", "на")
# «54.51370,36.26140», «54,5137 36,2614», «54.5; 36.3»: what maps give to copy. «54,51» alone is one number.
_COORDINATES = re.compile(
    r"\s*(-?\d+\.\d+)\s*,\s*(-?\d+\.\d+)\s*|\s*(-?\d+(?:[.,]\d+)?)(?:\s*;\s*|,?\s+)(-?\d+(?:[.,]\d+)?)\s*"
)


class CoordinateField(forms.DecimalField):
    """Degrees with a point or a comma, as exact as a metre."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_digits=8, decimal_places=5, required=False, widget=forms.TextInput, **kwargs)

    def to_python(self, value: Any) -> Any:
        degrees = super().to_python(value.replace(",", ".") if isinstance(value, str) else value)
        if degrees is None or not degrees.is_finite() or abs(degrees) >= FULL_CIRCLE:
            return degrees  # nothing to round: the checks that come after have their say
        return round(degrees, 5)


class SiteForm(VersionedForm):
    """A place that visitors come to. Both coordinates may be pasted into the first field."""

    latitude = CoordinateField(
        label=_("Latitude"),
        help_text=_(
            "For example, 54.51370. You can paste both at once: 54.51370, 36.26140. The site will then "
            "appear on the map."
        ),
    )
    longitude = CoordinateField(label=_("Longitude"))
    timezone = ZoneField(
        label=_("Time zone"), help_text=_("Start times are in this time zone. Type the name of a city to find it.")
    )
    # Asked for only once the service has said what another zone would move.
    zone_confirmed = forms.BooleanField(label=_("Change the time zone and notify visitors"), required=False)

    class Meta:
        model = Site
        fields = Site.EDITABLE
        labels = {
            "name": _("Name of the site"), "address": _("Postal address"), "city": _("City"),
            "city_in": _("Location phrase, in Russian"), "gate": _("Meeting point"),
        }  # fmt: skip
        help_texts = {
            "city_in": _(
                "As it appears in a sentence: «в Калуге», «во Владимире». If empty, the home page shows the "
                "region instead."
            ),
            "gate": _("Which gate, what it looks like, who to call."),
        }

    def __init__(self, data: QueryDict | None = None, *args: Any, zone: str, **kwargs: Any) -> None:
        super().__init__(_split_coordinates(data), *args, **kwargs)
        timezone: Any = self.fields["timezone"]
        timezone.offer(zone)

    def showing(self, current: Site, **kwargs: Any) -> forms.BaseForm:
        return super().showing(current, zone=current.timezone, **kwargs)

    def adjust_rebased(self, data: QueryDict, theirs: Any) -> None:  # noqa: ARG002 - as of any form
        data.pop("zone_confirmed", None)  # what another zone would move is asked again

    def clean_city_in(self) -> str:
        phrase: str = self.cleaned_data["city_in"]
        if phrase and phrase.split(maxsplit=1)[0] not in PREPOSITIONS:
            raise forms.ValidationError(_("Start with the preposition: «в Калуге», «во Владимире», «на Валааме»."))
        return phrase

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not {"latitude", "longitude"} & self.errors.keys():
            missing = [name for name in ("latitude", "longitude") if cleaned.get(name) is None]
            if len(missing) == 1:
                self.add_error(missing[0], _("Give both coordinates, or neither."))
        return cleaned


def _split_coordinates(data: QueryDict | None) -> QueryDict | None:
    """What was sent, with a pair of coordinates that was pasted into the first field put into both."""
    if data is None or data.get("longitude", "").strip():
        return data
    if (pair := _COORDINATES.fullmatch(data.get("latitude", ""))) is None:
        return data
    split = data.copy()
    split["latitude"], split["longitude"] = (number for number in pair.groups() if number)
    return split
