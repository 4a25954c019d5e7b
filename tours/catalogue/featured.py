"""What the home page shows first: featured starts of the next days, each in a sentence, and cards of what is free next.

**Featured starts.** Home is opened by people who have never heard of the portal: what it features must be true, open to
anybody, and different the next time. A start can be featured if

- it begins within `WITHIN`, booking is open, and `ROOM` people find a place in it together;
- the tour is for everybody: not for business or career guidance, nor for adults or groups alone.

Of an enterprise's starts the most attractive is taken: with a photo before without, with a `Tour.moment` before a mere
title, then the soonest. In the same order `POOL` enterprises are chosen. Those that begin within the first of
`HORIZONS` that holds `ENOUGH` take turns: every hour the next one leads, and the others follow in the order of time. So
several enterprises are featured, they change over the day, and one hour shows the same ones while they have places.

**Cards.** Starts of tours that are not featured, one for each enterprise as long as there are others. Starts within one
`DAY`, counted from now, are equally soon; of these

- an enterprise shows a tour with a photo before one without;
- enterprises whose tour has a photo come before those whose tour has none;
- where more have a photo than there are cards, they take turns by the hour, as above.

An earlier day always comes before a photo, and the chosen cards are in the order of time.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from accelerator.base.common.dates import day_at
from accelerator.base.common.formats import NBSP, nested
from accelerator.base.common.i18n import I18nText
from accelerator.base.common.prepared import prepared
from regions.enterprises.models import Photo, in_city
from tours.ages import ADULT
from tours.catalogue.cards import Card, cards_of
from tours.models import Slot, Tour

WITHIN = timedelta(days=6)  # within which the name of a weekday is unambiguous
NEAR = timedelta(days=14)  # how far ahead the cards look
HORIZONS = (timedelta(hours=12), timedelta(hours=36), WITHIN)
ENOUGH = 2
STARTS = 240  # the soonest ones in the country, of which all are chosen
ROOM = 2
POOL = 6
TURN = timedelta(hours=1)
DAY = timedelta(days=1)
NOT_FOR_EVERYBODY = (Tour.Kind.BUSINESS, Tour.Kind.CAREER)
_FIELDS = (
    "uuid", "tour", "enterprise", "starts_at",
    "tour__moment", "tour__kind", "tour__party_min", "tour__requirements__min_age",
    "tour__requirements__free_chaperones", "tour__requirements__tour",
)  # fmt: skip
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


class Place(NamedTuple):
    """What a sentence says of a tour besides its card: what is being done there, and where."""

    pk: int
    moment: I18nText
    summary: I18nText
    site__city: I18nText
    site__city_in: str
    enterprise__region__name: I18nText
    enterprise__region__locative: str

    @property
    def in_city(self) -> str:
        """As `Site.in_city`."""
        return in_city(self.site__city, self.site__city_in, self.enterprise__region__name, self[-1])


@dataclass(frozen=True)
class FeaturedStart:
    """A start as a sentence, with its tour's card."""

    card: Card
    place: Place
    slot: Slot
    now: datetime

    @property
    def sentence(self) -> str:
        """«Сегодня в 14:00 в Калуге льют чугун»; a tour without a `moment` is named by its title."""
        moment = self.place.moment
        start = self.slot.starts_at.astimezone(ZoneInfo(self.card.timezone))
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
        day = day_at(zone, self.slot.starts_at)
        ahead = (day - day_at(zone, self.now)).days
        if ahead == 0:
            return _("Today")
        return _("Tomorrow") if ahead == 1 else str(_DAYS[day.weekday()])


def featured_and_cards(now: datetime, *, featured: int, cards: int) -> tuple[list[FeaturedStart], list[Card]]:
    """Return up to that many featured starts, the leading one first, and cards of other tours. Four queries."""
    photos = Photo.objects.filter(album=OuterRef("tour__album"), state=Photo.State.READY)
    starts = Slot.objects.public().filter(starts_at__lt=now + NEAR).with_places_for(1, now).by_start()
    starts = starts.select_related("tour__requirements").annotate(has_photo=Exists(photos)).only(*_FIELDS)
    soonest = list(starts[:STARTS])
    chosen = choose_featured(soonest, now)[:featured]
    tours = {slot.tour_id for slot in chosen}
    others = choose_for_cards([slot for slot in soonest if slot.tour_id not in tours], now, limit=cards)
    made = cards_of((slot.tour_id, slot.starts_at, slot.free_seats) for slot in [*chosen, *others])
    places = {row.pk: row for row in _places(tours=[slot.tour_id for slot in chosen])}
    featured_starts = [
        FeaturedStart(card, places[card.tour], slot, now) for card, slot in zip(made, chosen, strict=False)
    ]
    return featured_starts, made[len(chosen) :]


@prepared(Place, tours=ArrayField(BigIntegerField()))
def _places(the: Any) -> QuerySet:
    return Tour.objects.filter(pk__any=the.tours)


def choose_featured(starts: Iterable[Slot], now: datetime) -> list[Slot]:
    """Return the starts that can be featured now: one for each enterprise, the leading one first."""
    best: dict[int, Slot] = {}
    for slot in sorted(starts, key=_attractive):
        if _can_be_featured(slot, now):
            best.setdefault(slot.enterprise_id, slot)
    pool = list(best.values())[:POOL]
    if not pool:
        return []
    leading = _leading(pool, now)
    pool.remove(leading)
    return [leading, *sorted(pool, key=_by_start)]


def choose_for_cards(starts: Iterable[Slot], now: datetime, *, limit: int) -> list[Slot]:
    """Return that many of these starts, each of another tour, in the order of time."""
    by_tour: dict[int, Slot] = {}
    for slot in sorted(starts, key=_by_start):
        by_tour.setdefault(slot.tour_id, slot)
    best: dict[int, Slot] = {}
    for slot in sorted(by_tour.values(), key=lambda slot: _card_rank(slot, now)):
        best.setdefault(slot.enterprise_id, slot)
    firsts = _in_turn(best.values(), now)
    others = [slot for slot in by_tour.values() if best[slot.enterprise_id] is not slot]
    return sorted([*firsts, *others][:limit], key=_by_start)


def _card_rank(slot: Slot, now: datetime) -> tuple[int, bool]:
    """The smaller comes first: days ahead, then whether it has no photo."""
    return (slot.starts_at - now) // DAY, not slot.has_photo  # type: ignore[attr-defined]


def _in_turn(starts: Iterable[Slot], now: datetime) -> list[Slot]:
    """By rank; of those of one rank with a photo, another one first every hour."""
    ordered: list[Slot] = []
    by_rank = sorted(starts, key=lambda slot: (_card_rank(slot, now), _by_start(slot)))
    for (_days, without_photo), equal in groupby(by_rank, key=lambda slot: _card_rank(slot, now)):
        group = list(equal)
        if not without_photo:
            group.sort(key=lambda slot: slot.enterprise_id)
            turn = _turns(now) % len(group)
            group = group[turn:] + group[:turn]
        ordered += group
    return ordered


def _can_be_featured(slot: Slot, now: datetime) -> bool:
    tour = slot.tour
    requirements = getattr(tour, "requirements", None)
    return (
        slot.starts_at < now + WITHIN
        and slot.free_seats >= ROOM
        and tour.party_min <= ROOM
        and tour.kind not in NOT_FOR_EVERYBODY
        and ((requirements.min_age or 0) if requirements else 0) < ADULT
    )


def _attractive(slot: Slot) -> tuple[bool, bool, datetime, int]:
    """The smaller, the more attractive."""
    return not slot.has_photo, not slot.tour.moment, slot.starts_at, slot.pk  # type: ignore[attr-defined]


def _leading(pool: Sequence[Slot], now: datetime) -> Slot:
    """Another one of those that begin soon every hour."""
    near = [[slot for slot in pool if slot.starts_at < now + horizon] for horizon in HORIZONS]
    soon = next((slots for slots in near if len(slots) >= ENOUGH), pool)
    return sorted(soon, key=lambda slot: slot.enterprise_id)[_turns(now) % len(soon)]


def _turns(now: datetime) -> int:
    """How many turns there have been since the epoch."""
    return int(now.timestamp() // TURN.total_seconds())


def _by_start(slot: Slot) -> tuple[datetime, int]:
    return slot.starts_at, slot.pk
