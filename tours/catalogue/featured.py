"""What the home page shows first: featured starts of the next days, each in a sentence, and cards of what is free next.

**Featured starts.** Home is opened by people who have never heard of the portal: what it features must be true, open to
anybody, and different the next time. A start can be featured if

- it is the next one of its tour that has a free place, begins within `WITHIN`, and `ROOM` people find a place in it;
- the tour is for everybody: not for business or career guidance, nor for adults or groups alone.

Of an enterprise's starts the most attractive is taken: with a photo before without, with a `Tour.moment` before a mere
title, then the soonest. In the same order `POOL` enterprises are chosen. Those that begin within the first of
`HORIZONS` that holds `ENOUGH` take turns: every hour the next one leads, and the others follow in the order of time. So
several enterprises are featured, they change over the day, and one hour shows the same ones while they have places.

**Cards.** The next starts of tours that are not featured, one for each enterprise as long as there are others. Those
within one `DAY`, counted from now, are equally soon; of these

- an enterprise shows a tour with a photo before one without;
- enterprises whose tour has a photo come before those whose tour has none;
- where more have a photo than there are cards, they take turns by the hour, as above.

An earlier day always comes before a photo, and the chosen cards are in the order of time. Whether a start can be booked
is a matter of the exact moment; what is counted from now, of the last full five minutes, between which the page stands.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from itertools import groupby
from operator import attrgetter
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, BooleanField, DateTimeField, Exists, Func, OuterRef, Q, QuerySet, Subquery
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from accelerator.base.common import clock
from accelerator.base.common.addresses import address
from accelerator.base.common.changes import Kind
from accelerator.base.common.dates import day_at
from accelerator.base.common.formats import NBSP, nested
from accelerator.base.common.i18n import I18nText
from accelerator.base.common.prepared import prepared
from accelerator.base.common.shelf import Present
from regions.enterprises.models import Photo, in_city
from tours.ages import ADULT
from tours.catalogue.cards import Card, cards_of
from tours.models import Outlook, Slot, Tour
from tours.places import places_left

WITHIN = timedelta(days=6)  # within which the name of a weekday is unambiguous
NEAR = timedelta(days=14)  # how far ahead the cards look
HORIZONS = (timedelta(hours=12), timedelta(hours=36), WITHIN)
ENOUGH = 2
STARTS = 120  # the soonest ones in the country, each of another tour, of which all are chosen
ROOM = 2
POOL = 6
TURN = timedelta(hours=1)
DAY = timedelta(days=1)
NOT_FOR_EVERYBODY = (Tour.Kind.BUSINESS, Tour.Kind.CAREER)
_SHORT = re.compile(r"(?<!\w)([^\W\d_]{1,2}) ")  # no line ends in «и», «в», “at”
_DAYS = (
    pgettext_lazy("moment", "On Monday"),
    pgettext_lazy("moment", "On Tuesday"),
    pgettext_lazy("moment", "On Wednesday"),
    pgettext_lazy("moment", "On Thursday"),
    pgettext_lazy("moment", "On Friday"),
    pgettext_lazy("moment", "On Saturday"),
    pgettext_lazy("moment", "On Sunday"),
)


class Start(NamedTuple):
    """A tour's next start with a free place, and what decides whether home shows it."""

    pk: int  # the tour's key
    enterprise: int
    next_start: datetime
    next_free: int | None  # None for many
    kind: str
    party_min: int
    requirements__min_age: int | None
    has_photo: bool
    has_moment: bool


@prepared(Start, now=DateTimeField(), until=DateTimeField())
def _soonest(the: Any) -> QuerySet:
    public = Tour.objects.published().order_by()
    known = Outlook.objects.true_at(the.now).filter(next_start__lt=the.until, tour__in=public)
    # The outlooks lead to the soonest; of other tours than these and those that have none, nothing is read.
    first = ArraySubquery(known.order_by("next_start", "tour").values("tour")[:STARTS])
    others = ArraySubquery(public.without_outlook(the.now).values("pk"))
    tours: QuerySet[Any] = Tour.objects.filter(Q(pk__any=first) | Q(pk__any=others)).with_next_start(the.now)
    photos = Photo.objects.filter(album=OuterRef("album"), state=Photo.State.READY)
    tours = tours.filter(next_start__lt=the.until).annotate(has_photo=Exists(photos), has_moment=_HasText("moment"))
    return tours.order_by("next_start", "pk")[:STARTS]


class _HasText(Func):
    """Whether a text is written in any language."""

    template = """jsonb_path_exists(%(expressions)s, '$.* ? (@ != "")')"""
    output_field = BooleanField()


class _Place(NamedTuple):
    """What a sentence says of a tour besides its card: what is being done there, and where."""

    pk: int
    moment: I18nText
    summary: I18nText
    site__city: I18nText
    site__city_in: str
    enterprise__region__name: I18nText
    enterprise__region__locative: str
    slot: UUID | None

    @property
    def in_city(self) -> str:
        """As `Site.in_city`."""
        region, locative = self.enterprise__region__name, self.enterprise__region__locative
        return in_city(self.site__city, self.site__city_in, region, locative)


@prepared(_Place, tours=ArrayField(BigIntegerField()), now=DateTimeField())
def _places(the: Any) -> QuerySet:
    next_slot = Slot.objects.next_of_outer_tour(the.now).values("uuid")[:1]
    return Tour.objects.filter(pk__any=the.tours).annotate(slot=Subquery(next_slot))


@dataclass(frozen=True)
class FeaturedStart:
    """A start as a sentence, with its tour's card, as `portal/_featured_start.jinja` prints it."""

    card: Card
    place: _Place
    starts_at: datetime
    now: datetime

    @property
    def sentence(self) -> str:
        """«Сегодня в 14:00 в Калуге льют чугун»; a tour without a `moment` is named by its title."""
        moment = self.place.moment
        start = self.starts_at.astimezone(ZoneInfo(self.card.timezone))
        values = {
            "day": self.day,
            "time": f"{start.hour}:{start:%M}",  # «в 9:30», as in a sentence
            "where": self.place.in_city,
            "what": str(moment),
            "title": nested(self.card.title),
        }
        sentence = _("{day} at {time} {what} {where}") if moment else _("{day} at {time} {where}: “{title}”")
        return _SHORT.sub(rf"\1{NBSP}", sentence.format(**values))

    @property
    def day(self) -> str:
        """«Сегодня», «Завтра», «В субботу», by the site's clock."""
        zone = ZoneInfo(self.card.timezone)
        day = day_at(zone, self.starts_at)
        ahead = (day - day_at(zone, self.now)).days
        if ahead == 0:
            return _("Today")
        return _("Tomorrow") if ahead == 1 else str(_DAYS[day.weekday()])

    @property
    def address(self) -> str:
        """The address of the tour's page with this day's starts."""
        return f"{self.card.address}?date={day_at(ZoneInfo(self.card.timezone), self.starts_at)}"

    @property
    def booking(self) -> str:
        """Where a place is booked."""
        return address("booking:hold", self.place.slot) if self.place.slot else self.address

    @property
    def summary(self) -> str:
        return str(self.place.summary)

    @property
    def places(self) -> str:
        """«Осталось 3 места»; empty where there are many."""
        return capfirst(places_left(self.card.next_free or 0)) if self.card.few_places else ""


def featured_and_cards(
    now: datetime, *, featured: int, cards: int, present: Present | None = None
) -> tuple[list[FeaturedStart], list[Card]]:
    """Return up to that many featured starts, the leading one first, and cards of other tours. Four queries.

    With `present`, of the same moment, the starts that were found before and are still so are not read again.
    """
    mark = clock.mark(now)
    choose = partial(_choose, now, mark, featured, cards)
    kinds = (Kind.CHOICE, Kind.OUTLOOK)
    chosen, others = present.read("featured", kinds, choose, mark, featured, cards) if present else choose()
    made = cards_of(((start.pk, start.next_start, start.next_free) for start in [*chosen, *others]), present)
    places = {row.pk: row for row in _places(tours=[start.pk for start in chosen], now=now)}
    starts = [
        FeaturedStart(card, places[start.pk], start.next_start, mark) for card, start in zip(made, chosen, strict=False)
    ]
    return starts, made[len(chosen) :]


def _choose(now: datetime, mark: datetime, featured: int, cards: int) -> tuple[list[Start], list[Start]]:
    """The starts that are featured, and those of the cards."""
    soonest = _soonest(now=now, until=mark + NEAR)
    chosen = choose_featured(soonest, mark)[:featured]
    others = [start for start in soonest if start not in chosen]
    return chosen, choose_for_cards(others, mark, limit=cards)


def choose_featured(starts: Iterable[Start], now: datetime) -> list[Start]:
    """Return the starts that can be featured now: one for each enterprise, the leading one first."""
    best: dict[int, Start] = {}
    for start in sorted((start for start in starts if _can_be_featured(start, now)), key=_attractive):
        best.setdefault(start.enterprise, start)
    pool = list(best.values())[:POOL]
    if not pool:
        return []
    leading = _leading(pool, now)
    pool.remove(leading)
    return [leading, *sorted(pool, key=_by_start)]


def choose_for_cards(starts: Sequence[Start], now: datetime, *, limit: int) -> list[Start]:
    """Return that many of these starts in the order of time."""
    best: dict[int, Start] = {}
    for start in sorted(starts, key=lambda start: (_card_rank(start, now), _by_start(start))):
        best.setdefault(start.enterprise, start)
    firsts = _in_turn(best.values(), now)
    others = [start for start in sorted(starts, key=_by_start) if best[start.enterprise] is not start]
    return sorted([*firsts, *others][:limit], key=_by_start)


def _card_rank(start: Start, now: datetime) -> tuple[int, bool]:
    """The smaller comes first: days ahead, then whether it has no photo."""
    return (start.next_start - now) // DAY, not start.has_photo


def _in_turn(starts: Iterable[Start], now: datetime) -> list[Start]:
    """By rank, of starts that come by rank; of those of one rank with a photo, another one first every hour."""
    ordered: list[Start] = []
    for (_days, without_photo), equal in groupby(starts, key=lambda start: _card_rank(start, now)):
        group = list(equal)
        if not without_photo:
            group.sort(key=attrgetter("enterprise"))
            turn = _turns(now) % len(group)
            group = group[turn:] + group[:turn]
        ordered += group
    return ordered


def _can_be_featured(start: Start, now: datetime) -> bool:
    return (
        start.next_start < now + WITHIN
        and (start.next_free is None or start.next_free >= ROOM)
        and start.party_min <= ROOM
        and start.kind not in NOT_FOR_EVERYBODY
        and (start.requirements__min_age or 0) < ADULT
    )


def _attractive(start: Start) -> tuple[bool, bool, datetime, int]:
    """The smaller, the more attractive."""
    return not start.has_photo, not start.has_moment, start.next_start, start.pk


def _leading(pool: Sequence[Start], now: datetime) -> Start:
    """Another one of those that begin soon every hour."""
    near = [[start for start in pool if start.next_start < now + horizon] for horizon in HORIZONS]
    soon = next((starts for starts in near if len(starts) >= ENOUGH), pool)
    return sorted(soon, key=attrgetter("enterprise"))[_turns(now) % len(soon)]


def _turns(now: datetime) -> int:
    """How many turns there have been since the epoch."""
    return int(now.timestamp() // TURN.total_seconds())


_by_start = attrgetter("next_start", "pk")
