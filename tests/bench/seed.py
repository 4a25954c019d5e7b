"""`python -m tests.bench.seed` fills a migrated database that has the demo's world, and prints where things are.

`--times-tours 10` and `--times-slots 10` make it larger.
"""

from __future__ import annotations

import argparse
import json
import sys
from typing import Any

import django

django.setup()

# ruff: noqa: E402 - models exist only once Django is set up
from django.db import transaction

from tests.bench.desks import desks
from tests.bench.world import TOURS, big_slots, build, offer_of, pages
from tours.models import Slot, Tour

SPREAD = 400  # tours of which one slot each is offered to the load client
HOT, FIFTY = 3, 3  # slots of 500 and of 50 places


@transaction.atomic
def seed(*, times_tours: int, times_slots: int) -> dict[str, Any]:
    """Make everything, and say where it is."""
    tours = build(tours=TOURS * times_tours, times_slots=times_slots)
    hot = big_slots(tours[0], HOT, 500)
    fifty = big_slots(tours[1], FIFTY, 50)
    offered = Slot.objects.filter(tour__in=tours[5 : 5 + SPREAD]).order_by("tour", "starts_at", "pk").distinct("tour")
    return {
        "tours": Tour.objects.count(),
        "slots": Slot.objects.count(),
        "pages": pages(tours),
        **desks(tours[4]),
        "spread": [offer_of(slot) for slot in offered.select_related("tour")],
        "hot": [offer_of(slot) for slot in hot],
        "fifty": [offer_of(slot) for slot in fifty],
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tests.bench.seed")
    parser.add_argument("--times-tours", type=int, default=1)
    parser.add_argument("--times-slots", type=int, default=1)
    json.dump(seed(**vars(parser.parse_args())), sys.stdout)
