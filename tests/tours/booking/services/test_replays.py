"""Erasing once more what a restored backup has brought back, called directly: what is erased, and what is not."""

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from accelerator.base.common import clock
from accelerator.base.common.hooks import erasure_replays
from accelerator.base.notifications.models import Message
from tests.factories.booking import confirm_order, confirmed_order, consent_text, held_order
from tests.factories.tours import SlotFactory
from tours.booking.models import Booking, Order, OrderContact, Visitor, VisitorIdentity
from tours.booking.requirement_checks import VisitorDetails
from tours.booking.services import erasure
from tours.booking.services.confirmations import ConsentGiven, confirm
from tours.booking.services.erasure import withdraw_consent
from tours.booking.services.people import Contact
from tours.booking.services.reminders import choose_reminders

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)
OF_ORDERS = (erasure.withdraw_again, erasure.erase_again, erasure.stop_reminders_again, erasure.start_reminders_again)
OF_VISITORS = (erasure.remove_again, erasure.erase_replaced_again, erasure.erase_identity_again)


def sealed_order() -> Order:
    slot = SlotFactory(tour__requirements__pass_office_data=["document_number"])
    return confirm(
        order=held_order(slot), contact=Contact("Мария", "masha@example.org"),
        visitors=[VisitorDetails("Гость", 30, identity={"document_number": "4510"})],
        consent=ConsentGiven(consent_text(), None),
    )  # fmt: skip


def people() -> tuple:
    """Everything that names a person, and what they are to hear."""
    return (
        set(Visitor.objects.values_list("uuid", "name", "age", "is_foreign")),
        set(OrderContact.objects.values_list("name", "email")),
        set(VisitorIdentity.objects.values_list("pk", "erased_at")),
        set(Booking.objects.values_list("pk", "status")),
        Message.objects.filter(kind="booking.reminder", state="queued").count(),
    )


@pytest.mark.parametrize("again", [*OF_ORDERS, *OF_VISITORS])
def test_what_the_backup_does_not_know_changes_nobody_else(again: Callable[[uuid.UUID, datetime], bool]):
    sealed_order()
    choose_reminders(order=confirmed_order(), wanted=False)
    before = people()

    assert again(uuid.uuid4(), clock.now()) is False
    assert people() == before


def test_consent_is_withdrawn_again_once_and_only_this_one():
    order, other = confirmed_order(), confirmed_order()

    assert erasure.withdraw_again(order.uuid, clock.now()) is True
    assert erasure.withdraw_again(order.uuid, clock.now()) is False

    assert order.bookings.get().status == Booking.Status.CANCELLED
    assert list(Order.objects.filter(consent__withdrawn_at=None)) == [other]
    assert other.visitors.exists()


def test_order_without_a_consent_has_none_to_withdraw():
    order = held_order()

    assert erasure.withdraw_again(order.uuid, clock.now()) is False
    assert order.visitors.exists()


@pytest.mark.parametrize("left", ["contact", "visitors", "both"])
def test_people_of_an_order_are_forgotten_again_whatever_is_left_of_them(left: str):
    order, other = confirmed_order(), confirmed_order()
    if left == "contact":
        order.visitors.all().delete()
    elif left == "visitors":
        order.contact.delete()

    assert erasure.erase_again(order.uuid, clock.now()) is True
    assert erasure.erase_again(order.uuid, clock.now()) is False
    assert not order.visitors.exists()
    assert not OrderContact.objects.filter(order=order).exists()
    assert (other.visitors.count(), OrderContact.objects.count()) == (1, 1)


def test_visitor_is_removed_again_and_the_place_stays_taken():
    order = confirmed_order(people=2)
    gone, stays = order.visitors.order_by("position")

    assert erasure.remove_again(gone.uuid, clock.now()) is True
    assert list(order.visitors.all()) == [stays]
    assert order.bookings.get().seats == 2


@pytest.mark.parametrize(("named", "is_before"), [(-SECOND, True), (timedelta(), False), (SECOND, False), (None, True)])
def test_only_who_was_named_before_the_change_is_replaced_and_erased(named: timedelta | None, is_before: bool):
    order, other = sealed_order(), sealed_order()
    visitor, at = order.visitors.get(), clock.now()
    named_at = None if named is None else at + named
    order.visitors.update(named_at=named_at, is_foreign=True)
    other.visitors.update(named_at=named_at)

    assert erasure.erase_replaced_again(visitor.uuid, at) is is_before
    assert erasure.erase_replaced_again(visitor.uuid, at) is False

    visitor.refresh_from_db()
    before = (visitor.name, visitor.age, visitor.is_foreign)
    assert before == (("", None, None) if is_before else ("Гость", 30, True))
    assert VisitorIdentity.objects.filter(visitor=visitor).exists() is not is_before
    assert other.visitors.get().name == "Гость"
    assert VisitorIdentity.objects.filter(visitor__order=other).exists()


@pytest.mark.parametrize(
    "left", [{"name": "Гость"}, {"age": 30}, {"is_foreign": False}], ids=["a name", "an age", "a citizenship"]
)
def test_whatever_is_left_of_the_one_before_is_erased(left: dict):
    visitor = confirmed_order().visitors.get()
    Visitor.objects.update(**{"name": "", "age": None, "is_foreign": None, "named_at": None, **left})

    assert erasure.erase_replaced_again(visitor.uuid, clock.now()) is True
    assert Visitor.objects.filter(name="", age=None, is_foreign=None).exists()


@pytest.mark.parametrize(("named", "is_before"), [(-SECOND, True), (timedelta(), False), (SECOND, False), (None, True)])
def test_identity_is_erased_again_unless_somebody_was_named_since(named: timedelta | None, is_before: bool):
    order, other = sealed_order(), sealed_order()
    visitor, at = order.visitors.get(), clock.now()
    Visitor.objects.update(named_at=None if named is None else at + named)
    others = VisitorIdentity.objects.values().get(visitor__order=other)

    assert erasure.erase_identity_again(visitor.uuid, at) is is_before
    assert erasure.erase_identity_again(visitor.uuid, at) is False

    kept = VisitorIdentity.objects.get(visitor=visitor)
    assert (kept.erased_at is not None, kept.sealed is None) == (is_before, is_before)
    assert VisitorIdentity.objects.values().get(visitor__order=other) == others


def test_identity_of_another_that_is_due_is_not_erased_instead():
    visitor, due = confirmed_order().visitors.get(), sealed_order().visitors.get()
    VisitorIdentity.objects.update(erase_at=clock.now() - SECOND)

    assert erasure.erase_identity_again(visitor.uuid, clock.now()) is False
    assert VisitorIdentity.objects.get(visitor=due).sealed is not None


def test_identity_that_was_erased_before_stays_as_it_was():
    order = sealed_order()
    visitor, first = order.visitors.get(), clock.now() - timedelta(days=1)
    VisitorIdentity.objects.update(erased_at=first, sealed=None, wrapped_key=None)
    before = VisitorIdentity.objects.values().get()

    assert erasure.erase_identity_again(visitor.uuid, clock.now()) is False
    assert VisitorIdentity.objects.values().get() == before


def test_reminders_stop_and_come_again_each_once_and_for_nobody_else():
    order, other = confirmed_order(), confirmed_order()
    both = Message.objects.filter(kind="booking.reminder", state="queued").count()

    assert erasure.start_reminders_again(order.uuid, clock.now()) is False
    assert erasure.stop_reminders_again(order.uuid, clock.now()) is True
    assert erasure.stop_reminders_again(order.uuid, clock.now()) is False
    assert Message.objects.filter(kind="booking.reminder", state="queued").count() == both // 2
    assert erasure.start_reminders_again(order.uuid, clock.now()) is True
    assert erasure.start_reminders_again(order.uuid, clock.now()) is False
    assert Message.objects.filter(kind="booking.reminder", state="queued").count() == both
    assert Order.objects.get(pk=other.pk).wants_reminders


def test_reminders_of_an_order_whose_people_are_forgotten_do_not_come_again():
    order = confirmed_order()
    withdraw_consent(order=order)
    Order.objects.filter(pk=order.pk).update(wants_reminders=False)

    assert erasure.start_reminders_again(order.uuid, clock.now()) is False


def test_order_that_is_held_has_nobody_to_remind():
    order = held_order()

    assert erasure.stop_reminders_again(order.uuid, clock.now()) is False
    confirm_order(order)
    assert erasure.stop_reminders_again(order.uuid, clock.now()) is True


def test_every_kind_of_this_apps_erasures_can_be_done_again():
    known = [kind for kind, _replay in erasure_replays.answers if kind.startswith("booking.")]

    assert len(known) == len(OF_ORDERS) + len(OF_VISITORS)
