"""Who comes: the second step of booking."""

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accelerator.base.common.countries import RUSSIA, foreign_countries
from accelerator.base.common.dates import BoundedDateField, birth_days
from accelerator.base.common.emails import EmailField, EmailInput
from accelerator.base.common.forms import DateInput, PersonNameField
from accelerator.base.common.i18n import active_language
from accelerator.base.common.phones import PhoneField, stored
from accelerator.base.common.text import clean_text, lcfirst
from tours.ages import ADULT
from tours.booking.errors import Problem
from tours.booking.models import Booking, Order, OrderContact, Visitor
from tours.booking.reads import visitors_of
from tours.booking.requirement_checks import Person, VisitorDetails, asks_age, asks_citizenship
from tours.booking.services.people import Contact, language_field
from tours.models import TourLanguage, VisitRequirements
from tours.party import Party
from tours.requirements import requirements_of

BIRTH_DATE, CITIZENSHIP = VisitRequirements.PassData.BIRTH_DATE, VisitRequirements.PassData.CITIZENSHIP
CITIZEN = "citizen"  # asked before the country, which is asked of foreigners only


class CountryField(forms.ChoiceField):
    """A country, required of foreigners only, which the form checks."""

    def validate(self, value: Any) -> None:
        if value:
            super().validate(value)


def age_on(day: date, *, born: date) -> int:
    """Full years on that day; who was born on 29 February has the birthday on 1 March of other years."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


@dataclass(frozen=True)
class VisitorFields:
    """The inputs of one visitor, for the page."""

    label: str
    fields: list[forms.BoundField]
    of_others: list[forms.BoundField] = dataclasses.field(default_factory=list)  # asked only if another person comes

    @property
    def has_details_of_others(self) -> bool:
        return any(field.errors or field.value() for field in self.of_others)


class VisitorsForm(forms.Form):
    """One contact, and the visitors of an order as the tours of its legs require."""

    name = PersonNameField(
        label=gettext_lazy("Your name"),
        max_length=120,
        error_messages={"required": gettext_lazy("Enter your name.")},
        widget=forms.TextInput(attrs={"autocomplete": "name", "inputmode": "text"}),
    )
    phone = PhoneField(
        label=gettext_lazy("Phone"),
        required=False,
        help_text=gettext_lazy("So that the enterprise can call you if plans change at the last minute."),
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"}),
        error_messages={
            "invalid": gettext_lazy("Check the number and start with the country code, as in +7 900 000-00-01.")
        },
    )
    needs = forms.CharField(
        label=gettext_lazy("What should the enterprise know?"),
        required=False,
        max_length=OrderContact._meta.get_field("needs").max_length,
        help_text=gettext_lazy(
            "For example: a wheelchair, no nuts, an interpreter from Chinese. Say what is needed, there is no need to "
            "say why. The enterprise sees it, and it is erased three days after the visit."
        ),
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
    )

    def __init__(
        self, *args: Any, order: Order, bookings: Sequence[Booking], party: Party | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.order = order
        self.bookings = bookings
        self.problems: set[str] = set()  # the fields of what the services refused
        self.attendances = sorted(bookings[0].attendances.all(), key=lambda row: row.position)
        self.visitors = visitors_of(bookings)
        self.visit_date = bookings[0].slot.local_date
        self.booker = self._booker()
        requirements = [requirements_of(booking.slot.tour) for booking in bookings]
        kinds = {kind for required in requirements for kind in required.pass_office_data}
        self.wants_full_names = "full_name" in kinds
        self.identity_kinds = [kind for kind in VisitRequirements.PassData.values if kind in kinds - {"full_name"}]
        # What a document says is not asked a second time.
        self.asked_ages = set() if BIRTH_DATE in kinds else self._asked_ages()
        self.brought_ages = self._brought_ages(party)
        self.wants_citizenship = CITIZENSHIP not in kinds and any(asks_citizenship(one) for one in requirements)
        if self.wants_full_names and not self.are_several:
            self.fields["name"].label = _("First and last name, as in the document")
        elif self.wants_full_names and self.booker is not None:
            self.fields["name"].label = _("Your first and last name")
        for leg in bookings:
            self._add_language(leg)
        for index, visitor in enumerate(self.visitors):
            self._add_visitor(index, visitor)
        may_be_young = any((row.category.min_age or 0) < ADULT for row in self.attendances)
        if may_be_young and any(required.guardian_consent for required in requirements):
            self.fields["guardian_consent"] = forms.BooleanField(
                label=_("I am a parent or guardian of the children, or have their parents’ consent"), required=False
            )

    def _add_language(self, leg: Booking) -> None:
        """Ask in which language the visit is wanted, where guides lead it in several."""
        spoken, name = leg.slot.spoken, language_field(leg)
        if len(spoken) < 2:
            return
        likely = leg.language or active_language()
        if self.initial.get(name) not in spoken:
            self.initial[name] = likely if likely in spoken else None
        label = _("Language of the visit")
        self.fields[name] = forms.ChoiceField(
            label=label if len(self.bookings) == 1 else f"{label}: {leg.slot.tour.title}",
            choices=[(code, TourLanguage(code).label) for code in spoken],
            widget=forms.RadioSelect,
            error_messages={"required": _("Choose the language of the visit.")},
        )

    @property
    def language_fields(self) -> list[forms.BoundField]:
        """The inputs of the visits' languages, for the page."""
        return [self[name] for leg in self.bookings if (name := language_field(leg)) in self.fields]

    @property
    def visit_languages(self) -> dict[UUID, str]:
        """The language that was chosen for each visit that is led in several, by its leg's UUID."""
        asked = {leg.uuid: language_field(leg) for leg in self.bookings}
        return {uuid: self.cleaned_data[name] for uuid, name in asked.items() if self.cleaned_data.get(name)}

    def _booker(self) -> int | None:
        """Whose name may be left empty, since it is most often the one who books; no child does."""
        grown = (i for i, row in enumerate(self.attendances) if row.category.admits(ADULT))
        return 0 if len(self.visitors) == 1 else next(grown, None)

    def _asked_ages(self) -> set[int]:
        """The visitors whose ages some leg's rules depend on."""
        asked = set()
        for leg in self.bookings:
            rows = sorted(leg.attendances.all(), key=lambda row: row.position)
            people = [Person.of(row.category) for row in rows if row.visitor_id]
            asked |= {i for i, is_asked in enumerate(asks_age(requirements_of(leg.slot.tour), people)) if is_asked}
        return asked

    def _brought_ages(self, party: Party | None) -> dict[int, int]:
        """The ages of the children that an address brought along, each for the visitor whom it fits best."""
        unsaid = (index for index in sorted(self.asked_ages) if self.visitors[index].age is None)
        left = {index: self.attendances[index].category for index in unsaid}
        brought = {}
        for age in party.children if party else ():
            fitting = [index for index, category in left.items() if category.admits(age)]
            if fitting:
                index = min(fitting, key=lambda index: left[index].misfit(age))
                brought[index] = age
                del left[index]
        return brought

    @property
    def are_several(self) -> bool:
        return len(self.visitors) > 1

    def _asks_name(self, _visitor: Visitor) -> bool:
        """Whether the visitor has a name of their own to enter: only a pass office needs more than the contact's."""
        return self.are_several and self.wants_full_names

    def _who(self, index: int) -> str:
        """The visitor's name as typed, or else their number: whom an error is about."""
        own = self.data.get(f"v{index}_name") or (self.data.get("name") if index == self.booker else "")
        name = " ".join(clean_text(own or "").split())[:120]
        return name or _("Visitor %(number)d") % {"number": index + 1}

    def _add_visitor(self, index: int, visitor: Visitor) -> None:
        alone = not self.are_several
        who = self._who(index)
        if self._asks_name(visitor):
            self.fields[f"v{index}_name"] = PersonNameField(
                label=_("First and last name, as in the document") if self.wants_full_names else _("Name"),
                max_length=120,
                required=index != self.booker,
                help_text=_("Leave this empty if it is you.") if index == self.booker else "",
                error_messages={"required": _("%(who)s: enter a name.") % {"who": who}},
                widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "text"}),
            )
        if index in self.asked_ages:
            self.fields[f"v{index}_age"] = forms.IntegerField(
                label=_("Your age on the day of the visit") if alone else _("Age on the day of the visit"),
                min_value=0,
                max_value=120,
                initial=self.brought_ages.get(index, visitor.age),
                widget=forms.NumberInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
                error_messages={
                    "required": _("Enter your age on the day of the visit.")
                    if alone
                    else _("%(who)s: enter an age.") % {"who": who},
                    "min_value": _("Enter an age from 0 to 120."),
                    "max_value": _("Enter an age from 0 to 120."),
                },
            )
        if self.wants_citizenship:
            self.fields[f"v{index}_is_foreign"] = forms.BooleanField(
                label=_("Citizen of another country"), required=False
            )
        for kind in self.identity_kinds:
            if kind == CITIZENSHIP:
                self.fields[f"v{index}_{CITIZEN}"] = self._citizen_field(index)
            if kind != VisitRequirements.PassData.CAR_NUMBER or index == (self.booker or 0):  # they come in one car
                self.fields[f"v{index}_{kind}"] = self._identity_field(kind, index)
        for name, field in self.fields.items():
            if name.startswith(f"v{index}_") and self.are_several:
                field.error_label = _("%(who)s, %(field)s") % {"who": who, "field": lcfirst(str(field.label))}  # type: ignore[attr-defined]

    def _identity_field(self, kind: str, index: int) -> forms.Field:
        label = str(VisitRequirements.PassData(kind).label).capitalize()
        wanted = {"required": _("%(who)s: enter the %(what)s.") % {"who": self._who(index), "what": lcfirst(label)}}
        if kind == BIRTH_DATE:
            widget = DateInput({"autocomplete": "bday" if index == self.booker else "off"})
            return BoundedDateField(within=birth_days, label=label, widget=widget, error_messages=wanted)
        if kind == CITIZENSHIP:
            countries = [("", _("Choose a country")), *foreign_countries()]
            return CountryField(label=_("Country of citizenship"), choices=countries)
        return forms.CharField(
            label=label,
            max_length=60,
            required=kind != VisitRequirements.PassData.CAR_NUMBER,
            widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "text"}),
            error_messages=wanted,
        )

    def _citizen_field(self, index: int) -> forms.Field:
        who = self._who(index)
        return forms.ChoiceField(
            label=_("Citizen of the Russian Federation"),
            choices=[("yes", _("Yes")), ("no", _("No"))],
            widget=forms.RadioSelect,
            error_messages={"required": _("%(who)s: say whether they are a Russian citizen.") % {"who": who}},
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for index in range(len(self.visitors)):
            self._check_name(index, cleaned)
            self._check_country(index, cleaned)
            self._check_birth_date(index, cleaned)
        return cleaned

    def _check_name(self, index: int, cleaned: Mapping[str, Any]) -> None:
        """The pass office reads first and last names."""
        own = f"v{index}_name"
        field = own if cleaned.get(own) else "name" if index == self.booker else None
        if self.wants_full_names and field and field not in self.errors and len(cleaned.get(field, "").split()) < 2:
            message = _(
                "The pass office needs a first and a last name. If the document has only one, add a dash: “Sukarno –”."
            )
            self.add_error(field, message)

    def _check_country(self, index: int, cleaned: Mapping[str, Any]) -> None:
        country = f"v{index}_{CITIZENSHIP}"
        if cleaned.get(f"v{index}_{CITIZEN}") == "no" and not cleaned.get(country) and country not in self.errors:
            self.add_error(country, _("Choose the country of citizenship."))

    def _check_birth_date(self, index: int, cleaned: Mapping[str, Any]) -> None:
        born = cleaned.get(f"v{index}_{BIRTH_DATE}")
        if born is not None and born > self.visit_date:
            self.add_error(
                f"v{index}_{BIRTH_DATE}", _("Check the year of birth: a visitor cannot have been born then.")
            )

    @property
    def visitor_groups(self) -> list[VisitorFields]:
        """Each visitor's inputs."""
        names = [[name for name in self.fields if name.startswith(f"v{index}_")] for index in range(len(self.visitors))]
        return [
            VisitorFields(self._label(i), [self[name] for name in of_one]) for i, of_one in enumerate(names) if of_one
        ]

    def _label(self, index: int) -> str:
        """«Посетитель 2 (Ребёнок)»: the category where there are several, the number where there are several people."""
        if not self.are_several:
            return _("Visitor")
        number = _("Visitor %(number)d") % {"number": index + 1}
        has_kinds = len({row.category_id for row in self.attendances}) > 1
        return f"{number} ({self.attendances[index].category.name})" if has_kinds else number

    @property
    def asks_ages_alone(self) -> bool:
        """Whether nothing but ages is asked of several people: they stand in one group then."""
        asks_more = self.wants_full_names or self.wants_citizenship or bool(self.identity_kinds)
        return self.are_several and bool(self.asked_ages) and not asks_more

    @property
    def phone_number(self) -> str:
        """The phone as typed, in E.164 and with its extension."""
        typed = self.cleaned_data["phone"]
        return stored(typed) if typed else ""

    @property
    def details(self) -> list[VisitorDetails]:
        """The visitors as typed, in the order of the party; what cannot be read yet is left out."""
        return [self._details_of(index) for index in range(len(self.visitors))]

    @property
    def agrees_as_guardian(self) -> bool:
        """Whether a parent or guardian says so of the children, where that is asked."""
        return bool(self.cleaned_data.get("guardian_consent"))

    def _details_of(self, index: int) -> VisitorDetails:
        typed = self.cleaned_data
        fields = {kind: f"v{index}_{kind}" for kind in self.identity_kinds}
        asked = {kind: typed.get(name) for kind, name in fields.items() if name in self.fields}
        identity = {kind: str(value) for kind, value in asked.items() if value}
        age, is_foreign = typed.get(f"v{index}_age"), bool(typed.get(f"v{index}_is_foreign"))
        if born := asked.get(BIRTH_DATE):
            age = age_on(self.visit_date, born=born)
        if CITIZENSHIP in asked:
            is_foreign = typed.get(f"v{index}_{CITIZEN}") == "no"
            identity[CITIZENSHIP] = (asked[CITIZENSHIP] or "") if is_foreign else RUSSIA
        name = typed.get(f"v{index}_name") or (typed.get("name", "") if index == self.booker else "")
        return VisitorDetails(name=name, age=age, is_foreign=is_foreign, identity=identity)

    def add_problems(self, problems: Iterable[Problem]) -> None:
        """Put refusals of the services where the visitor can mend them; a field that cannot be read has its own."""
        unreadable = set(self.errors)
        for problem in problems:
            field = self._field_of(problem)
            if field is None or field not in unreadable:
                self.problems.add(problem.field)
                self.add_error(field, forms.ValidationError(problem.message, code="named"))

    def _field_of(self, problem: Problem) -> str | None:
        field = problem.field
        if field == "age" and problem.visitor not in self.asked_ages:
            field = BIRTH_DATE
        if field == "is_foreign" and not self.wants_citizenship:
            field = CITIZENSHIP
        name = field if problem.visitor is None else f"v{problem.visitor}_{field}"
        return name if name in self.fields else None


class DetailsForm(VisitorsForm):
    """Step two: whom to write to, who comes, and the consent as its own unticked box."""

    field_order = ("name", "email", "phone")
    email = EmailField(
        label=gettext_lazy("Email"),
        help_text=gettext_lazy("We will send your ticket and reminders here."),
        error_messages={"required": gettext_lazy("Enter the email to send the ticket to.")},
        widget=EmailInput(attrs={"autocomplete": "email", "inputmode": "email"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["consent"] = forms.BooleanField(
            label=_("I agree to the processing of my personal data and that of the people I am booking for"),
            error_messages={
                "required": _("Tick the box to give your consent: without it we cannot keep your booking.")
            },
        )

    @property
    def contact(self) -> Contact:
        """The contact as typed."""
        typed = self.cleaned_data
        return Contact(typed["name"], typed["email"], self.phone_number, typed["needs"])

    def typed_for(self, places: Sequence[int | None]) -> dict[str, Any]:
        """What was typed so far as initial values of a form for another party: for each of its visitors, at which
        place they stood here (None for a new one).
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
