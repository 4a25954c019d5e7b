"""Forms that name an object of another enterprise, or one that is not there: refused, and nothing is written.

To add a line: the URL's name, what its keyword arguments are built from, who sends it, what is wrong, and the body.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from tests.access.world import World


@dataclass(frozen=True)
class Body:
    name: str
    kwargs: str
    what: str
    data: Callable[[World], dict[str, Any]]
    actor: str = "owner"


def _tour(site: Any) -> dict[str, Any]:
    return {
        "site": str(site.uuid), "title_ru": "Цех", "kind": "hands_on", "languages": ["ru"], "duration_minutes": "60",
    }  # fmt: skip


def _slot(tour: Any) -> dict[str, Any]:
    return {"tour": str(tour.uuid), "day": "2099-05-01", "time": "10:00", "capacity": "5"}


def _rule(tour: Any, rule: Any = None) -> dict[str, Any]:
    return {
        "tour": str(tour.uuid), "key": str(rule.uuid if rule else uuid4()), "from_date": "2099-05-01",
        "to_date": "2099-05-20", "weekdays": ["0"], "times": "10:00", "capacity": "5",
    }  # fmt: skip


BODIES: list[Body] = [
    Body("enterprises:member_role", "member", "a role there is not", lambda _w: {"role": "admin"}),
    Body("enterprises:people", "cabinet", "a role there is not", lambda _w: {"email": "x@example.org", "role": "god"}),
    Body("tours:cabinet_new", "cabinet", "another's site", lambda w: _tour(w.foreign.site)),
    Body("tours:cabinet_basics", "cabinet tour", "another's site", lambda w: {**_tour(w.foreign.site), "slug": "x"}),
    Body("booking:slot_new", "cabinet", "another's tour", lambda w: _slot(w.foreign.tour)),
    Body("booking:rule_new", "cabinet", "another's tour", lambda w: {**_rule(w.foreign.tour), "create": "1"}),
    Body(
        "booking:rule_new", "cabinet", "another's rule", lambda w: {**_rule(w.own.tour, w.foreign.rule), "create": "1"}
    ),
    Body(
        "booking:slots_bulk",
        "cabinet",
        "another's slot beside one's own",
        lambda w: {"slot": [str(w.own.slot.uuid), str(w.foreign.slot.uuid)], "action": "close"},
    ),
]
