"""Forms of a tour in the cabinet: what it is, who pays what, how it is booked."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accelerator.base.common.formats import rubles
from accelerator.base.common.i18n import I18nTextFormField
from accelerator.base.common.versioned_forms import VersionedForm, VersionedRows, VersionForm
from regions.enterprises.forms.subjects import SubjectField
from regions.enterprises.models import Enterprise
from tours.forms.fields import MinutesField, RublesField, check_bounds
from tours.models import Tour
from tours.models.tours import TourLanguage
from tours.services import BASICS, RULES

MOST_REMINDERS = 5
MOST_HOURS_AHEAD = 90 * 24
SPARE_ROWS = 2  # empty rows for new categories
MOST_CATEGORIES = 20


class BasicsForm(VersionedForm):
    """What the tour is. Give it a copy of the row: checking a form writes into its instance."""

    subject = SubjectField(
        help_text=gettext_lazy(
            "What visitors see. They find the tour in the list by it, and it is drawn on the cover until "
            "there is a photo."
        )
    )
    languages = forms.MultipleChoiceField(
        label=gettext_lazy("Languages of the guides"), choices=TourLanguage.choices, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Tour
        fields = (*BASICS, "slug")
        labels = {
            "site": gettext_lazy("Site"), "title": gettext_lazy("Title"), "summary": gettext_lazy("Summary"),
            "moment": gettext_lazy("What is being done"),
            "description": gettext_lazy("Description"), "kind": gettext_lazy("Kind of tour"),
            "duration_minutes": gettext_lazy("Duration, minutes"), "slug": gettext_lazy("Page address"),
        }  # fmt: skip
        help_texts = {
            "summary": gettext_lazy("One or two sentences for the list and search."),
            "moment": gettext_lazy(
                "The home page adds when and where: “Today at 14:00 iron is being poured in Kaluga”. Write the "
                "middle: “iron is being poured”. Up to 60 characters, no capital letter, no full stop."
            ),
            "description": gettext_lazy("Markdown: **bold**, - a list, ## a heading."),
            "slug": gettext_lazy("Latin letters, digits and hyphens. The old address will redirect to the new one."),
        }

    def __init__(self, *args: Any, enterprise: Enterprise, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.enterprise = enterprise
        site, kind = self.fields["site"], self.fields["kind"]
        assert isinstance(site, forms.ModelChoiceField)  # noqa: S101 - a foreign key
        assert isinstance(kind, forms.ChoiceField)  # noqa: S101 - a column with choices
        site.queryset = enterprise.sites.order_by("pk")
        site.to_field_name = "uuid"
        site.empty_label = None if site.queryset.count() == 1 else _("Choose a site")
        if self.instance.pk:
            self.initial["site"] = self.instance.site.uuid
            site.help_text = _("Slots that are already open stay at their site and keep their duration.")
        else:
            del self.fields["slug"]
        kind.choices = [("", _("Choose a kind")), *Tour.Kind.choices]
        self.fields["duration_minutes"].widget.attrs["inputmode"] = "numeric"

    @property
    def sections(self) -> list[tuple[str, Any, list[forms.BoundField]]]:
        """The form in the groups in which it is read: key, title, fields."""
        sections = [
            ("texts", _("Texts"), ["title", "summary", "moment", "description"]),
            ("visit", _("The visit"), ["subject", "site", "kind", "languages", "duration_minutes"]),
        ]
        if "slug" in self.fields:
            sections.append(("address", _("Page address"), ["slug"]))
        return [(key, title, [self[name] for name in names]) for key, title, names in sections]


class RulesForm(VersionedForm):
    """How the tour is booked."""

    version_column = "rules_version"

    reminder_minutes = MinutesField(
        label=gettext_lazy("Reminders before the start"),
        help_text=gettext_lazy("Days, hours or minutes, separated by commas. Leave empty for none."),
        required=False,
        limit=MOST_REMINDERS,
        least=30,
        most=30 * 24 * 60,
    )

    class Meta:
        model = Tour
        fields = RULES
        labels = {
            "capacity": gettext_lazy("Places in a slot"), "party_min": gettext_lazy("Smallest group"),
            "party_max": gettext_lazy("Largest group"),
            "booking_closes_hours": gettext_lazy("Booking closes, hours before the start"),
            "cancel_until_hours": gettext_lazy("Cancellation closes, hours before the start"),
        }  # fmt: skip
        help_texts = {
            "capacity": gettext_lazy("The default for new slots; each slot can have its own number."),
            "booking_closes_hours": gettext_lazy("Enter 0 to keep it open until the start."),
            "cancel_until_hours": gettext_lazy("After that they can only call you. Usually 24."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("capacity", "party_min", "party_max", "booking_closes_hours", "cancel_until_hours"):
            self.fields[name].widget.attrs["inputmode"] = "numeric"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        least, places = cleaned.get("party_min"), cleaned.get("capacity")
        check_bounds(self, "party_min", "party_max")
        if least is not None and places is not None and places < least:
            self.add_error("capacity", _("The smallest group must fit into a slot."))
        for name in ("booking_closes_hours", "cancel_until_hours"):
            if (cleaned.get(name) or 0) > MOST_HOURS_AHEAD:
                self.add_error(name, _("At most %(hours)d hours (90 days).") % {"hours": MOST_HOURS_AHEAD})
        return cleaned


class CategoryForm(forms.Form):
    """Who pays what: a row of the prices. Rows are known by UUID, which is checked against the tour's own."""

    uuid = forms.UUIDField(required=False, widget=forms.HiddenInput)
    name = I18nTextFormField(label=gettext_lazy("Who"), max_length=80)
    min_age = forms.IntegerField(label=gettext_lazy("From age"), required=False, min_value=0, max_value=120)
    max_age = forms.IntegerField(label=gettext_lazy("To age"), required=False, min_value=0, max_value=120)
    price = RublesField(label=gettext_lazy("Price, rubles"), help_text=gettext_lazy("Enter 0 if it is free of charge."))
    is_active = forms.BooleanField(label=gettext_lazy("Offered"), required=False, initial=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("min_age", "max_age"):
            self.fields[name].widget.attrs["inputmode"] = "numeric"
        self.fields["price"].widget = forms.TextInput({"inputmode": "decimal"})

    @property
    def heading(self) -> str:
        """The row's legend, also in the summary of errors."""
        value = self["name"].value()
        name = next(filter(None, value), "") if isinstance(value, list) else str(value or "")
        return name or str(self.initial.get("name") or _("New category"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        check_bounds(self, "min_age", "max_age")
        return cleaned


class CategoryRows(VersionedRows):
    """Who pays what. Each row that was sent is compared with the stored one of its UUID, whatever its position now."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.is_bound:
            stored = {str(row["uuid"]): row for row in kwargs["initial"]}
            rows = min(self.initial_form_count(), self.absolute_max)  # whatever number was sent
            sent = [self.data.get(f"{self.add_prefix(n)}-uuid", "") for n in range(rows)]
            self.initial = [stored.get(uuid, {}) for uuid in sent]

    def renew_removed(self) -> None:
        """Turn the rows of categories that somebody else has removed into new ones."""
        data: Any = self.data
        self.data = data = data.copy()
        for form in self.forms:
            form.data = data
            if not form.initial.get("uuid"):
                data[form.add_prefix("uuid")] = ""

    def add_fields(self, form: forms.Form, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["DELETE"].label = _("Remove")

    @property
    def removing(self) -> dict[str, str]:
        """The stored categories that are marked to be removed, by UUID, each with its price."""
        labels = {row["uuid"]: f"{row['name']}, {rubles(row['price'])}" for row in self.initial or () if row}
        marked = [form.cleaned_data["uuid"] for form in self.forms if form.cleaned_data.get("DELETE")]
        return {str(uuid): labels[uuid] for uuid in marked if uuid in labels}

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The rows that were filled in, for `save_categories`; one to be removed may be incomplete."""
        return [
            {"is_active": False, **row, "price_kopecks": row.get("price"), "remove": row["DELETE"]}
            for form in self.forms
            if (row := form.cleaned_data) and (row.get("uuid") or (form.has_changed() and not row["DELETE"]))
        ]


class PricesForm(VersionForm):
    """The version of the prices; the categories stand in rows beneath."""

    version_column = "prices_version"


_CategoryFormSet = forms.formset_factory(
    CategoryForm, formset=CategoryRows, extra=SPARE_ROWS, max_num=MOST_CATEGORIES, absolute_max=MOST_CATEGORIES,
    can_delete=True, validate_max=True,
)  # fmt: skip


def category_rows(tour: Tour, data: Any = None) -> CategoryRows:
    """Return the prices of a tour, with a few empty rows below."""
    initial = [
        {
            "uuid": category.uuid, "name": category.name, "min_age": category.min_age, "max_age": category.max_age,
            "price": category.price_kopecks, "is_active": category.is_active,
        }
        for category in tour.categories.order_by("-is_active", "position", "pk")
    ]  # fmt: skip
    made = _CategoryFormSet(data, initial=initial, prefix="category")
    assert isinstance(made, CategoryRows)  # noqa: S101 - formset_factory forgets of which class it makes
    return made
