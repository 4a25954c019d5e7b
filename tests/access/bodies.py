"""Forms that name an object of another enterprise, or one that is not there: refused, and nothing is written.

To add a line: the URL's name, what its keyword arguments are built from, who sends it, what is wrong, and the body.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.access.world import World


@dataclass(frozen=True)
class Body:
    name: str
    kwargs: str
    what: str
    data: Callable[[World], dict[str, Any]]
    actor: str = "owner"


BODIES: list[Body] = [
    Body("enterprises:member_role", "member", "a role there is not", lambda _w: {"role": "admin"}),
    Body("enterprises:people", "cabinet", "a role there is not", lambda _w: {"email": "x@example.org", "role": "god"}),
]
