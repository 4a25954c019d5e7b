"""Whom a leak affects: counted at once, written where no one else reads it."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tests.factories.accounts import UserFactory
from tests.factories.booking import confirmed_order
from tests.factories.tours import SlotFactory, TourFactory
from tours.booking.models import OrderContact
from tours.booking.services.erasure import withdraw_consent
from tours.booking.services.identities import read_passes
from tours.gate.leaks import trace_leak
from tours.models import Slot

pytestmark = pytest.mark.django_db


@pytest.fixture
def slot() -> Slot:
    return SlotFactory()


def days(slot: Slot) -> dict[str, Any]:
    return {"first": slot.local_date, "last": slot.local_date}


def report(slot: Slot, **more: Any) -> str:
    out = io.StringIO()
    call_command("leak_report", enterprise=slot.enterprise.slug, **{**days(slot), **more}, stdout=out)
    return out.getvalue()


def test_report_counts_people_and_names_who_read(slot: Slot, tmp_path: Path) -> None:
    confirmed_order(slot, people=2)
    asking = confirmed_order(slot, email="petr@example.org")
    OrderContact.objects.filter(order=asking).update(needs="Коляска")
    confirmed_order(SlotFactory(), email="elsewhere@example.org")
    reader = UserFactory()
    read_passes(slot=slot, reader=reader)
    file = tmp_path / "affected.csv"

    printed = report(slot, out=str(file))

    assert "slots 1, orders 2, people 3" in printed
    assert f"opened by {reader.uuid}: 1 lists, 3 people" in printed
    assert "@" not in printed  # what scrolls by names no one
    assert file.stat().st_mode & 0o777 == 0o600
    rows = list(csv.DictReader(io.StringIO(file.read_text(encoding="utf-8"))))
    assert {row["email"] for row in rows} == {"masha@example.org", "petr@example.org"}
    assert "visitors' names" in rows[0]["fields"]
    assert ["needs" in row["fields"] for row in rows] == [False, True]
    assert "Коляска" not in file.read_text(encoding="utf-8")


def test_reader_narrows_it_to_what_they_opened(slot: Slot) -> None:
    later = SlotFactory(tour=slot.tour, local_start=slot.local_start + timedelta(days=1))
    confirmed_order(slot)
    confirmed_order(later, email="petr@example.org")
    reader = UserFactory()
    read_passes(slot=later, reader=reader)

    leak = trace_leak(enterprise=slot.enterprise, first=slot.local_date, last=later.local_date, reader=reader)

    assert [one.email for one in leak.orders] == ["petr@example.org"]
    assert [one.uuid for one in leak.readers] == [str(reader.uuid)]


def test_account_that_is_gone_is_still_named_by_its_number(slot: Slot) -> None:
    confirmed_order(slot)
    reader = UserFactory()
    read_passes(slot=slot, reader=reader)
    number = reader.pk
    reader.delete()

    assert f"opened by account {number}, deleted" in report(slot)


def test_erased_people_are_not_notified(slot: Slot) -> None:
    withdraw_consent(order=confirmed_order(slot))

    assert "orders 0, people 0" in report(slot)


@pytest.mark.parametrize("orders", [1, 6])
def test_queries_do_not_grow_with_the_orders(slot: Slot, orders: int, django_assert_num_queries: Any) -> None:
    tour = TourFactory(published=True)
    slots = [SlotFactory(tour=tour, local_start=slot.local_start + timedelta(days=day)) for day in range(orders)]
    for one in slots:
        confirmed_order(one)
        read_passes(slot=one, reader=UserFactory())

    with django_assert_num_queries(4):
        leak = trace_leak(enterprise=tour.enterprise, first=slots[0].local_date, last=slots[-1].local_date)

    assert len(leak.orders) == orders


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"enterprise": "nobody"}, "no enterprise"),
        ({"reader": "nobody@example.org"}, "no account"),
        ({"reader": "no-uuid"}, "no account"),
    ],
)
def test_missing_slot_or_file_is_reported(slot: Slot, wrong: dict[str, str], message: str) -> None:
    with pytest.raises(CommandError, match=message):
        call_command("leak_report", **{"enterprise": slot.enterprise.slug, **days(slot), **wrong})


def test_file_that_is_there_is_not_written_over(slot: Slot, tmp_path: Path) -> None:
    there = tmp_path / "there.csv"
    there.write_text("kept")

    with pytest.raises(CommandError, match="already"):
        report(slot, out=str(there))
    assert there.read_text() == "kept"
