"""Function calls and statements of requests, counted in another process.

In one that has done other things, more is remembered or less, and so other figures come out: a test that asked for them
in its own process would depend on the tests before it.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from tests.cluster import ROOT

STEPS = ("tour page", "step one", "step one, sent", "step two", "step two, sent", "ticket")
_NONE: Mapping[str, str] = {}


class Counts(NamedTuple):
    """Calls and statements of each request."""

    pages: dict[str, tuple[int, int, int, int]]  # drawn after a change, and again
    steps: dict[str, tuple[int, int]]  # of a booking, as in STEPS
    refusal: tuple[int, int] | None  # of one who is too late for the last place


def count(
    environment: Mapping[str, str],
    *,
    pages: Mapping[str, str] = _NONE,
    offer: Sequence[str] = (),
    sold_out: str = "",
    now: datetime | None = None,
) -> Counts:
    """Count what these pages cost by name, what a booking of this offer (a tour's and a slot's path), and what it costs
    to refuse a sold-out slot to somebody who saw that offer; at this moment, or else at the present one.
    """
    asked = {"pages": pages, "offer": offer, "sold_out": sold_out, "now": now and now.isoformat()}
    ran = subprocess.run(
        [sys.executable, "-m", "tests.bench.count"], cwd=ROOT, check=True, stdout=subprocess.PIPE,
        input=json.dumps(asked).encode(), env={**environment, "DJANGO_SETTINGS_MODULE": "accelerator.settings"},
    )  # fmt: skip
    found = json.loads(ran.stdout)
    return Counts(
        {name: tuple(figures) for name, figures in found["pages"].items()},
        {name: tuple(figures) for name, figures in found["steps"].items()},
        found["refusal"] and tuple(found["refusal"]),
    )
