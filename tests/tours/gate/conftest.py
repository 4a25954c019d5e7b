"""A slot in three days, and the morning on which its visitors come."""

from datetime import timedelta

import pytest
import time_machine


@pytest.fixture
def slot():
    from tests.factories.tours import SlotFactory  # noqa: PLC0415 - models come later than conftests

    return SlotFactory(days_ahead=3, tour__booking_closes_hours=0)


@pytest.fixture
def at_the_gate(slot):
    """The morning of the slot."""
    with time_machine.travel(slot.starts_at - timedelta(minutes=20), tick=False):
        yield
