"""How much may be held without being booked, and what a hold costs where many want the same places (docs/adr/0008).

Counted from the orders' rows while the slots are locked, so that it is exact and outlives the cache. Every limit lets
through one order that stands alone, however large its tour allows it to be: a class, a coach. What is confirmed counts
no more.
"""

import hashlib
import math
import re
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple, cast

from django.conf import settings
from django.core import signing
from django.core.cache import cache as default_cache
from django.db.models import BigIntegerField, CharField, Count, DateTimeField, QuerySet
from django.utils.crypto import salted_hmac
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from accelerator.base.common import clock
from accelerator.base.common.cache import ResilientCache
from accelerator.base.common.clock import SKEW
from accelerator.base.common.limits import wait_in_words
from accelerator.base.common.prepared import prepared
from accelerator.environment import Rate
from tours.booking.errors import ProofNeeded, TooManyHolds
from tours.booking.holders import Holder
from tours.booking.models import Order
from tours.booking.querysets import HOLD_FOR
from tours.booking.services.standing import Standing
from tours.models import Slot
from tours.routes.models import Route

BROWSER_SEATS = gettext_lazy(
    "You are already holding many places that you have not booked. Book those first, or try again in {wait}."
)
NETWORK_SEATS = gettext_lazy("Many places are being booked from your network just now. Try again in {wait}.")
SLOT_SHARE = gettext_lazy(
    "Many places at this time are being booked from your network just now. Try again in {wait}, or choose another time."
)
CROWD = gettext_lazy(
    "Many people on your network are choosing these places at once. Try again in {wait}, or choose another time."
)
SIGN_IN = gettext_lazy("If you have an account, sign in: it is counted on its own from its second day.")
TOO_OFTEN = gettext_lazy(
    "Places have often been held from here without being booked. Try again in {wait}, or call the enterprise."
)

# --- Tickets ----------------------------------------------------------------------------------------------------------
# Signed when step one is opened, worth more with the time that passes and the work done. Stateless until it is used; a
# ticket opens one hold, for the browser and the page that it was given to. The work is a search for sixteen numbers
# whose SHA-256 begins low enough (static/js/islands/proof.js): so many parts make its length predictable, where a
# single one would be a lottery.

PARTS = 16
VALID_FOR = 3600  # seconds
MOST_WORK = 1 << 36
_TICKET_SALT = "tours.booking.proofs"
_PROOF = re.compile(rf"[0-9]{{1,11}}(?:\.[0-9]{{1,12}}){{{PARTS}}}", re.ASCII)


@dataclass(frozen=True)
class Ticket:
    """What a browser shows for its hold: which ticket, how many seconds old, and how many hashes of work."""

    nonce: uuid.UUID | None = None
    age: float = 0
    work: int = 0


NO_TICKET = Ticket()


def issue_ticket(scope: str, holder: Holder) -> str:
    """Return a fresh ticket as it stands in a form."""
    ticket = {"s": scope, "b": holder.browser, "n": uuid.uuid4().hex, "t": int(clock.now().timestamp())}
    return signing.dumps(ticket, salt=_TICKET_SALT)


def read_ticket(text: str, proof: str, scope: str, holder: Holder) -> Ticket:
    """Return the ticket with the work that the proof shows; NO_TICKET where it was not given here, or long ago."""
    try:
        signed = signing.loads(text, salt=_TICKET_SALT)
        age = clock.now().timestamp() - signed["t"]
        nonce = uuid.UUID(signed["n"])
    except (signing.BadSignature, KeyError, TypeError, ValueError):
        return NO_TICKET
    if (signed["s"], signed["b"]) != (scope, holder.browser) or not 0 <= age <= VALID_FOR:
        return NO_TICKET
    return Ticket(nonce, age, work_of(text, proof))


def work_of(ticket: str, proof: str) -> int:
    """Return how many hashes the proof is worth: what it claims when every part of it holds, else nothing."""
    if not _PROOF.fullmatch(proof):
        return 0
    work, *numbers = map(int, proof.split("."))
    if not PARTS <= work <= MOST_WORK:
        return 0
    seed, below = seed_of(ticket), (1 << 32) // (work // PARTS)
    return work if all(hash_of(seed, part, number) < below for part, number in enumerate(numbers)) else 0


def seed_of(ticket: str) -> str:
    """Sixty-four characters, one block of SHA-256."""
    return hashlib.sha256(ticket.encode()).hexdigest()


def hash_of(seed: str, part: int, number: int) -> int:
    """Return the hash that a part of the work must bring low enough."""
    return int.from_bytes(hashlib.sha256(f"{seed}{part}:{number}".encode()).digest()[:4])


# --- The crowd --------------------------------------------------------------------------------------------------------
# How many browsers are choosing the same places, of these five minutes and of the last. Counted in the cache, which
# fails over to PostgreSQL, before any lock: it only says how dear a hold is under pressure.

SPAN = 300  # seconds
cache = cast("ResilientCache", default_cache)
_CROWD_SALT = "tours.booking.crowd"


@dataclass(frozen=True)
class Crowd:
    """Browsers that are choosing: all of them, those of the same network, and until when the latter are counted."""

    everybody: int = 0
    network: int = 0
    seconds_left: int = 0


NO_CROWD = Crowd()


def scope_of(places: Slot | Route) -> str:
    """What is chosen on one page: a slot, or a route with all of its stops."""
    return f"{places._meta.model_name}:{places.pk}"


def join_crowd(scope: str, holder: Holder) -> Crowd:
    """Count this browser among those that are choosing, once, and return how many there are."""
    span, gone = divmod(int(clock.now().timestamp()), SPAN)
    browser, everybody = _key("browser", scope, holder.browser), _key("all", scope)
    near = _key("network", scope, holder.network)
    all_now, near_now, all_before, near_before = cache.count_once(
        [f"{browser}:{at}" for at in (span, span - 1)],
        [f"{everybody}:{span}", f"{near}:{span}"],
        [f"{everybody}:{span - 1}", f"{near}:{span - 1}"],
        2 * SPAN,
    )
    seconds_left = SPAN - gone + (SPAN if near_now > settings.HOLD_CROWD_MOST else 0)
    return Crowd(all_now + all_before, near_now + near_before, seconds_left)


def _key(*names: object) -> str:
    return f"crowd:{salted_hmac(_CROWD_SALT, ' '.join(map(str, names)), algorithm='sha256').hexdigest()[:40]}"


# --- Limits -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Attempt:
    """What decides on a hold: who asks, what ticket is shown, and how many are choosing the same places."""

    holder: Holder
    ticket: Ticket = NO_TICKET
    crowd: Crowd = NO_CROWD

    @classmethod
    def to_hold(cls, places: Slot | Route, holder: Holder, ticket: Ticket) -> "Attempt":
        """A new hold of these places; to be made before anything is locked."""
        return cls(holder, ticket, join_crowd(scope_of(places), holder) if holder.network else NO_CROWD)

    @classmethod
    def to_change(cls, order: Order, slot: Slot, now: datetime) -> "Attempt":
        """A change of a held order, which has shown its work before, or has waited since it was made."""
        work = MOST_WORK if order.proof else 0
        ticket = Ticket(order.proof or order.uuid, (now - order.created_at).total_seconds(), work)
        return cls.to_hold(slot, Holder(order.held_by, order.held_from, order.user), ticket)


def check_allowances(
    attempt: Attempt, needs: Mapping[int, int], slots: Mapping[int, Slot], standing: Standing, *,
    is_new_hold: bool = True,
) -> uuid.UUID | None:  # fmt: skip
    """Return the ticket that the hold used up, if it needed one. Raise TooManyHolds or ProofNeeded.

    `needs` are seats of these locked slots, which stand so; `is_new_hold` says whether places are held longer than
    before.
    """
    holder = attempt.holder
    if not (holder.browser or holder.network or holder.user):
        return None  # a command or a task
    _check_limits(needs, slots, holder, standing, is_new_hold=is_new_hold)
    return attempt.ticket.nonce if _needs_ticket(attempt, needs, standing) else None


class _Unbooked(NamedTuple):
    """An order that its holder, or another of the same network, has not confirmed, and what it holds."""

    pk: int
    held_by: str
    user_id: int | None
    held_from: str
    held_at: datetime | None
    holds: int
    bookings__slot_id: int | None
    bookings__seats: int | None
    bookings__hold_expires_at: datetime | None

    def is_held(self, now: datetime) -> bool:
        return bool(self.bookings__hold_expires_at and now < self.bookings__hold_expires_at <= now + HOLD_FOR + SKEW)


@prepared(_Unbooked, browser=CharField(), network=CharField(), user=BigIntegerField(), since=DateTimeField())
def _unbooked(the: Any, *known: bool) -> QuerySet:
    """What was held since this moment, a row for each booking."""
    browser, network, user = known
    holder = Holder(the.browser if browser else "", the.network if network else "", the.user if user else None)
    orders = Order.objects.unconfirmed_of(holder) | Order.objects.unconfirmed_from(holder)
    return orders.filter(held_at__gt=the.since)


def _check_limits(
    needs: Mapping[int, int], slots: Mapping[int, Slot], holder: Holder, standing: Standing, *, is_new_hold: bool
) -> None:
    now, own = standing.now, {order.pk for order in standing.own}
    longest = max(settings.HOLDS_PER_BROWSER.seconds, settings.HOLDS_PER_NETWORK.seconds)
    rows = _unbooked(
        bool(holder.browser), bool(holder.network), bool(holder.user),
        browser=holder.browser, network=holder.network, user=holder.user and holder.user.pk,
        # Who holds places has held them since, whatever the clock that said so.
        since=now - max(timedelta(seconds=longest), HOLD_FOR + 2 * SKEW),
    )  # fmt: skip
    held = [row for row in rows if row.is_held(now) and row.pk not in own]
    held_near = [row for row in held if row.held_from and row.held_from == holder.network]
    seats = sum(needs.values())
    _check_seats([row for row in held if holder.owns(row)], seats, settings.HOLD_SEATS_PER_BROWSER, now, BROWSER_SEATS)
    sign_in = _sign_in(holder)
    _check_seats(held_near, seats, settings.HOLD_SEATS_PER_NETWORK, now, NETWORK_SEATS, *sign_in)
    for slot_id, wanted in needs.items():
        share = max(slots[slot_id].capacity * settings.HOLD_NETWORK_PERCENT // 100, settings.HOLD_NETWORK_SEATS)
        near_here = [row for row in held_near if row.bookings__slot_id == slot_id]
        _check_seats(near_here, wanted, share, now, SLOT_SHARE, *sign_in)
    if is_new_hold:
        orders = {row.pk: row for row in rows}.values()
        _check_holds([order for order in orders if holder.owns(order)], settings.HOLDS_PER_BROWSER, now)
        near = [order for order in orders if order.held_from and order.held_from == holder.network]
        _check_holds(near, settings.HOLDS_PER_NETWORK, now)


def _sign_in(holder: Holder) -> Sequence[Promise]:
    """What else helps where a network is limited, for people who are not signed in."""
    return () if holder.user else (SIGN_IN,)


def _check_seats(held: Sequence[_Unbooked], seats: int, most: int, now: datetime, *sentences: Promise) -> None:
    if held and sum(row.bookings__seats or 0 for row in held) + seats > most:
        ends = (row.bookings__hold_expires_at for row in held)
        _refuse(min(end for end in ends if end) - now, *sentences)


def _check_holds(orders: Sequence[_Unbooked], rate: Rate, now: datetime) -> None:
    since = now - timedelta(seconds=rate.seconds)
    recent = [(order.held_at, order.holds) for order in orders if order.held_at and order.held_at > since]
    if sum(holds for _at, holds in recent) >= rate.most:
        _refuse(min(at for at, _holds in recent) - since, TOO_OFTEN)


def _refuse(wait: timedelta, *sentences: Promise) -> None:
    seconds = math.ceil(wait.total_seconds())
    raise TooManyHolds(seconds, " ".join(map(str, sentences)).format(wait=wait_in_words(seconds)))


# --- Under pressure ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Demand:
    """What a hold costs under pressure: so many hashes of work, or so many seconds of waiting."""

    work: int
    wait: float


def is_pressed(pressing: Mapping[int, int], seats: int) -> bool:
    """Whether one of the slots is taken faster than people do it, so that a hold must show work or patience.

    That is when more than a family's seats are held, or were booked within the time of a hold, without any of it,
    these included. A hold that comes alone is free.
    """
    return any(others and others + seats > settings.HOLD_EASY_SEATS for others in pressing.values())


class _Unfinished(NamedTuple):
    orders: int


@prepared(_Unfinished, network=CharField(), since=DateTimeField())
def _unfinished(the: Any) -> QuerySet:
    """How many orders of a network hold places since this moment; no row for none."""
    orders = Order.objects.unconfirmed_from(Holder(network=the.network)).filter(held_at__gt=the.since)
    return orders.order_by().values("held_from").annotate(orders=Count("pk"))


def demand_of(crowd: Crowd, holder: Holder, now: datetime) -> Demand:
    """Return what a hold costs under pressure: the more, the more are choosing, and from the same network above all."""
    found = _unfinished.one(network=holder.network, since=now - HOLD_FOR) if holder.network else None
    unfinished = found.orders if found else 0
    dear = max(1.0, crowd.network / settings.HOLD_CROWD, unfinished / (3 * settings.HOLD_CROWD)) ** 2
    wanted = min(max(crowd.everybody / 5, 1), 5)
    return Demand(round(settings.HOLD_PROOF_HASHES * wanted * dear), settings.HOLD_PROOF_WAIT_SECONDS * dear)


def _needs_ticket(attempt: Attempt, needs: Mapping[int, int], standing: Standing) -> bool:
    holder, ticket, crowd = attempt.holder, attempt.ticket, attempt.crowd
    pressing = {slot_id: standing.pressing[slot_id] for slot_id in needs}
    if not holder.network or not is_pressed(pressing, max(needs.values())):
        return False
    if crowd.network > settings.HOLD_CROWD_MOST:
        _refuse(timedelta(seconds=crowd.seconds_left), CROWD, *_sign_in(holder))
    demand = demand_of(crowd, holder, standing.now)
    if ticket.nonce is None or _is_used(ticket, standing.own):
        raise ProofNeeded(math.ceil(demand.wait), demand.work, is_used=ticket.nonce is not None)
    # Half the work: the crowd may have grown a little while it was done.
    if ticket.work < demand.work / 2 and ticket.age < demand.wait:
        raise ProofNeeded(math.ceil(demand.wait - ticket.age), demand.work)
    return True


def _is_used(ticket: Ticket, own: Collection[Order]) -> bool:
    return Order.objects.filter(proof=ticket.nonce).exclude(pk__in=[order.pk for order in own]).exists()
