"""What pass offices ask for, called directly: until when it is kept, and what a reader gets."""

import uuid
from datetime import datetime, timedelta
from typing import Any

import pytest
from cryptography.exceptions import InvalidTag

from accelerator.base.common import clock
from accelerator.base.common.models import Erasure
from accelerator.base.common.security_log import Event
from tests.base.common.test_security_log import Lines, lines  # noqa: F401 - a fixture
from tests.factories.accounts import UserFactory
from tests.factories.booking import confirmed_order, consent_text, held_order, leg, request
from tests.factories.tours import SlotFactory
from tours.booking.models import Booking, IdentityReading, Order, VisitorIdentity
from tours.booking.requirement_checks import VisitorDetails
from tours.booking.services.cancellations import cancel_by_visitor
from tours.booking.services.confirmations import ConsentGiven, confirm
from tours.booking.services.holds import hold_seats
from tours.booking.services.identities import (
    IDENTITY_ERASED,
    KEPT_FOR,
    erase,
    erase_identities,
    keep_until_after_the_visit,
    read_passes,
    seal,
    sealed_identities,
    wanted_kinds,
)
from tours.booking.services.people import Contact
from tours.models import Slot

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)
ASKED = {"tour__requirements__pass_office_data": ["full_name", "document_number"]}


def sealed(*slots: Slot, name: str = "Анна") -> Order:
    """One person at these slots, with a document."""
    return confirm(
        order=hold_seats(legs=[leg(slot) for slot in slots], request=request()),
        contact=Contact(name, "anna@example.org"),
        visitors=[VisitorDetails(name, 40, identity={"document_number": f"of {name}"})],
        consent=ConsentGiven(consent_text(), None),
    )


def asking(days_ahead: int = 7) -> Slot:
    return SlotFactory(days_ahead=days_ahead, **ASKED)


def kept_until(order: Order) -> datetime | None:
    """Until when the documents are kept."""
    identity = VisitorIdentity.objects.get(visitor__order=order)
    return None if identity.erased_at else identity.erase_at


# Until when


def test_documents_are_kept_until_after_the_last_visit_that_is_expected():
    slots = [asking(8), asking(10)]
    order, other = sealed(*slots), sealed(slots[1], name="Пётр")
    VisitorIdentity.objects.filter(visitor__order=other).update(erase_at=slots[0].ends_at)
    before = kept_until(other)
    order.bookings.filter(position=1).update(status=Booking.Status.CANCELLED, cancelled_at=clock.now())

    keep_until_after_the_visit([order.pk], now=clock.now())

    assert kept_until(order) == slots[0].ends_at + KEPT_FOR
    assert kept_until(other) == before


def test_documents_of_whom_nobody_expects_go_at_once():
    slot = asking()
    order, other, due = sealed(slot), sealed(slot, name="Пётр"), sealed(slot, name="Мария")
    VisitorIdentity.objects.filter(visitor__order=due).update(erase_at=clock.now() - SECOND)  # the sweep's to erase
    order.bookings.update(status=Booking.Status.CANCELLED, cancelled_at=clock.now())

    keep_until_after_the_visit([order.pk], now=clock.now())

    assert kept_until(order) is None
    assert kept_until(other) == slot.ends_at + KEPT_FOR
    assert kept_until(due) is not None


def test_what_was_erased_is_not_given_a_new_time():
    order = sealed(asking())
    long_ago = clock.now() - timedelta(days=3)
    VisitorIdentity.objects.update(erased_at=long_ago, erase_at=long_ago, sealed=None, wrapped_key=None)

    keep_until_after_the_visit([order.pk], now=clock.now())

    identity = VisitorIdentity.objects.get()
    assert (identity.erased_at, identity.erase_at) == (long_ago, long_ago)


# Erasing


def test_documents_are_erased_when_their_time_has_come_and_not_before():
    slot = asking()
    order = sealed(slot)
    later = sealed(asking(9), name="Пётр")
    over = slot.ends_at + KEPT_FOR

    assert erase_identities(now=over - SECOND) == 0
    assert erase_identities(now=over) == 1
    assert erase_identities(now=over) == 0

    identity = VisitorIdentity.objects.get(visitor__order=order)
    assert (identity.sealed, identity.wrapped_key, identity.erased_at) == (None, None, over)
    assert VisitorIdentity.objects.get(visitor__order=later).sealed is not None
    assert list(Erasure.objects.values_list("what", "subject")) == [(IDENTITY_ERASED, order.visitors.get().uuid)]


def test_erasing_goes_by_the_clock_where_no_moment_is_given():
    slot = asking()
    sealed(slot)

    assert erase_identities() == 0
    with clock.at(slot.ends_at + KEPT_FOR):
        assert erase_identities() == 1


def test_erasing_keeps_to_the_rows_that_it_is_given_and_counts_them():
    orders = [sealed(asking(), name=name) for name in ("Анна", "Пётр", "Мария")]
    VisitorIdentity.objects.update(erase_at=clock.now())

    assert erase(VisitorIdentity.objects.filter(visitor__order__in=orders[:2]), now=clock.now()) == 2
    assert VisitorIdentity.objects.get(erased_at__isnull=True).visitor.order == orders[2]


# Reading


def test_reader_gets_who_is_expected_on_this_slot_and_that_is_written_down(
    lines: Lines,  # noqa: F811
    django_capture_on_commit_callbacks: Any,
):
    slot, reader = asking(), UserFactory()
    [sealed(slot, name=name) for name in ("Пётр", "Анна")]
    sealed(asking(), name="Кто-то")
    held_order(slot)
    cancel_by_visitor(order=sealed(slot, name="Мария"))

    with django_capture_on_commit_callbacks() as after_commit:
        read = read_passes(slot=slot, reader=reader)
    for callback in after_commit:
        callback()

    [line] = lines.written
    assert (line["event"], line["people"], line["actor"]) == (Event.IDENTITY_READ.value, 2, str(reader.uuid))
    assert [(one.attendance.visitor.name, one.identity, one.is_erased) for one in read] == [
        ("Анна", {"document_number": "of Анна"}, False),
        ("Пётр", {"document_number": "of Пётр"}, False),
    ]
    reading = IdentityReading.objects.get()
    assert (reading.slot, reading.reader, reading.people, reading.enterprise) == (slot, reader, 2, slot.enterprise)


def test_reader_can_tell_what_was_never_asked_from_what_was_erased():
    slot = asking()
    sealed(slot, name="Анна")
    VisitorIdentity.objects.update(erase_at=clock.now())
    erase_identities()
    nobody = sealed(slot, name="Никто")
    VisitorIdentity.objects.filter(visitor__order=nobody).delete()
    unknown = sealed(slot, name="Неизвестный")
    unknown.visitors.all().delete()

    read = {
        str(one.attendance.visitor): (one.identity, one.is_erased)
        for one in read_passes(slot=slot, reader=UserFactory())
    }

    assert read == {"Анна": ({}, True), "Никто": ({}, False), "None": ({}, False)}


@pytest.mark.parametrize(
    ("asked", "kinds"),
    [
        ([], []),
        (["full_name"], []),
        (["document_number", "full_name", "birth_date"], ["birth_date", "document_number"]),
        (["citizenship"], ["citizenship"]),
    ],
)
def test_kinds_that_are_asked_for_come_in_the_order_of_the_form(asked: list[str], kinds: list[str]):
    found = wanted_kinds(SlotFactory(tour__requirements__pass_office_data=asked))
    assert sorted(found) == sorted(kinds)
    assert found == [
        kind for kind in wanted_kinds(SlotFactory(tour__requirements__pass_office_data=KINDS)) if kind in kinds
    ]


KINDS = ["full_name", "birth_date", "citizenship", "document_number"]


# Sealing


def test_nothing_is_sealed_of_whom_nothing_is_known():
    order = confirmed_order(people=2)
    first, second = order.visitors.order_by("position")

    seal([first, second], [{}, {"document_number": "4510 123456"}], erase_at=clock.now())

    assert VisitorIdentity.objects.get().visitor == second
    assert "123456" not in str(bytes(VisitorIdentity.objects.get().sealed))


def test_rewrapped_key_opens_the_same():
    slot = asking()
    sealed(slot, name="Анна")
    erased = sealed(slot, name="Пётр")
    VisitorIdentity.objects.filter(visitor__order=erased).update(wrapped_key=None, sealed=None, erased_at=clock.now())
    [row] = sealed_identities().rows()
    before = bytes(row.wrapped_key)

    sealed_identities().rewrap(row)

    after = VisitorIdentity.objects.get(pk=row.pk)
    assert sealed_identities().wrapped_keys(after) != [before]
    read = {one.attendance.visitor.name: one.identity for one in read_passes(slot=slot, reader=UserFactory())}
    assert read["Анна"] == {"document_number": "of Анна"}


def test_key_of_another_person_is_not_rewrapped():
    one, two = (sealed(asking(), name=name) for name in ("Анна", "Пётр"))
    row = VisitorIdentity.objects.select_related("visitor").get(visitor__order=one)
    row.visitor.uuid = uuid.uuid4()
    before = bytes(row.wrapped_key)

    with pytest.raises(InvalidTag):
        sealed_identities().rewrap(row)
    assert bytes(VisitorIdentity.objects.get(pk=row.pk).wrapped_key) == before
    assert VisitorIdentity.objects.filter(visitor__order=two).exists()
