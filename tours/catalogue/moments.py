"""What home shows first: real starts of the next days, each told in a sentence, and the cards of what is free next.

**Which moment leads.** Home is opened by people who have never heard of the portal: its first picture must be true, be
open to whoever reads it, and be another one the next time. So a start can be a moment if

- it begins within `WITHIN`, booking is still open, and `ROOM` people find a place in it together;
- the tour is for everybody: not for business, nor for choosing a trade, nor for grown-ups or groups alone.

Of an enterprise's starts the one that shows most is taken: with a photo before one without, with what is being done
before a mere title, then the soonest. By the same order `POOL` enterprises are chosen. Those of them that begin within
the first of `HORIZONS` that holds `ENOUGH` take turns: every hour the next one leads, and the others follow it in the
order of time. So the moments are never those of one enterprise only, they change over the day, and the same hour always
shows the same ones as long as they have places.

**Which cards follow.** A start of a tour that is not among the moments, one an enterprise as long as there are others.
Starts within one `DAY` are equally soon, counted from now; of these

- an enterprise shows a tour with a photo before one without;
- enterprises whose tour has a photo come before those whose tour has none;
- where more have a photo than there are cards, they take turns by the hour, as moments do.

An earlier day always comes before a photo, and what was chosen stands in the order of time.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from accelerator.base.common.formats import NBSP
from accelerator.base.common.quotes import nested
from regions.enterprises.models import Photo
from tours.ages import ADULT
from tours.catalogue.cards import Card, cards_of_starts
from tours.models import Slot, Tour

WITHIN = timedelta(days=6)  # the name of a weekday says which day it is
NEAR = timedelta(days=14)  # as far ahead home's cards look
HORIZONS = (timedelta(hours=12), timedelta(hours=36), WITHIN)
ENOUGH = 2
STARTS = 240  # the soonest ones in the country, of which moments and cards are chosen
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


@dataclass(frozen=True)
class Moment:
    """A start in a sentence, with all that its tour's card knows."""

    card: Card
    slot: Slot
    now: datetime

    @property
    def words(self) -> str:
        """«Сегодня в 14:00 в Калуге льют чугун»; without what is done there, the tour's title stands for it."""
        tour = self.card.tour
        start = self.slot.starts_at.astimezone(tour.site.zone)
        told = {
            "day": self.day,
            "time": f"{start.hour}:{start:%M}",  # «в 9:30»: a sentence, no table
            "where": tour.site.in_city,
            "what": str(tour.moment),
            "title": nested(tour.title),
        }
        sentence = _("{day} at {time} {what} {where}") if tour.moment else _("{day} at {time} {where}: “{title}”")
        return _SHORT.sub(rf"\1{NBSP}", sentence.format(**told))

    @property
    def day(self) -> str:
        """«Сегодня», «Завтра», «В субботу», as the site's clock has it."""
        zone = self.card.tour.site.zone
        day = self.slot.starts_at.astimezone(zone).date()
        ahead = (day - self.now.astimezone(zone).date()).days
        if ahead == 0:
            return _("Today")
        return _("Tomorrow") if ahead == 1 else str(_DAYS[day.weekday()])


def moments_and_cards(now: datetime, *, moments: int, cards: int) -> tuple[list[Moment], list[Card]]:
    """Up to that many moments, the one that leads first, and the nearest free starts of other tours. Four queries."""
    photos = Photo.objects.filter(album=OuterRef("tour__album"), state=Photo.State.READY)
    starts = Slot.objects.public().filter(starts_at__lt=now + NEAR).with_places_for(1, now).by_start()
    starts = starts.select_related("tour__requirements").annotate(has_photo=Exists(photos)).only(*_FIELDS)
    soonest = list(starts[:STARTS])
    chosen = choose_moments(soonest, now)[:moments]
    shown = {slot.tour_id for slot in chosen}
    others = choose_starts([slot for slot in soonest if slot.tour_id not in shown], now, limit=cards)
    made = cards_of_starts([*chosen, *others])
    told = [Moment(card, slot, now) for card, slot in zip(made, chosen, strict=False)]
    return told, made[len(chosen) :]


def choose_moments(starts: Iterable[Slot], now: datetime) -> list[Slot]:
    """Return those of these starts that can be moments now: one an enterprise, the one that leads first."""
    best: dict[int, Slot] = {}
    for slot in starts:
        if _can_be_moment(slot, now):
            known = best.get(slot.enterprise_id)
            if known is None or _shows(slot) < _shows(known):
                best[slot.enterprise_id] = slot
    pool = sorted(best.values(), key=_shows)[:POOL]
    if not pool:
        return []
    leading = _leading(pool, now)
    pool.remove(leading)
    return [leading, *sorted(pool, key=_by_start)]


def choose_starts(starts: Iterable[Slot], now: datetime, *, limit: int) -> list[Slot]:
    """Return that many of these starts for cards, each of another tour, in the order of time."""
    by_tour: dict[int, Slot] = {}
    for slot in sorted(starts, key=_by_start):
        by_tour.setdefault(slot.tour_id, slot)
    best: dict[int, Slot] = {}
    for slot in by_tour.values():
        known = best.setdefault(slot.enterprise_id, slot)
        if _invites(slot, now) < _invites(known, now):
            best[slot.enterprise_id] = slot
    firsts = _in_turn(best.values(), now)
    others = [slot for slot in by_tour.values() if best[slot.enterprise_id] is not slot]
    return sorted([*firsts, *others][:limit], key=_by_start)


def _invites(slot: Slot, now: datetime) -> tuple[int, bool]:
    """The smaller, the rather a card shows it: how many days ahead, and then whether without a photo."""
    return (slot.starts_at - now) // DAY, not slot.has_photo  # type: ignore[attr-defined]


def _in_turn(starts: Iterable[Slot], now: datetime) -> list[Slot]:
    """Those that invite most first; of those that invite alike with a photo, another one first every hour."""
    found: list[Slot] = []
    in_order = sorted(starts, key=lambda slot: (_invites(slot, now), _by_start(slot)))
    for (_days, bare), ones in groupby(in_order, key=lambda slot: _invites(slot, now)):
        alike = list(ones)
        if not bare:
            alike.sort(key=lambda slot: slot.enterprise_id)
            turn = _turns(now) % len(alike)
            alike = alike[turn:] + alike[:turn]
        found += alike
    return found


def _can_be_moment(slot: Slot, now: datetime) -> bool:
    tour = slot.tour
    requirements = getattr(tour, "requirements", None)
    return (
        slot.starts_at < now + WITHIN
        and slot.free_seats >= ROOM
        and tour.party_min <= ROOM
        and tour.kind not in NOT_FOR_EVERYBODY
        and ((requirements.min_age or 0) if requirements else 0) < ADULT
    )


def _shows(slot: Slot) -> tuple[bool, bool, datetime, int]:
    """The smaller, the more a start shows."""
    return not slot.has_photo, not slot.tour.moment, slot.starts_at, slot.pk  # type: ignore[attr-defined]


def _leading(pool: Sequence[Slot], now: datetime) -> Slot:
    """Every hour another one of those that begin soon."""
    near = [[slot for slot in pool if slot.starts_at < now + horizon] for horizon in HORIZONS]
    soon = next((slots for slots in near if len(slots) >= ENOUGH), pool)
    return sorted(soon, key=lambda slot: slot.enterprise_id)[_turns(now) % len(soon)]


def _turns(now: datetime) -> int:
    """How many turns have been taken since clocks began."""
    return int(now.timestamp() // TURN.total_seconds())


def _by_start(slot: Slot) -> tuple[datetime, int]:
    return slot.starts_at, slot.pk
