"""The tour's page: a frame, and the live parts that seats and the clock change."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.views.decorators.http import require_safe

from accelerator.base.common import clock, parts
from accelerator.base.common.changes import VERSIONS, Kind, of_kinds, versions
from accelerator.base.common.i18n import active_language
from accelerator.base.common.kept import Fragment, Live, kept, live_of, next_mark, shelf
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
_OF_OTHERS = (Kind.CONTENT, Kind.OUTLOOK)
_SIZE = 16_000  # bytes that a frame takes in memory, about
_ROW_SIZE = 500
_VERSION = DateRow._fields.index("version")


class _Known(NamedTuple):
    """The frame of a page, and the version of the content it was read from."""

    version: tuple[int, ...]
    tour: TourRow
    frame: Frame


class _Drawn(NamedTuple):
    """Live parts as they were drawn last, from what, and up to which moment they are the same if that is."""

    source: Any
    until: datetime
    parts: Mapping[str, str]


def _live(request: HttpRequest, slug: str) -> Live:
    """Draw the live parts for an anonymous reader, from the statement that also reads the versions."""
    key = ("tour", slug, active_language())
    known = shelf.get(key)
    now, asked = clock.now(), Asked.of(request.GET)
    while True:
        if known is None:
            present = versions(KINDS)
            tour = find_tour(AnonymousUser(), slug)
            known = _Known(present, tour, frame_of(tour))
            shelf.put(key, known, _SIZE)
        tour = known.tour
        rows = read_dates(tour.pk, tour.zone, tour.closes_before, now, asked, version=VERSIONS)
        read = rows[0][_VERSION]
        present = of_kinds(read, KINDS)
        if present == known.version:
            break
        known = None
    frame = known.frame
    # The same rows are printed alike until a day ends; what has closed meanwhile, the rows themselves say.
    shown = [row[:_VERSION] + row[_VERSION + 1 :] for row in rows]
    dates = _drawn_once(
        (*key, asked), (known.version, shown), now, len(rows) * _ROW_SIZE,
        lambda: (_dates_parts(tour, frame, dates_of(rows, tour.closes_before, now, chosen=asked.day), now, []), None),
    )  # fmt: skip
    others = _drawn_once(
        (*key, "related"), of_kinds(read, _OF_OTHERS), now, _SIZE,
        lambda: (_related_part(tour, now), next_change(now)),
    )  # fmt: skip
    return Live(present, {**dates, **others}, frame)


def _drawn_once(
    key: tuple,
    source: Any,
    now: datetime,
    size: int,
    draw: Callable[[], tuple[Mapping[str, str], datetime | None]],
) -> Mapping[str, str]:
    """Return what was drawn under this key from the same source; else what `draw` draws, with how long it is true."""
    drawn = shelf.get(key)
    if drawn is None or drawn.source != source or now >= drawn.until:
        made, until = draw()
        fragments = {name: Fragment(text) for name, text in made.items()}
        drawn = _Drawn(source, min(filter(None, (until, next_mark(now)))), fragments)
        shelf.put(key, drawn, size + 2 * sum(map(len, fragments.values())))
    return drawn.parts


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
