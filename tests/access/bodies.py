"""Forms that let one choose an object: what is another's, hidden or not there is refused, and nothing is written.

To add a line: the URL's name, what its keyword arguments are built from, the field, what is wrong with the value, the
rest of the body, and a value of the same field that is taken, so that nothing else can be what was refused.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.forms import BaseForm
from django.forms.formsets import BaseFormSet
from django.http import HttpResponse
from django.urls import reverse

from accelerator.base.common import clock
from tests.access.world import KWARGS, World
from tests.portal.markup import sent_unchanged

Value = Callable[[World], Any]

# Fields whose every choice is open to everyone who may send the form, each with the reason.
OPEN_CHOICES = {
    ("*", "region"): "regions are public",
    ("*", "weekdays"): "numbers of days",
    ("enterprises", "theme"): "the table of subjects belongs to all organizers",
    ("forum", "person"): "people of programmes belong to all organizers",
    ("forum", "organisation"): "as people do",
    ("forum", "site"): "an organizer sees every enterprise",
    ("forum", "enterprise"): "an organizer sees every enterprise",
    ("seasons", "closing_forum"): "forums belong to all organizers",
}


@dataclass(frozen=True)
class Body:
    name: str
    kwargs: str
    field: str
    what: str
    rest: Value
    wrong: Value
    right: Value
    actor: str = "owner"

    def sent(self, world: World, value: Value) -> dict[str, Any]:
        return {**self.rest(world), self.field: value(world)}


def forms_in(response: HttpResponse) -> Iterator[BaseForm]:
    """Every form of a page, also those of its sets."""
    seen = set()
    for layer in response.context or ():
        for value in (value for names in getattr(layer, "dicts", [layer]) for value in names.values()):
            if isinstance(value, BaseFormSet) and id(value) not in seen:
                yield from (value.management_form, *value.forms, value.empty_form)
            elif isinstance(value, BaseForm) and id(value) not in seen:
                yield value
            seen.add(id(value))


def as_shown(name: str, kwargs: str, actor: str, field: str) -> Value:
    """What a page's form would send unchanged."""

    def read(world: World) -> dict[str, Any]:
        page = world.clients[actor].get(reverse(name, kwargs=KWARGS[kwargs](world, world.own)))
        return sent_unchanged(page, field)

    return read


def _and(rest: Value, **more: Any) -> Value:
    return lambda world: {**rest(world), **more}


def _tour(_world: World) -> dict[str, Any]:
    return {
        "title_ru": "Цех", "kind": "hands_on", "languages": ["ru"], "duration_minutes": "60",
    }  # fmt: skip


def _day(days: int) -> str:
    return (clock.now() + timedelta(days=days)).date().isoformat()


def _slot(_world: World) -> dict[str, Any]:
    return {"day": _day(40), "time": "10:00", "capacity": "5"}


def _rule(world: World) -> dict[str, Any]:
    return {
        "tour": str(world.own.tour.uuid), "key": str(uuid4()), "from_date": _day(40), "to_date": _day(60),
        "weekdays": ["0"], "times": "10:00", "capacity": "5", "create": "1",
    }  # fmt: skip


def _nothing(_world: World) -> dict[str, Any]:
    return {}


_OWN_ROUTE = as_shown("routes:cabinet_edit", "cabinet route", "owner", "stops-0-tour")
_ANY_ROUTE = as_shown("routes:organizer_edit", "organizer route", "organizer", "stops-0-tour")
_SESSION = as_shown("forum:organizer_session", "session", "organizer", "hall")
_MOVE = as_shown("forum:organizer_session_move", "session", "organizer", "hall")
_BASICS = as_shown("tours:cabinet_basics", "cabinet tour", "owner", "site")


def _hidden_tour(world: World) -> UUID:
    return world.foreign.draft.uuid


def _own_tour(world: World) -> UUID:
    return world.own.tour.uuid


def _stop(name: str, kwargs: str, rest: Value, actor: str) -> Body:
    def with_another_stop(world: World) -> dict[str, Any]:
        return {**rest(world), "stops-1-tour": world.foreign.tour.uuid}

    return Body(
        name, kwargs, "stops-0-tour", "a tour that is hidden", with_another_stop, _hidden_tour, _own_tour, actor
    )


def _part(name: str, kwargs: str, rest: Value, field: str, wrong: Value, right: Value) -> Body:
    return Body(name, kwargs, field, "what belongs elsewhere", rest, wrong, right, "organizer")


def _hall(world: World) -> int:
    return world.public["session"].hall.pk


def _other_hall(world: World) -> int:
    return world.elsewhere["hall"].pk


def _session_parts(name: str, kwargs: str) -> list[Body]:
    return [
        _part(name, kwargs, _SESSION, "hall", _other_hall, _hall),
        _part(name, kwargs, _SESSION, "track", lambda w: w.elsewhere["track"].pk, lambda w: w.public["track"].pk),
        _part(name, kwargs, _and(_SESSION, kind="tour"), "tour", lambda w: w.foreign.draft.pk, lambda w: w.own.tour.pk),
    ]


BODIES: list[Body] = [
    Body("enterprises:member_role", "member", "role", "none there is", _nothing, lambda _w: "admin", lambda _w: "gate"),
    Body(
        "enterprises:people", "cabinet", "role", "none there is",
        lambda _w: {"email": "x@example.org"}, lambda _w: "god", lambda _w: "gate",
    ),
    Body(
        "tours:cabinet_new", "cabinet", "site", "another's", _tour,
        lambda w: w.foreign.site.uuid, lambda w: w.own.site.uuid,
    ),
    Body(
        "tours:cabinet_basics", "cabinet tour", "site", "another's", _BASICS,
        lambda w: w.foreign.site.uuid, lambda w: w.own.site.uuid,
    ),
    Body("schedule:slot_new", "cabinet", "tour", "another's", _slot, lambda w: w.foreign.tour.uuid, _own_tour),
    Body("schedule:rule_new", "cabinet", "tour", "another's", _rule, lambda w: w.foreign.tour.uuid, _own_tour),
    Body(
        "schedule:rule_new", "cabinet", "key", "another's rule", _rule,
        lambda w: w.foreign.rule.uuid, lambda _w: uuid4(),
    ),
    Body(
        "schedule:slots_bulk", "cabinet", "slot", "another's beside one's own", lambda _w: {"action": "close"},
        lambda w: [str(w.own.slot.uuid), str(w.foreign.slot.uuid)], lambda w: [str(w.own.slot.uuid)],
    ),
    _stop("routes:cabinet_new", "cabinet", _and(_OWN_ROUTE, slug="new-route"), "owner"),
    _stop("routes:cabinet_edit", "cabinet route", _OWN_ROUTE, "owner"),
    _stop("routes:organizer_new", "", _and(_ANY_ROUTE, slug="new-route"), "organizer"),
    _stop("routes:organizer_edit", "organizer route", _ANY_ROUTE, "organizer"),
    *_session_parts("forum:organizer_session_new", "forum"),
    *_session_parts("forum:organizer_session", "session"),
    _part(
        "forum:organizer_session_move", "session", _MOVE, "hall",
        _other_hall, _hall,
    ),
]  # fmt: skip
