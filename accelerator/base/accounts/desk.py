"""The organizers' desk: its rooms belong to several parts of the house, and each signs its own in."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise


@dataclass(frozen=True)
class Room:
    """An entry of the desk's navigation; with a text it has a card on the desk's first page too."""

    position: int
    url_name: str
    label: Promise
    icon: str
    text: Promise | str = ""


_rooms: dict[str, Room] = {}


def register_rooms(*rooms: Room) -> None:
    """Adds entries to the desk, from AppConfig.ready; the same URL name again replaces the entry."""
    _rooms.update({room.url_name: room for room in rooms})


def desk_rooms() -> list[tuple[Room, str]]:
    """The rooms in order, each with its address; a page that is not served is left out."""
    found = []
    for room in sorted(_rooms.values(), key=lambda room: room.position):
        try:
            found.append((room, reverse(room.url_name)))
        except NoReverseMatch:
            continue
    return found


def desk_page(request: HttpRequest, template: str, status: int = 200, **context: Any) -> HttpResponse:
    """A page of the desk; never kept by a browser."""
    response = render(request, template, context, status=status)
    response.headers["Cache-Control"] = "no-store, private"
    return response
