"""`python -m tests.bench.count` is the process in which `tests.bench.counting` counts: JSON in, JSON out."""

import json
import sys
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from datetime import datetime
from typing import Any

import django
import time_machine

django.setup()

# ruff: noqa: E402 - once Django is set up
from django.conf import settings

from tests import travels
from tests.bench.calls import Count, CountedVisitor
from tests.bench.changes import Inside
from tests.bench.counting import STEPS, Counts


def count(asked: dict[str, Any]) -> Counts:
    """Ask for each page several times: templates are read and statements written by the first."""
    visitor, inside = CountedVisitor(), Inside()
    pages = {name: _figures(_of_page(visitor, inside, path)) for name, path in asked["pages"].items()}
    steps = _of_booking(visitor, *asked["offer"]) if asked["offer"] else []
    refusal = _of_refusal(visitor, asked["offer"][1], asked["sold_out"]) if asked["sold_out"] else []
    by_step = {name: _figures([step]) for name, step in zip(STEPS, steps, strict=False)}
    return Counts(pages, by_step, _figures(refusal) or None)


def _figures(counts: Iterable[Count]) -> tuple[int, ...] | Any:
    return tuple(figure for one in counts for figure in (one.calls, one.statements))


def _of_page(visitor: CountedVisitor, inside: Inside, path: str) -> Sequence[Count]:
    for _time in range(2):
        _expect(visitor.get(path).status == 200, path)
    words = inside.change(path)
    _expect(words in visitor.get(path).text, f"what was changed on {path}")
    visitor.get(path)
    return visitor.counts[-2:]


def _of_booking(visitor: CountedVisitor, tour: str, slot: str) -> Sequence[Count]:
    for _time in range(2):
        visitor.forget()
        _expect('class="qr"' in visitor.book(slot, tour_path=tour).text, "a ticket")
    return visitor.counts[-len(STEPS) :]


def _of_refusal(visitor: CountedVisitor, slot: str, sold_out: str) -> Sequence[Count]:
    form = visitor.get(slot).fields("key", "count_")
    for _time in range(3):
        _expect(visitor.post(sold_out, form).status == 422, "a refusal")
    return visitor.counts[-1:]


def _expect(is_there: bool, what: str) -> None:
    if not is_there:
        sys.exit(f"Expected {what}.")


def main() -> None:
    asked = json.load(sys.stdin)
    settings.TRUSTED_PROXIES, settings.HOLD_PROOF_HASHES = 1, 16  # as tests.bench.visitor.CHEAP_PROOFS
    with ExitStack() as stack:
        if asked["now"]:
            travels.begin()
            stack.enter_context(time_machine.travel(datetime.fromisoformat(asked["now"]), tick=False))
        json.dump(count(asked)._asdict(), sys.stdout)


if __name__ == "__main__":
    main()
