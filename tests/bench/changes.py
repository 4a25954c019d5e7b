"""The benchmark's hand inside the portal: changes what a page shows, and takes places or returns them."""

from __future__ import annotations

import itertools
import re
import uuid
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.db.models import F
from django.test import Client
from django.urls import resolve

from accelerator.base.accounts.models import User
from accelerator.base.common import clock
from accelerator.base.common.i18n import I18nText
from accelerator.forum.models import Forum, Session
from accelerator.forum.programme.conflicts import find_conflicts
from accelerator.forum.programme.draft import read_draft
from accelerator.forum.services.releases import release_programme
from accelerator.seasons.models import Season
from regions.enterprises.models import Enterprise
from tests.bench.places import shown_places
from tours.booking.models import Order
from tours.booking.reads import order_of_token
from tours.booking.services.holds import HoldRequest, Leg, change_party, hold_seats
from tours.booking.services.outlooks import renew_outlooks
from tours.models import Slot, Tour
from tours.routes.models import Route

FEW = 5  # up to here every page says how many places are left
_TOURS = re.compile(r'href="(/tours/[^"?#/]+/)')
_numbers = itertools.count(1)


class Inside:
    """Changes content, and takes and returns places of the slot that is watched."""

    def __init__(self) -> None:
        self.client = Client(SERVER_NAME="127.0.0.1", HTTP_ACCEPT_LANGUAGE="ru")
        self.slot = Slot()
        self.order: Order | None = None

    def backend(self) -> int:
        """This process's own server process."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            return int(cursor.fetchone()[0])

    # Content

    def change(self, path: str) -> str:
        """Change a text that this page shows; returns the words that it must show from now on."""
        renew_outlooks()  # as the worker does every minute
        words = f"изменено {next(_numbers)} раз"
        match = resolve(path.partition("?")[0])
        found = CHANGES[match.view_name](self, match.kwargs, path)
        if isinstance(found, Forum):
            self._release(found, words)
            return words
        field = "summary" if isinstance(found, Enterprise) or match.view_name in SUMMARIES else "title"
        text = getattr(found, field)
        setattr(found, field, I18nText({**text, "ru": f"{str(text['ru']).partition(' (')[0]} ({words})"}))
        found.save(update_fields=[field])
        return words

    def _release(self, forum: Forum, words: str) -> None:
        session = Session.objects.filter(forum=forum, date__isnull=False).order_by("date", "start_time", "pk")[0]
        session.title = I18nText({**session.title, "ru": f"Открытие ({words})"})
        session.save(update_fields=["title"])
        draft = read_draft(forum)
        release_programme(
            forum=forum, user=User.objects.filter(is_organizer=True).order_by("pk").first(), note=I18nText(),
            waivers={one.key: "для измерения" for one in find_conflicts(draft) if one.blocking},
            expected_draft=draft.fingerprint,
        )  # fmt: skip

    def first_tour(self, path: str) -> Tour:
        """The first tour on this page."""
        return self._tours_on(path)[0]

    def _tours_on(self, path: str) -> list[Tour]:
        html = self.client.get(path).content.decode()
        slugs = dict.fromkeys(one.split("/")[2] for one in _TOURS.findall(html))
        tours = {tour.slug: tour for tour in Tour.objects.published().filter(slug__in=slugs)}
        return [tours[slug] for slug in slugs if slug in tours]

    # Places

    def watch(self, path: str) -> dict[str, Any]:
        """Choose a slot whose free places this page shows, and let FEW be left. Returns where the number stands."""
        match = resolve(path.partition("?")[0])
        tours = [Tour.objects.get(slug=match.kwargs["slug"])] if match.view_name == "catalogue:tour" else []
        for tour in tours or self._tours_on(path):
            slots = Slot.objects.with_free_seats(clock.now())
            slot = slots.next_of(tour, 1, clock.now()).by_start().first()
            if slot is None or tour.party_min > 1:
                continue
            at = f"{path.partition('?')[0]}?date={slot.local_date}" if tours else path
            Slot.objects.filter(pk=slot.pk).update(capacity=F("seats_taken") + FEW)
            marks = [f"/book/{slot.uuid}/"] if tours else [tour.get_absolute_url()]
            if self._shows(at, marks) == FEW:
                self.slot, self.order = Slot.objects.get(pk=slot.pk), None
                return {"path": at, "marks": marks, "free": self.free()}
        raise LookupError(f"{path} shows no number of places")

    def _shows(self, path: str, marks: list[str]) -> int | None:
        return shown_places(self.client.get(path).content.decode(), marks)

    def write(self) -> int:
        """Hold another place of the slot that is watched, or return it; returns how many are free by the database."""
        category = self.slot.tour.categories.order_by("position", "pk")[0].pk
        if self.order is None:
            request = HoldRequest(key=uuid.uuid4(), bound_to="bench", language="ru")
            self.order = hold_seats(legs=[Leg(self.slot.pk, (category,))], request=request)
        else:
            people = 3 - Order.objects.get(pk=self.order.pk).party_size
            self.order = change_party(order=self.order, people=[(category,)] * people)
        return self.free()

    def free(self) -> int:
        return int(Slot.objects.with_free_seats(clock.now()).get(pk=self.slot.pk).free_seats)


def _tour_of_slot(_inside: Inside, kwargs: dict[str, Any], _path: str) -> Tour:
    return Slot.objects.get(uuid=kwargs["slot_uuid"]).tour


def _tour_of_order(_inside: Inside, kwargs: dict[str, Any], _path: str) -> Tour:
    return order_of_token(kwargs["token"], confirmed=True).bookings.get().slot.tour


# What is changed, by the name of the page's view.
CHANGES: dict[str, Callable[[Inside, dict[str, Any], str], Any]] = {
    "portal:home": lambda inside, _kwargs, path: inside.first_tour(path),
    "catalogue:tours": lambda inside, _kwargs, path: inside.first_tour(path),
    "portal:region": lambda inside, _kwargs, path: inside.first_tour(path),
    "portal:enterprise": lambda _inside, kwargs, _path: Enterprise.objects.get(slug=kwargs["slug"]),
    "routes:route": lambda _inside, kwargs, _path: Route.objects.get(slug=kwargs["slug"]),
    "forum:programme": lambda _inside, kwargs, _path: Forum.objects.get(slug=kwargs["slug"]),
    "seasons:catalogue": lambda _inside, _kwargs, _path: Season.objects.published().latest_first()[0],
    "catalogue:tour": lambda _inside, kwargs, _path: Tour.objects.get(slug=kwargs["slug"]),
    "booking:hold": _tour_of_slot,
    "booking:order": _tour_of_order,
}
SUMMARIES = {"portal:home"}  # pages that may show a tour without its title
