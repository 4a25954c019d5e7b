"""How long 500 slots by one weekly rule take: `python -m tests.bench.slots` prints the seconds of each run as JSON.

On the database of the benchmarks; every run is rolled back.
"""

from __future__ import annotations

import json
import sys
import time
from datetime import time as clock_time
from datetime import timedelta

import django

django.setup()

# ruff: noqa: E402 - models exist only once Django is set up
from django.db import transaction

from accelerator.base.common import clock
from tours.models import Tour
from tours.schedule.plans import Plan
from tours.schedule.services.rules import create_rule

SLOTS, RUNS = 500, 5


def measured(tour: Tour) -> float:
    """Seconds from the plan to the last slot."""
    first = clock.now().date() + timedelta(days=200)
    times = [clock_time(hour) for hour in range(8, 18)]
    plan = Plan(first, first + timedelta(days=SLOTS // len(times) - 1), range(7), times, [], capacity=15)
    with transaction.atomic():
        began = time.monotonic()
        _rule, made = create_rule(tour=tour, plan=plan)
        took = time.monotonic() - began
        assert made == SLOTS
        transaction.set_rollback(True)
    return took


if __name__ == "__main__":
    chosen = Tour.objects.filter(slug__startswith="bench-").order_by("pk")[:RUNS]
    json.dump([measured(tour) for tour in chosen], sys.stdout)
