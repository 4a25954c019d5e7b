"""The criteria of a catalogue search, and the address of a search."""

from collections.abc import Collection
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any, Self
from urllib.parse import urlencode

from django.db import models
from django.utils.translation import gettext_lazy as _

from tours.party import PARAMETERS, Party

DURATIONS = (60, 90, 120, 180)  # minutes
YOUNGEST_AGES = (3, 5, 6, 7, 8, 10, 12, 14, 16, 18)


class When(models.TextChoices):
    """Named days, by each site's own clock."""

    TODAY = "today", _("Today")
    TOMORROW = "tomorrow", _("Tomorrow")
    WEEKEND = "weekend", _("At the weekend")


class PartOfDay(models.TextChoices):
    """When a tour starts, by its site's own clock; `PARTS_END` says up to which hour."""

    MORNING = "morning", _("Morning, before 12:00")
    DAY = "day", _("Day, 12:00–17:00")
    EVENING = "evening", _("Evening, from 17:00")


PARTS_END = {PartOfDay.MORNING: 12, PartOfDay.DAY: 17}


class Sort(models.TextChoices):
    """The order of the tours; relevance only if there are words to compare with, distance only from a place."""

    RELEVANCE = "relevance", _("best match first")
    NEAREST = "nearest", _("nearest date first")
    DISTANCE = "distance", _("closest first")
    PRICE = "price", _("cheapest first")
    NAME = "name", _("by name")


# The names of filters, and the parameters of the address that set them.
FILTERS: dict[str, tuple[str, ...]] = {
    "words": ("q",),
    "dates": ("when", "date_from", "date_to"),
    "time": ("time",),
    "party": PARAMETERS,
    "theme": ("theme",),
    "region": ("region",),
    "city": ("city",),
    "near": ("near", "within"),
    "industry": ("industry",),
    "kind": ("kind",),
    "age": ("age",),
    "language": ("language",),
    "price": ("price_to",),
    "free": ("free",),
    "wheelchair": ("wheelchair",),
    "wheelchair_full": ("wheelchair_full",),
    "no_stairs": ("no_stairs",),
    "quiet": ("quiet",),
    "duration": ("duration_to",),
    "pupils": ("pupils",),
}
SWITCHES = ("free", "pupils", "wheelchair", "wheelchair_full", "no_stairs", "quiet")  # which are either on or off


@dataclass(frozen=True)
class Criteria:
    """One search. Fields are named as in the address; several values of a facet mean any of them."""

    q: str = ""
    when: str = ""
    date_from: date | None = None
    date_to: date | None = None
    time: tuple[str, ...] = ()  # parts of the day
    adults: int | None = None
    child: tuple[int, ...] = ()  # the age of each
    theme: tuple[str, ...] = ()
    region: tuple[str, ...] = ()
    city: tuple[str, ...] = ()  # by its name in the language that every text is written in
    near: Any = ""  # such a name, or coordinates (`nearby.Spot`); of a prepared read, a Spot
    within: int | None = None  # km
    industry: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    age: int | None = None
    language: tuple[str, ...] = ()
    price_to: int | None = None  # roubles
    free: bool = False
    wheelchair: bool = False  # all the way or in part
    wheelchair_full: bool = False
    no_stairs: bool = False
    quiet: bool = False
    duration_to: int | None = None  # minutes
    pupils: bool = False
    sort: str = ""

    @classmethod
    def names(cls) -> list[str]:
        """Return the names of the parameters of the address."""
        return [field.name for field in fields(cls)]

    @property
    def active(self) -> list[str]:
        """Names of the filters that narrow this search, in the order of FILTERS."""
        return [name for name in FILTERS if self.asks(name)]

    def asks(self, name: str) -> bool:
        """Return whether this filter narrows the search; the age of 0 does."""
        return any(not _is_empty(getattr(self, parameter)) for parameter in FILTERS[name])

    @property
    def party(self) -> Party | None:
        """Who comes, if anybody is named."""
        return Party.made(self.adults, self.child)

    @property
    def order(self) -> str:
        """The order that applies: the one chosen, or else by relevance to words, by distance from a place, by date."""
        pointless = {Sort.RELEVANCE: not self.q, Sort.DISTANCE: not self.near}
        if self.sort and not pointless.get(Sort(self.sort)):
            return self.sort
        return Sort.RELEVANCE if self.q else Sort.DISTANCE if self.near else Sort.NEAREST

    def without(self, names: Collection[str]) -> Self:
        """Return the search with these filters dropped."""
        empty: dict[str, Any] = {field.name: field.default for field in fields(self)}
        return replace(self, **{parameter: empty[parameter] for name in names for parameter in FILTERS[name]})

    def but(self, **values: Any) -> Self:
        """Return the search with some values changed."""
        return replace(self, **values)

    def query_string(self) -> str:
        """Return the search as a query string, in a fixed order and without empty values: `?q=…&region=…`."""
        pairs: list[tuple[str, str]] = []
        for field in fields(self):
            value = getattr(self, field.name)
            if value is True:
                pairs.append((field.name, "1"))
            elif isinstance(value, tuple):
                pairs += [(field.name, str(item)) for item in value]
            elif not _is_empty(value):
                pairs.append((field.name, value.isoformat() if isinstance(value, date) else str(value)))
        return f"?{urlencode(pairs)}" if pairs else ""


def _is_empty(value: Any) -> bool:
    return value is None or value is False or value in ("", ())
