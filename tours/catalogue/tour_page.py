"""The tour's page: a frame, and the live parts that seats and the clock change."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.views.decorators.http import require_safe

from accelerator.base.common import clock, parts
from accelerator.base.common.changes import VERSIONS, Kind, of_kinds, versions
from accelerator.base.common.i18n import active_language
from accelerator.base.common.kept import Live, kept, live_of, next_mark
from accelerator.base.common.pieces import Fragment
from accelerator.base.common.shelf import shelf
from tours.booking.holders import OwnPlaces, own_places_of
from tours.catalogue.calendar import Dates, dates_of
from tours.catalogue.cards import related_tours
from tours.catalogue.dates import Asked, DateRow, read_dates
from tours.catalogue.frame import Frame, facts_of, frame_of
from tours.catalogue.json_ld import structured_data
from tours.catalogue.outlook import next_change
from tours.catalogue.panel import draw_bar, draw_next, draw_panel
from tours.catalogue.tour_rows import TourRow, find_tour

RELATED = 4
KINDS = (Kind.CONTENT,)
_OF_OTHERS = (Kind.CONTENT, Kind.CHOICE)
_SIZE = 16_000  # bytes that a frame takes in memory, about
_VERSION, _DIGEST = DateRow._fields.index("version"), DateRow._fields.index("digest")


class _Known(NamedTuple):
    """The frame of a page, and the version of the content it was read from."""

    version: tuple[int, ...]
    tour: TourRow
    frame: Frame


class _Drawn(NamedTuple):
    """Live parts as they were drawn last, from what, and up to which moment they are the same if that is."""

    source: tuple  # the version, and of dates the digest of their rows
    until: datetime
    parts: Mapping[str, str]


def _live(request: HttpRequest, slug: str) -> Live:
    """Draw the live parts for an anonymous reader, from the statement that also reads the versions."""
    key = ("tour", slug, active_language())
    known = shelf.get(key)
    now, asked = clock.now(), _asked(request.META.get("QUERY_STRING", ""))
    while True:
        if known is None:
            present = versions(KINDS)
            tour = find_tour(AnonymousUser(), slug)
            known = _Known(present, tour, frame_of(tour))
            shelf.put(key, known, _SIZE)
        tour, frame = known.tour, known.frame
        drawn = _drawn_before((*key, asked), known.version, now)
        seen = drawn.source[1] if drawn else ""
        rows = read_dates(tour.pk, tour.zone, tour.closes_before, now, asked, version=VERSIONS, seen=seen)
        read, digest = rows[0][_VERSION], rows[0][_DIGEST]
        present = of_kinds(read, KINDS)
        if present == known.version:
            break
        known = None
    # The same rows are printed alike until a day ends; what has closed meanwhile, the rows themselves say.
    if drawn is None or digest != seen:
        made = _dates_parts(tour, frame, dates_of(rows, tour.closes_before, now, chosen=asked.day), now, [])
        drawn = _keep_drawn((*key, asked), (known.version, digest), None, now, made)
    of_others = of_kinds(read, _OF_OTHERS)
    others = _drawn_before((*key, "related"), of_others, now)
    if others is None:
        others = _keep_drawn((*key, "related"), (of_others,), next_change(now), now, _related_part(tour, now))
    return Live(present, {**drawn.parts, **others.parts}, frame)


@lru_cache(maxsize=1000)
def _asked(query: str) -> Asked:
    return Asked.of(QueryDict(query.encode("iso-8859-1")))  # as WSGIRequest reads it


def _drawn_before(key: tuple, version: tuple[int, ...], now: datetime) -> _Drawn | None:
    """Return what was drawn last under this key, if it is of this version and still true."""
    drawn: _Drawn | None = shelf.get(key)
    return drawn if drawn and drawn.source[0] == version and now < drawn.until else None


def _keep_drawn(
    key: tuple, source: tuple, until: datetime | None, now: datetime, made: Mapping[str, str]
) -> _Drawn:  # fmt: skip
    """Keep what was drawn from a source, until this moment or the next mark."""
    fragments = {name: Fragment(text) for name, text in made.items()}
    drawn = _Drawn(source, min(filter(None, (until, next_mark(now)))), fragments)
    shelf.put(key, drawn, _SIZE + 2 * sum(map(len, fragments.values())))
    return drawn


@require_safe
@kept(*KINDS, query=("month", "from", "date"), live=_live)
def tour_page(request: HttpRequest, slug: str) -> HttpResponse:
    """One tour: what it requires, what it costs, and when there are places; htmx may ask for the dates alone."""
    if drawn := live_of(request):
        return _page(request, drawn.frame, drawn.fragments)
    tour = find_tour(request.user, slug)
    now = clock.now()
    own = own_places_of(request, tour.pk, now)
    asked = Asked.of(request.GET)
    rows = read_dates(tour.pk, tour.zone, tour.closes_before, now, asked)
    dates = dates_of(rows, tour.closes_before, now, chosen=asked.day, own=own)
    if request.htmx and request.htmx.target == "dates":  # type: ignore[attr-defined]
        response = HttpResponse(draw_panel(facts_of(tour), dates, now, own))
        patch_vary_headers(response, ["HX-Request"])
    else:
        frame = frame_of(tour)
        response = _page(request, frame, _live_parts(tour, frame, dates, now, own))
    if own:
        patch_cache_control(response, private=True, no_store=True)
    return response


def _page(request: HttpRequest, frame: Frame, live: Mapping[str, str]) -> HttpResponse:
    response = render(request, "catalogue/tour.html", {**frame.context, "live": live})
    patch_vary_headers(response, ["HX-Request"])
    return response


def _live_parts(
    tour: TourRow, frame: Frame, dates: Dates, now: datetime, own: Sequence[OwnPlaces]
) -> dict[str, str]:  # fmt: skip
    """What stands at the marks of `catalogue/tour.html`."""
    return {**_dates_parts(tour, frame, dates, now, own), **_related_part(tour, now)}


def _dates_parts(
    tour: TourRow, frame: Frame, dates: Dates, now: datetime, own: Sequence[OwnPlaces]
) -> dict[str, str]:  # fmt: skip
    facts = facts_of(tour)
    return {
        "structured": structured_data(frame.structured, dates.next_slots),
        "next": draw_next(facts, dates),
        "bar": draw_bar(facts, frame.price, dates),
        "dates": draw_panel(facts, dates, now, own),
    }


def _related_part(tour: TourRow, now: datetime) -> dict[str, str]:
    others = related_tours(
        tour.pk, tour.enterprise, tour.enterprise__region, tour.enterprise__industry, now, limit=RELATED
    )
    return {"related": parts.draw("tours/_related.jinja", tours=others)}
