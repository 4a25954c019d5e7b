"""What is asked of the planner, as its address carries it: `/plan/?tour=a&tour=b&from=…&to=…&adults=1&child=9`.

The browser remembers which tours its last plan was about in a cookie of its own, so that a tour's page, which is the
same for everybody, can add one.
"""

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import NamedTuple, Self
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict

from accelerator.base.common.dates import read_day
from tours.party import Party
from tours.planner.ways import Transport

MOST_STOPS = 6
MOST_DAYS = 31
USUAL_DAYS = 14
FARTHEST = timedelta(days=400)  # ahead
COOKIE = "plan"
COOKIE_AGE = 30 * 24 * 3600
_SLUG = re.compile(r"[a-z0-9_-]{1,80}", re.ASCII)


class Asked(NamedTuple):
    """Which tours by their slugs, on which days, who comes and how they travel; `day` is the first day of the plan that
    is shown, where another than the best was chosen.
    """

    tours: tuple[str, ...]
    first: date
    last: date
    party: Party
    by: Transport = Transport.CAR
    meal: bool = True
    day: date | None = None

    @classmethod
    def of(cls, query: QueryDict, now: datetime) -> Self:
        """Read an address; what cannot be understood is as if it were not there, days are those ahead."""
        today = now.date()
        first = read_day(query.get("from", "")) or today + timedelta(days=1)
        first = min(max(first, today), today + FARTHEST)
        last = read_day(query.get("to", "")) or first + timedelta(days=USUAL_DAYS - 1)
        by = query.get("by", "")
        return cls(
            tours=known_slugs(query.getlist("tour")),
            first=first,
            last=min(max(last, first), first + timedelta(days=MOST_DAYS - 1)),
            party=Party.of(dict(query.lists())) or Party(1),
            by=Transport(by) if by in Transport.values else Transport.CAR,
            meal=query.get("meal") != "no",
            day=read_day(query.get("day", "")),
        )

    @property
    def is_too_long(self) -> bool:
        """Whether these are more tours than a plan can have."""
        return len(self.tours) > MOST_STOPS

    @property
    def query(self) -> str:
        """The address's query, of which the same can be read again."""
        pairs = [("tour", slug) for slug in self.tours] or [("tour", "")]
        pairs += [("from", self.first.isoformat()), ("to", self.last.isoformat()), *self.company]
        pairs += [("meal", "no")] * (not self.meal)
        pairs += [("day", self.day.isoformat())] if self.day else []
        return urlencode(pairs)

    @property
    def company(self) -> list[tuple[str, str]]:
        """Who comes and how, as pairs of a query."""
        children = [("child", str(age)) for age in self.party.children]
        by = [("by", self.by.value)] if self.by != Transport.CAR else []
        return [("adults", str(self.party.adults)), *children, *by]

    def without(self, slug: str) -> Self:
        """Return the same without this tour."""
        return self._replace(tours=tuple(one for one in self.tours if one != slug), day=None)


def known_slugs(texts: Iterable[str]) -> tuple[str, ...]:
    """Return each that can be a tour's slug once, in order, and no more than show that these are too many."""
    slugs = (text for text in dict.fromkeys(texts) if _SLUG.fullmatch(text))
    return tuple(slug for slug, _place in zip(slugs, range(MOST_STOPS + 1), strict=False))


def remembered_tours(request: HttpRequest) -> tuple[str, ...]:
    """Return the tours of the plan that this browser saw last."""
    return known_slugs(request.COOKIES.get(COOKIE, "")[:1000].split("."))[:MOST_STOPS]


def remember_tours(response: HttpResponse, slugs: Iterable[str]) -> None:
    """Let the browser remember these tours for thirty days, or none."""
    value = ".".join(slugs)
    if not value:
        response.delete_cookie(COOKIE, samesite="Lax")
        return
    secure = not settings.DEBUG and settings.PRODUCTION
    response.set_cookie(COOKIE, value, max_age=COOKIE_AGE, samesite="Lax", httponly=True, secure=secure)
