"""What a visitor types while booking: the party first, then who comes. Two steps, one address each."""

import re
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from phonenumber_field.formfields import PhoneNumberField

from tours.booking.checks import ADULT, VisitorDetails, asks_citizenship, needs_ages, party_bounds, unaccompanied
from tours.booking.errors import Problem
from tours.booking.models import Booking, Order
from tours.booking.party import Kind
from tours.booking.services.confirmations import Contact
from tours.booking.services.identities import RUSSIA
from tours.models import Slot, VisitorCategory, VisitRequirements
from tours.requirements import requirements_of

EARLIEST_BIRTH_YEAR = 1900
NAMES_NEEDED_UP_TO = 10  # people: a larger party is counted at the gate unless the pass office wants every name


def count_field(label: str, *, most: int, initial: int) -> forms.IntegerField:
    """How many visitors of one kind come."""
    return forms.IntegerField(
        label=label,
        min_value=0,
        max_value=most,
        initial=initial,
        required=False,
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={
            "invalid": gettext_lazy("Enter a whole number."),
            "min_value": gettext_lazy("Enter a number from 0."),
            "max_value": gettext_lazy("At most %(limit_value)d."),
        },
    )


class PartyForm(forms.Form):
    """Step one: how many visitors of each category. Its key makes a repeated request one booking.

    `free_seats` only bounds what the page's buttons offer: how many are left is decided when the seats are held.
    """

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    def __init__(self, *args: Any, slot: Slot, free_seats: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.slot = slot
        self.categories: list[VisitorCategory] = list(
            slot.tour.categories.filter(is_active=True).order_by("position", "pk")
        )
        self.least, self.most = party_bounds(slot)
        counts = self._usual()
        for category, count in zip(self.categories, counts, strict=True):
            field = count_field(str(category.name), most=self.most, initial=count)
            if free_seats is not None:
                field.widget.attrs["max"] = max(1, min(self.most, free_seats))
            self.fields[self._name(category)] = field

    @staticmethod
    def _name(category: VisitorCategory) -> str:
        return f"count_{category.uuid.hex}"

    def _usual(self) -> list[int]:
        """The smallest party, of the first category; with an adult where children alone would be refused."""
        counts = [0] * len(self.categories)
        if not counts:
            return counts
        counts[0] = self.least
        adult = next((i for i, category in enumerate(self.categories) if category.admits(ADULT)), None)
        if adult and self._unaccompanied({self.categories[0]: 1}):
            counts[0], counts[adult] = max(1, self.least - 1), 1
        return counts

    def _unaccompanied(self, counts: Mapping[VisitorCategory, int]) -> str | None:
        children = [category for category in counts if category.max_age is not None and category.max_age < ADULT]
        return unaccompanied(
            requirements_of(self.slot.tour),
            children=sum(counts[category] for category in children),
            adults=sum(count for category, count in counts.items() if category not in children),
            oldest_child=max((category.max_age or 0 for category in children), default=0),
        )

    @property
    def category_rows(self) -> Iterator[tuple[VisitorCategory, str, forms.BoundField]]:
        """Each category with its ages in words, beside its input."""
        return ((category, category.for_ages, self[self._name(category)]) for category in self.categories)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        counts = {category: cleaned.get(self._name(category)) or 0 for category in self.categories}
        cleaned["category_ids"] = tuple(category.pk for category, count in counts.items() for _seat in range(count))
        if self.errors:
            return cleaned
        if not cleaned["category_ids"]:
            raise forms.ValidationError(_("Choose at least one visitor."))
        if message := self._unaccompanied({category: count for category, count in counts.items() if count}):
            raise forms.ValidationError(message)
        return cleaned


class ChangePartyForm(forms.Form):
    """On step two: whom the order is for, after all. `counts` says how many of each kind it is for now."""

    def __init__(self, *args: Any, kinds: Sequence[Kind], counts: Sequence[int], most: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kinds = kinds
        for index, (kind, count) in enumerate(zip(kinds, counts, strict=True)):
            self.fields[f"kind{index}"] = count_field(kind.label, most=most, initial=count)

    @property
    def rows(self) -> Iterator[tuple[Kind, forms.BoundField]]:
        return ((kind, self[f"kind{index}"]) for index, kind in enumerate(self.kinds))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self.counts = [cleaned.get(f"kind{index}") or 0 for index in range(len(self.kinds))]
        if not self.errors and not any(self.counts):
            raise forms.ValidationError(_("Choose at least one visitor."))
        return cleaned

    @property
    def people(self) -> list[tuple[int, ...]]:
        """For each visitor, their category at every leg."""
        return [kind.ids for kind, count in zip(self.kinds, self.counts, strict=True) for _person in range(count)]


class PhoneField(PhoneNumberField):
    """A phone in any usual form, also with the 00 that stands for + in half of Europe."""

    def to_python(self, value: Any) -> Any:
        return super().to_python(re.sub(r"^\s*00\s*", "+", value) if isinstance(value, str) else value)


_BIRTH_DATE, _CITIZENSHIP = VisitRequirements.PassData.BIRTH_DATE, VisitRequirements.PassData.CITIZENSHIP
_RUSSIAN = {"", "россия", "российская федерация", "рф", "российское", "рус", "русский", "русская", "russia", "russian"}


def age_on(day: date, *, born: date) -> int:
    """Full years on that day; who was born on 29 February has the birthday on 1 March of other years."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


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
    phone = PhoneField(
        label=gettext_lazy("Phone"),
        required=False,
        help_text=gettext_lazy("For the enterprise, if plans change at the last minute."),
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"}),
        error_messages={
            "invalid": gettext_lazy("This does not look like a phone number; try it like +7 900 000-00-01.")
        },
    )

    def __init__(self, *args: Any, order: Order, bookings: Sequence[Booking], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order = order
        self.bookings = bookings
        self.problems: set[str] = set()  # the fields of what the services refused
        self.visitors = list(order.visitors.order_by("position"))
        self.attendances = sorted(bookings[0].attendances.all(), key=lambda row: row.position)
        self.visit_date = bookings[0].slot.local_date
        # Whose name may be left empty, since it is most often the one who books; no child does.
        grown = (i for i, row in enumerate(self.attendances) if row.category.admits(ADULT))
        self.booker = 0 if len(self.visitors) == 1 else next(grown, None)
        requirements = [requirements_of(booking.slot.tour) for booking in bookings]
        categories = [row.category for booking in bookings for row in booking.attendances.all()]
        kinds = {kind for required in requirements for kind in required.pass_office_data}
        self.wants_full_names = "full_name" in kinds
        self.wants_names = self.wants_full_names or len(self.visitors) <= NAMES_NEEDED_UP_TO
        self.identity_kinds = [kind for kind in VisitRequirements.PassData.values if kind in kinds - {"full_name"}]
        # What a document says is not asked a second time.
        self.wants_ages = _BIRTH_DATE not in kinds and any(needs_ages(one, categories) for one in requirements)
        self.wants_citizenship = _CITIZENSHIP not in kinds and any(asks_citizenship(one) for one in requirements)
        if self.wants_full_names and len(self.visitors) == 1:
            self.fields["name"].label = _("First and last name, as in the document")
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
                    label=_("First and last name, as in the document") if self.wants_full_names else _("Name"),
                    max_length=120,
                    required=self.wants_names and index != self.booker,
                    help_text=_("Leave it empty if it is you.") if index == self.booker else "",
                    widget=forms.TextInput(attrs={"autocomplete": "off"}),
                )
            if self.wants_ages:
                self.fields[f"v{index}_age"] = forms.IntegerField(
                    label=_("Your age on the day of the visit") if alone else _("Age on the day of the visit"),
                    min_value=0,
                    max_value=120,
                    initial=visitor.age,
                    widget=forms.NumberInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
                    error_messages={
                        "min_value": _("An age is a number from 0 to 120."),
                        "max_value": _("An age is a number from 0 to 120."),
                    },
                )
            if self.wants_citizenship:
                self.fields[f"v{index}_is_foreign"] = forms.BooleanField(
                    label=_("Citizen of another country"), required=False
                )
            for kind in self.identity_kinds:
                self.fields[f"v{index}_{kind}"] = self._identity_field(kind, index)
            own = [field for name, field in self.fields.items() if name.startswith(f"v{index}_") and not alone]
            for field in own:
                told = _("Visitor %(number)d: %(field)s") % {"number": index + 1, "field": field.label}
                field.told_as = told  # type: ignore[attr-defined]

    def _identity_field(self, kind: str, index: int) -> forms.Field:
        label = str(VisitRequirements.PassData(kind).label).capitalize()
        if kind == _BIRTH_DATE:
            widget = forms.DateInput(
                attrs={"type": "date", "autocomplete": "bday" if index == self.booker else "off"}, format="%Y-%m-%d"
            )
            return forms.DateField(label=label, widget=widget)
        return forms.CharField(
            label=_("Citizenship, if not Russian") if kind == _CITIZENSHIP else label,
            max_length=60,
            required=kind not in (VisitRequirements.PassData.CAR_NUMBER, _CITIZENSHIP),
            widget=forms.TextInput(attrs={"autocomplete": "off"}),
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for index in range(len(self.visitors)):
            self._check_name(index, cleaned)
            self._check_birth_date(index, cleaned)
        return cleaned

    def _check_name(self, index: int, cleaned: Mapping[str, Any]) -> None:
        """The pass office reads first and last names."""
        own = f"v{index}_name"
        field = own if cleaned.get(own) else "name" if index == self.booker else None
        if self.wants_full_names and field and field not in self.errors and len(cleaned.get(field, "").split()) < 2:
            self.add_error(field, _("The pass office needs the first and the last name."))

    def _check_birth_date(self, index: int, cleaned: Mapping[str, Any]) -> None:
        born = cleaned.get(f"v{index}_{_BIRTH_DATE}")
        if born is not None and not (born.year >= EARLIEST_BIRTH_YEAR and born <= self.visit_date):
            self.add_error(f"v{index}_{_BIRTH_DATE}", _("Check the year: nobody was born then who could come."))

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
        return [self._details_of(index) for index in range(len(self.visitors))]

    def _details_of(self, index: int) -> VisitorDetails:
        typed = self.cleaned_data
        asked = {kind: typed[f"v{index}_{kind}"] for kind in self.identity_kinds}
        identity = {kind: str(value) for kind, value in asked.items() if value}
        age, is_foreign = typed.get(f"v{index}_age"), bool(typed.get(f"v{index}_is_foreign"))
        if _BIRTH_DATE in asked:
            age = age_on(self.visit_date, born=asked[_BIRTH_DATE])
        if _CITIZENSHIP in asked:
            is_foreign = identity.get(_CITIZENSHIP, "").casefold().strip(" .") not in _RUSSIAN
            identity[_CITIZENSHIP] = identity[_CITIZENSHIP] if is_foreign else RUSSIA
        name = typed.get(f"v{index}_name") or (typed["name"] if index == self.booker else "")
        return VisitorDetails(name=name, age=age, is_foreign=is_foreign, identity=identity)

    def typed_for(self, places: Sequence[int | None]) -> dict[str, Any]:
        """What was typed so far as initial values of a form for another party: for each of its visitors, at which
        place they stood here (None for somebody new).
        """
        rest = {name: value for name, value in self.data.items() if name in self.fields and not name.startswith("v")}
        for place, before in enumerate(places):
            start = f"v{before}_"
            rest |= {
                f"v{place}_{name.removeprefix(start)}": value
                for name, value in self.data.items()
                if before is not None and name.startswith(start)
            }
        return {name: value for name, value in rest.items() if name != "consent"}

    def add_problem(self, problem: Problem) -> None:
        """Put a refusal of the services where the visitor can mend it."""
        self.problems.add(problem.field)
        field = problem.field
        if field == "age" and not self.wants_ages:
            field = _BIRTH_DATE
        if field == "is_foreign" and not self.wants_citizenship:
            field = _CITIZENSHIP
        name = field if problem.visitor is None else f"v{problem.visitor}_{field}"
        error = forms.ValidationError(problem.message, code="named")
        self.add_error(name if name in self.fields else None, error)
