"""Orders, made the way visitors make them: through the services."""

import uuid
from collections.abc import Sequence
from importlib import import_module
from typing import Any

from django.apps import apps

from accelerator.base.accounts.models import ConsentText
from tests.factories.tours import SlotFactory
from tours.booking.models import Order
from tours.booking.requirement_checks import VisitorDetails
from tours.booking.services.confirmations import ConsentGiven, confirm
from tours.booking.services.holds import HoldRequest, Leg, hold_seats
from tours.booking.services.people import Contact
from tours.models import Slot


def consent_text() -> ConsentText:
    """The current text on personal data; tests that commit may have taken it away, so it is published again.

    Before threads begin, call this once: each of them would publish it.
    """
    texts = ConsentText.objects.filter(kind=ConsentText.Kind.PERSONAL_DATA).order_by("-version")
    if found := texts.first():
        return found
    import_module("accelerator.base.accounts.migrations.0003_consent_texts").publish(apps, None)
    return texts.get(version=2)


def leg(slot: Slot, people: int = 1, *, minutes_before: int = 0) -> Leg:
    """A leg for so many people, all in the tour's first category."""
    category = slot.tour.categories.order_by("position", "pk").first()
    return Leg(slot_id=slot.pk, category_ids=(category.pk,) * people, minutes_before=minutes_before)


def request(**changes: Any) -> HoldRequest:
    """What a browser sends with a hold."""
    return HoldRequest(**{"key": uuid.uuid4(), "bound_to": "browser-1", "language": "ru", **changes})


def held_order(slot: Slot | None = None, people: int = 1, **changes: Any) -> Order:
    """An order whose seats are held."""
    return hold_seats(legs=[leg(slot or SlotFactory(), people)], request=request(**changes))


def confirm_order(order: Order, *, email: str = "masha@example.org", names: Sequence[str] = (), age: int = 30) -> Order:
    """Confirms a held order, for adults by default."""
    visitors = [
        VisitorDetails(name=names[i] if i < len(names) else f"Гость {i + 1}", age=age) for i in range(order.party_size)
    ]
    return confirm(
        order=order,
        contact=Contact(name="Мария Петрова", email=email, phone="+79000000001"),
        visitors=visitors,
        consent=ConsentGiven(text=consent_text(), ip_address="127.0.0.1"),
    )


def confirmed_order(slot: Slot | None = None, people: int = 1, *, email: str = "masha@example.org") -> Order:
    """An order that is booked."""
    return confirm_order(held_order(slot, people), email=email)
