"""What is told about bookings and when, called directly."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tours.booking.services.reminders import foresee_reminders

MOSCOW = ZoneInfo("Europe/Moscow")
HOUR = timedelta(hours=1)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=MOSCOW)


def ahead(*rules: int, now: str, start: str) -> list[tuple[int, str, str]]:
    found = foresee_reminders(rules, starts_at=at(start), zone=MOSCOW, now=at(now))
    return [
        (
            one.minutes_before,
            f"{one.due_at.astimezone(MOSCOW):%d %H:%M}",
            f"{one.expires_at.astimezone(MOSCOW):%d %H:%M}",
        )
        for one in found
    ]


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-12-14 22:59", [(600, "15 08:00", "15 09:00")]),
        ("2026-12-14 23:00", []),
        ("2026-12-15 01:00", []),
    ],
)
def test_reminder_of_the_night_whose_own_moment_has_passed_does_not_come_in_the_morning(now: str, expected: list):
    assert ahead(600, now=now, start="2026-12-15 09:00") == expected


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-12-14 21:29", [(120, "14 21:30", "15 08:30")]),
        ("2026-12-14 21:30", []),
        ("2026-12-15 06:00", []),
    ],
)
def test_reminder_that_the_night_brings_forward_does_not_come_late(now: str, expected: list):
    assert ahead(120, now=now, start="2026-12-15 08:30") == expected


def test_each_reminder_is_worth_sending_until_the_next_and_the_last_until_the_start():
    assert ahead(120, 1440, now="2026-12-01 12:00", start="2026-12-15 14:00") == [
        (1440, "14 14:00", "15 12:00"),
        (120, "15 12:00", "15 14:00"),
    ]


def test_two_rules_that_the_night_brings_to_one_moment_are_the_later_one():
    assert ahead(540, 660, now="2026-12-01 12:00", start="2026-12-15 10:00") == [(540, "15 08:00", "15 10:00")]


def test_rule_that_is_said_twice_reminds_once():
    assert len(ahead(120, 120, now="2026-12-01 12:00", start="2026-12-15 14:00")) == 1
    assert ahead(now="2026-12-01 12:00", start="2026-12-15 14:00") == []
