"""`python -m tests.bench.count` prints as JSON the function calls and statements of each request, on the seeded data.

It reads the pages and an offer (a tour's and a slot's path) as JSON from its input.
"""

import json
import sys
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402 - once Django is set up

from tests.bench.calls import CountedVisitor  # noqa: E402
from tests.bench.changes import Inside  # noqa: E402

STEPS = ("1 tour page", "2 step one", "3 step one, sent", "4 step two", "5 step two, sent", "6 ticket")


def count(pages: dict[str, str], offer: list[str]) -> dict[str, Any]:
    """Each page drawn after a change, and again; and the steps of a booking."""
    settings.TRUSTED_PROXIES, settings.HOLD_PROOF_HASHES = 1, 16  # as tests.bench.visitor.CHEAP_PROOFS
    visitor, inside, found = CountedVisitor(), Inside(), {}
    for name, path in pages.items():
        for _time in range(2):
            visitor.get(path)
        inside.change(path)
        for _time in range(2):
            visitor.get(path)
        found[name] = [(one.calls, one.statements) for one in visitor.counts[-2:]]
    for _time in range(2):
        visitor.forget()
        visitor.book(offer[1], tour_path=offer[0])
    steps = visitor.counts[-len(STEPS) :]
    booking = {name: (one.calls, one.statements) for name, one in zip(STEPS, steps, strict=True)}
    return {"pages": found, "steps": booking}


if __name__ == "__main__":
    json.dump(count(*json.load(sys.stdin)), sys.stdout)
