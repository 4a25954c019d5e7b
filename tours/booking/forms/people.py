"""Who comes: changing the people of an order that is booked."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _

from tours.booking.forms.details import CITIZEN, CountryField, VisitorFields, VisitorsForm
from tours.booking.models import Booking, Order, Visitor
from tours.booking.reads import visitors_of
from tours.booking.requirement_checks import VisitorDetails
from tours.booking.services.people import Contact


class PeopleForm(VisitorsForm):
    """The contact and the visitors as they are, to be changed; each may stay away. The email stays.

    What the pass office knows is not shown again; it is asked of those who come instead of another visitor. `people`
    names the visitors that the page showed, so that a form sent twice removes no one else.
    """

    people = forms.CharField(widget=forms.HiddenInput, max_length=40 * 200)

    def __init__(self, *args: Any, order: Order, bookings: Sequence[Booking], **kwargs: Any) -> None:
        visitors = visitors_of(bookings)
        initial: dict[str, Any] = {
            "name": order.contact.name,
            "phone": order.contact.phone,
            "needs": order.contact.needs,
            "guardian_consent": order.guardian_consent,
            "people": _shown(visitors),
        }
        for index, visitor in enumerate(visitors):
            initial |= {
                f"v{index}_name": visitor.name,
                f"v{index}_age": visitor.age,
                f"v{index}_is_foreign": visitor.is_foreign,
            }
        super().__init__(*args, order=order, bookings=bookings, initial=initial, **kwargs)

    def _booker(self) -> int | None:
        return None  # all have names by now

    def _asks_name(self, visitor: Visitor) -> bool:
        return self.wants_full_names or bool(visitor.name)

    def _add_visitor(self, index: int, visitor: Visitor) -> None:
        super()._add_visitor(index, visitor)
        for name in self._identity_names(index):
            field = self.fields[name]
            field.wanted_of_others = field.required and not isinstance(field, CountryField)  # type: ignore[attr-defined]
            field.required = False
        if len(self.visitors) > 1:
            self.fields[f"v{index}_leaves"] = forms.BooleanField(label=_("Not coming"), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for index in range(len(self.visitors)):
            if cleaned.get(f"v{index}_leaves"):
                for name in [name for name in self.errors if name.startswith(f"v{index}_")]:
                    del self.errors[name]
            elif not self._is_known(index, cleaned):
                self._want_identity(index, cleaned)
        return cleaned

    def _is_known(self, index: int, cleaned: Mapping[str, Any]) -> bool:
        """Whether this is the person who was booked, with nothing new about them."""
        before = self.visitors[index]
        retyped = any(cleaned.get(name) for name in self._identity_names(index))
        foreign = bool(cleaned.get(f"v{index}_is_foreign")) if self.wants_citizenship else bool(before.is_foreign)
        same_name = cleaned.get(f"v{index}_name", before.name).split() == before.name.split()
        return same_name and not retyped and foreign == bool(before.is_foreign)

    def _identity_names(self, index: int) -> list[str]:
        return [name for kind in (CITIZEN, *self.identity_kinds) if (name := f"v{index}_{kind}") in self.fields]

    def _want_identity(self, index: int, cleaned: Mapping[str, Any]) -> None:
        for name in self._identity_names(index):
            if self.fields[name].wanted_of_others and not cleaned.get(name) and name not in self.errors:  # type: ignore[attr-defined]
                self.add_error(name, _("Someone else is coming, so the pass office needs this again."))

    @property
    def visitor_groups(self) -> list[VisitorFields]:
        """Each visitor's inputs, with those of the pass office apart."""
        return [
            replace(
                group,
                fields=[field for field in group.fields if not self._is_identity(field)],
                of_others=[field for field in group.fields if self._is_identity(field)],
            )
            for group in super().visitor_groups
        ]

    def _is_identity(self, field: forms.BoundField) -> bool:
        return field.name.partition("_")[2] in (CITIZEN, *self.identity_kinds)

    @property
    def removes_visitors(self) -> bool:
        """Whether a visitor is marked as not coming."""
        return any(self.cleaned_data.get(f"v{index}_leaves") for index in range(len(self.visitors)))

    @property
    def is_outdated(self) -> bool:
        """Whether the page showed other visitors than the order has now."""
        return bool(self.is_bound and self.data.get("people") != _shown(self.visitors))

    @property
    def keep_unchanged(self) -> bool:
        """Whether those who were to stay, of the visitors that the page had, are those who are here now."""
        shown = self.data.get("people", "").split()
        stay = [name for index, name in enumerate(shown) if not self.data.get(f"v{index}_leaves")]
        return " ".join(stay) == _shown(self.visitors)

    @property
    def contact(self) -> Contact:
        """The contact as typed, with the email that stays."""
        typed = self.cleaned_data
        return Contact(typed["name"], self.order.contact.email, self.phone_number, typed["needs"])

    @property
    def people_by_visitor(self) -> dict[UUID, VisitorDetails | None]:
        """Who comes, by visitor; None for one who does not."""
        return {
            visitor.uuid: None if self.cleaned_data.get(f"v{index}_leaves") else self._details_of(index)
            for index, visitor in enumerate(self.visitors)
        }

    def _details_of(self, index: int) -> VisitorDetails:
        if not self._is_known(index, self.cleaned_data):
            return super()._details_of(index)
        before = self.visitors[index]
        age = self.cleaned_data.get(f"v{index}_age", before.age)
        return VisitorDetails(before.name, age, is_foreign=bool(before.is_foreign), is_known=True)


def _shown(visitors: Sequence[Visitor] | Any) -> str:
    return " ".join(visitor.uuid.hex for visitor in visitors)
