"""What a visitor types while booking: the party first, then who comes. Two steps, one address each."""

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from phonenumber_field.formfields import PhoneNumberField

from tours.booking.checks import VisitorDetails, asks_citizenship, needs_ages, party_bounds
from tours.booking.errors import Problem
from tours.booking.models import Booking, Order
from tours.booking.services.confirmations import Contact
from tours.models import Slot, VisitorCategory, VisitRequirements
from tours.requirements import requirements_of

NAMES_NEEDED_UP_TO = 10  # people: a larger party is counted at the gate unless the pass office wants every name


class PartyForm(forms.Form):
    """Step one: how many visitors of each category. Its key makes a repeated request one booking."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    def __init__(self, *args: Any, slot: Slot, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.slot = slot
        self.categories: list[VisitorCategory] = list(
            slot.tour.categories.filter(is_active=True).order_by("position", "pk")
        )
        self.least, self.most = party_bounds(slot)
        for index, category in enumerate(self.categories):
            self.fields[self._name(category)] = forms.IntegerField(
                label=str(category.name),
                min_value=0,
                max_value=self.most,
                initial=self.least if index == 0 else 0,
                required=False,
                widget=forms.NumberInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
                error_messages={"invalid": gettext_lazy("Enter a whole number.")},
            )

    @staticmethod
    def _name(category: VisitorCategory) -> str:
        return f"count_{category.uuid.hex}"

    @property
    def category_rows(self) -> Iterator[tuple[VisitorCategory, forms.BoundField]]:
        """Each category beside its input."""
        return ((category, self[self._name(category)]) for category in self.categories)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        chosen = [
            category.pk for category in self.categories for _seat in range(cleaned.get(self._name(category)) or 0)
        ]
        if not chosen and not self.errors:
            raise forms.ValidationError(_("Choose at least one visitor."))
        cleaned["category_ids"] = tuple(chosen)
        return cleaned


@dataclass(frozen=True)
class VisitorFields:
    """The inputs of one visitor, for the page."""

    number: int
    category: VisitorCategory
    fields: list[forms.BoundField]


class DetailsForm(forms.Form):
    """Step two: one contact, the visitors as the tours require, and the consent as its own unticked box."""

    name = forms.CharField(
        label=gettext_lazy("Your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    email = forms.EmailField(
        label=gettext_lazy("E-mail"),
        help_text=gettext_lazy("The ticket and the reminders come here."),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email"}),
    )
    phone = PhoneNumberField(
        label=gettext_lazy("Phone"),
        required=False,
        help_text=gettext_lazy("For the enterprise, if plans change at the last minute."),
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"}),
        error_messages={"invalid": gettext_lazy("This is no phone number; try it like +7 900 000-00-01.")},
    )

    def __init__(self, *args: Any, order: Order, bookings: Sequence[Booking], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order = order
        self.bookings = bookings
        self.visitors = list(order.visitors.order_by("position"))
        self.attendances = sorted(bookings[0].attendances.all(), key=lambda row: row.position)
        requirements = [requirements_of(booking.slot.tour) for booking in bookings]
        categories = [row.category for booking in bookings for row in booking.attendances.all()]
        self.wants_ages = any(needs_ages(required, categories) for required in requirements)
        self.wants_citizenship = any(asks_citizenship(required) for required in requirements)
        kinds = {kind for required in requirements for kind in required.pass_office_data}
        self.wants_names = "full_name" in kinds or len(self.visitors) <= NAMES_NEEDED_UP_TO
        self.identity_kinds = [kind for kind in VisitRequirements.PassData.values if kind in kinds - {"full_name"}]
        self._add_visitors()
        if any(required.guardian_consent for required in requirements):
            self.fields["guardian_consent"] = forms.BooleanField(
                label=_("I am a parent or guardian of the children, or have their parents’ consent"), required=False
            )
        self.fields["consent"] = forms.BooleanField(
            label=_("I agree to the processing of my personal data and of those I book for"),
            error_messages={"required": _("Without your consent we may not store your booking.")},
        )

    def _add_visitors(self) -> None:
        alone = len(self.visitors) == 1
        for index, visitor in enumerate(self.visitors):
            if not alone:
                self.fields[f"v{index}_name"] = forms.CharField(
                    label=_("Name"),
                    max_length=120,
                    # The first visitor is most often the one who books.
                    required=self.wants_names and index > 0,
                    help_text=_("Leave it empty if it is you.") if index == 0 else "",
                    widget=forms.TextInput(attrs={"autocomplete": "off"}),
                )
            if self.wants_ages:
                self.fields[f"v{index}_age"] = forms.IntegerField(
                    label=_("Your age on the day of the visit") if alone else _("Age on the day of the visit"),
                    min_value=0,
                    max_value=120,
                    initial=visitor.age,
                    widget=forms.NumberInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
                )
            if self.wants_citizenship:
                self.fields[f"v{index}_is_foreign"] = forms.BooleanField(
                    label=_("Citizen of another country"), required=False
                )
            for kind in self.identity_kinds:
                self.fields[f"v{index}_{kind}"] = self._identity_field(kind, index)

    def _identity_field(self, kind: str, index: int) -> forms.Field:
        label = str(VisitRequirements.PassData(kind).label).capitalize()
        if kind == VisitRequirements.PassData.BIRTH_DATE:
            widget = forms.DateInput(attrs={"type": "date", "autocomplete": "bday" if index == 0 else "off"})
            return forms.DateField(label=label, widget=widget)
        return forms.CharField(
            label=label,
            max_length=60,
            required=kind != VisitRequirements.PassData.CAR_NUMBER,
            widget=forms.TextInput(attrs={"autocomplete": "off"}),
        )

    @property
    def visitor_groups(self) -> list[VisitorFields]:
        """Each visitor's inputs."""
        names = [[name for name in self.fields if name.startswith(f"v{index}_")] for index in range(len(self.visitors))]
        return [
            VisitorFields(index + 1, attendance.category, [self[name] for name in names[index]])
            for index, attendance in enumerate(self.attendances)
            if names[index]
        ]

    @property
    def contact(self) -> Contact:
        """The contact as typed; the phone in E.164."""
        phone = self.cleaned_data["phone"]
        return Contact(self.cleaned_data["name"], self.cleaned_data["email"], phone.as_e164 if phone else "")

    @property
    def details(self) -> list[VisitorDetails]:
        """The visitors as typed, in the order of the party."""
        typed = self.cleaned_data
        people = []
        for index in range(len(self.visitors)):
            name = typed.get(f"v{index}_name") or (typed["name"] if index == 0 else "")
            asked = {kind: typed[f"v{index}_{kind}"] for kind in self.identity_kinds}
            people.append(
                VisitorDetails(
                    name=name,
                    age=typed.get(f"v{index}_age"),
                    is_foreign=bool(typed.get(f"v{index}_is_foreign")),
                    identity={kind: str(value) for kind, value in asked.items() if value},
                )
            )
        return people

    def add_problem(self, problem: Problem) -> None:
        """Put a refusal of the services where the visitor can mend it."""
        name = problem.field if problem.visitor is None else f"v{problem.visitor}_{problem.field}"
        self.add_error(name if name in self.fields else None, problem.message)
