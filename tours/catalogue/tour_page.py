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
from tours.catalogue.dates import Asked, DateRow, read_dates
from tours.catalogue.frame import Frame, facts_of, frame_of
from tours.catalogue.json_ld import structured_data
from tours.catalogue.outlook import next_change
from tours.catalogue.panel import Facts, draw_bar, draw_next, draw_panel
from tours.catalogue.related import related_tours
from tours.catalogue.tour_rows import TourRow, find_tour
from tours.favourites.reads import favourites_of_reader
from tours.party import Party

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
    facts: Facts

    def has_dates_of(self, other: "_Known") -> bool:
        """Return whether its dates are read and drawn as those of the other."""
        ours, theirs = ((one.tour.pk, one.tour.zone, one.tour.closes_before) for one in (self, other))
        return ours == theirs and self.facts == other.facts and self.frame.price == other.frame.price


class _Drawn(NamedTuple):
    """Live parts as they were drawn last, from what, and up to which moment they are the same if that is.

    `digest` is that of the rows of the dates, and `next_slots` are those of them that structured data name.
    """

    source: tuple
    until: datetime
    parts: Mapping[str, str]
    digest: str = ""
    next_slots: Sequence[DateRow] = ()


def _live(request: HttpRequest, slug: str) -> Live:
    """Draw the live parts for an anonymous reader, from the statement that also reads the versions.

    What was drawn before is drawn anew if something else is said by it: dates by the same rows are the same, whatever
    text of the tour has changed.
    """
    key = ("tour", slug, active_language())
    now, asked = clock.now(), _asked(request.META.get("QUERY_STRING", ""))
    known: _Known = shelf.get(key) or _read_frame(key, slug)
    while True:
        tour, frame, facts = known.tour, known.frame, known.facts
        dates = _drawn_before((*key, asked), (facts, frame.price), now)
        seen = dates.digest if dates else ""
        rows = read_dates(tour.pk, tour.zone, tour.closes_before, now, asked, version=VERSIONS, seen=seen)
        read, digest = rows[0][_VERSION], rows[0][_DIGEST]
        present, before = of_kinds(read, KINDS), known
        if present == known.version:
            break
        known = _read_frame(key, slug)
        if present == known.version and known.has_dates_of(before):
            frame = known.frame
            break
    # The same rows are printed alike until a day ends; what has closed meanwhile, the rows themselves say.
    if dates is None or digest != seen:
        made = dates_of(rows, tour.closes_before, now, chosen=asked.day)
        dates = _Drawn((facts, frame.price), next_mark(now), _as_fragments(_dates_parts(known, made, now)), digest,
                       made.next_slots)  # fmt: skip
        _keep_drawn((*key, asked), dates)
    structured = _drawn_before((*key, asked, "structured"), (present, digest), now)
    if structured is None:
        parts_made = {"structured": structured_data(frame.structured, dates.next_slots)}
        structured = _Drawn((present, digest), next_mark(now), _as_fragments(parts_made))
        _keep_drawn((*key, asked, "structured"), structured)
    of_others = of_kinds(read, _OF_OTHERS)
    others = _drawn_before((*key, "related"), of_others, now)
    if others is None:
        until = min(next_change(now), next_mark(now))
        others = _Drawn(of_others, until, _as_fragments(_related_part(tour, now)))
        _keep_drawn((*key, "related"), others)
    return Live(present, {**structured.parts, **dates.parts, **others.parts}, frame)


def _read_frame(key: tuple, slug: str) -> _Known:
    """Read the page's frame with its version, for those who come after as well."""
    version = versions(KINDS)
    tour = find_tour(AnonymousUser(), slug)
    known = _Known(version, tour, frame_of(tour), facts_of(tour))
    shelf.put(key, known, _SIZE)
    return known


@lru_cache(maxsize=1000)
def _asked(query: str) -> Asked:
    return Asked.of(QueryDict(query.encode("iso-8859-1")))  # as WSGIRequest reads it


def _drawn_before(key: tuple, source: tuple, now: datetime) -> _Drawn | None:
    """Return what was drawn last under this key, if it is of this source and still true."""
    drawn: _Drawn | None = shelf.get(key)
    return drawn if drawn and drawn.source == source and now < drawn.until else None


def _keep_drawn(key: tuple, drawn: _Drawn) -> None:
    shelf.put(key, drawn, _SIZE + 2 * sum(map(len, drawn.parts.values())))


def _as_fragments(made: Mapping[str, str]) -> Mapping[str, str]:
    return {name: Fragment(text) for name, text in made.items()}


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
    dates = dates_of(rows, tour.closes_before, now, chosen=asked.day, own=own, people=asked.people)
    if request.htmx and request.htmx.target == "dates":  # type: ignore[attr-defined]
        response = HttpResponse(draw_panel(facts_of(tour), dates, now, own, asked.party))
        patch_vary_headers(response, ["HX-Request"])
    else:
        known = _Known((), tour, frame_of(tour), facts_of(tour))
        live = _live_parts(known, dates, now, own, asked.party)
        # Strangers are all answered alike: of their own browser's favourites the script knows.
        is_favourite = request.user.is_authenticated and tour.pk in favourites_of_reader(request)
        response = _page(request, known.frame, live, is_favourite=is_favourite)
    if own:
        patch_cache_control(response, private=True, no_store=True)
    return response


def _page(
    request: HttpRequest, frame: Frame, live: Mapping[str, str], *, is_favourite: bool = False
) -> HttpResponse:  # fmt: skip
    context = {**frame.context, "live": live, "is_favourite": is_favourite}
    response = render(request, "catalogue/tour.html", context)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _live_parts(
    known: _Known, dates: Dates, now: datetime, own: Sequence[OwnPlaces], party: Party | None
) -> dict[str, str]:  # fmt: skip
    """What stands at the marks of `catalogue/tour.html`."""
    return {
        "structured": structured_data(known.frame.structured, dates.next_slots),
        **_dates_parts(known, dates, now, own, party),
        **_related_part(known.tour, now),
    }


def _dates_parts(
    known: _Known, dates: Dates, now: datetime, own: Sequence[OwnPlaces] = (), party: Party | None = None
) -> dict[str, str]:  # fmt: skip
    return {
        "next": draw_next(known.facts, dates, party),
        "bar": draw_bar(known.facts, known.frame.price, dates),
        "dates": draw_panel(known.facts, dates, now, own, party),
    }


def _related_part(tour: TourRow, now: datetime) -> dict[str, str]:
    others = related_tours(
        tour.pk, tour.enterprise, tour.enterprise__region, tour.enterprise__industry, now, limit=RELATED
    )
    return {"related": parts.draw("tours/_related.jinja", tours=others)}
