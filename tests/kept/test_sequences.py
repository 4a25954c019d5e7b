"""After any sequence of what visitors, staff and time can do, a kept page is the page drawn afresh.

`HYPOTHESIS_PROFILE=nightly` runs 200 sequences of 40 steps instead of the few of every change.
"""

from __future__ import annotations

import os
from typing import Any

import pytest
from django.db.models import QuerySet
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule, run_state_machine_as_test

from accelerator.base.common import clock
from accelerator.base.common.shelf import shelf
from regions.enterprises.models import Enterprise
from tests.factories.accounts import UserFactory
from tests.kept import pages
from tests.tours.booking.test_state_machine import PLACES, BookingMachine, open_slots
from tours.models import Tour

PROFILES = {"quick": (4, 12), "nightly": (200, 40)}


class KeptMachine(BookingMachine):
    """The machine of the bookings, with texts that change, looked at as a reader does after each step."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        shelf.clear()

    @rule(slot=PLACES, text=st.sampled_from(["Литьё", "Чугун"]))
    def retitle(self, slot: int, text: str) -> None:
        Tour.objects.filter(pk=self.slots[slot].tour_id).update(title={"ru": text})

    # What the model does not know is undone at once.

    @rule(slot=PLACES, status=st.sampled_from(Tour.Status.values))
    def hide(self, slot: int, status: str) -> None:
        self.for_a_moment(Tour.objects.filter(pk=self.slots[slot].tour_id), status=status)

    @rule(slot=PLACES, status=st.sampled_from(Enterprise.Status.values))
    def hide_enterprise(self, slot: int, status: str) -> None:
        self.for_a_moment(Enterprise.objects.filter(pk=self.slots[slot].enterprise_id), status=status)

    @rule(slot=PLACES, hours=st.sampled_from([0, 1, 24]))
    def close_booking_earlier(self, slot: int, hours: int) -> None:
        self.for_a_moment(Tour.objects.filter(pk=self.slots[slot].tour_id), booking_closes_hours=hours)

    def for_a_moment(self, rows: QuerySet, **values: Any) -> None:
        """Look at the pages while the rows have these values."""
        before = rows.values(*values).get()
        rows.update(**values)
        self.kept_pages_are_true()
        rows.update(**before)

    @invariant()
    def kept_pages_are_true(self) -> None:
        with clock.at(self.model.now):
            assert pages.differences(pages.addresses()) == []

    # What the model says is asked elsewhere, and the status of a tour is none of its business.
    def counters_and_slots_are_the_models(self) -> None: ...
    def public_finds_what_is_free(self) -> None: ...
    def bookings_are_the_models(self) -> None: ...
    def reminders_wait_for_expected_legs_only(self) -> None: ...


@pytest.mark.django_db
def test_kept_pages_are_the_pages_drawn_afresh() -> None:
    examples, steps = PROFILES[os.environ.get("HYPOTHESIS_PROFILE", "quick")]
    slots, staff = open_slots(), UserFactory()
    run_state_machine_as_test(
        lambda: KeptMachine(slots, staff),
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
