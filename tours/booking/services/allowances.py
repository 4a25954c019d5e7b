"""How much may be held without being booked: by a browser, by a network, and from a network in one slot.

Counted from the orders' rows while the slots are locked, so that it is exact and outlives the cache. Every limit lets
through one order that stands alone, however large its tour allows it to be: a class, a coach. What is confirmed counts
no more. docs/adr/0008 says why, and what was rejected.
"""

import math
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from accelerator.base.common.limits import wait_in_words
from accelerator.environment import Rate
from tours.booking.crowd import NO_CROWD, Crowd, join_crowd, scope_of
from tours.booking.errors import ProofNeeded, TooManyHolds
from tours.booking.holders import Holder
from tours.booking.models import Booking, Order
from tours.booking.proofs import MOST_WORK, NO_TICKET, Ticket
from tours.booking.services.seats import HOLD_FOR
from tours.models import Slot

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


@dataclass(frozen=True)
class Attempt:
    """What a hold is judged by: who asks, what ticket is shown, and how many are choosing the same places."""

    holder: Holder
    ticket: Ticket = NO_TICKET
    crowd: Crowd = NO_CROWD


def attempt_of(order: Order, slot: Slot, now: datetime) -> Attempt:
    """Return what a change of a held order is judged by: it has shown work before, or has waited since it was made."""
    holder = Holder(order.held_by, order.held_from, order.user)
    ticket = Ticket(order.proof or order.uuid, (now - order.created_at).total_seconds(), MOST_WORK * bool(order.proof))
    return Attempt(holder, ticket, join_crowd(scope_of(slot), holder) if holder.network else NO_CROWD)


def allow(
    attempt: Attempt, needs: Mapping[int, int], slots: Mapping[int, Slot], *, own: Collection[Order], now: datetime,
    is_anew: bool = True,
) -> uuid.UUID | None:  # fmt: skip
    """Return the ticket that the hold used up, if it needed one. Raise TooManyHolds or ProofNeeded.

    `needs` are seats of these locked slots; `own` are the orders that the hold takes the place of; `is_anew` says
    whether places are held longer than before.
    """
    _check_allowances(needs, slots, attempt.holder, own, now, is_anew=is_anew)
    return attempt.ticket.nonce if _needs_ticket(attempt, needs, own, now) else None


@dataclass(frozen=True)
class Demand:
    """What a hold costs under pressure: so many hashes of work, or so many seconds of waiting."""

    work: int
    wait: float


def _check_allowances(
    needs: Mapping[int, int], slots: Mapping[int, Slot], holder: Holder, own: Collection[Order], now: datetime, *,
    is_anew: bool,
) -> None:  # fmt: skip
    mine = Order.objects.unconfirmed_of(holder)
    neighbours = Order.objects.unconfirmed_from(holder)
    live = Booking.objects.holding(now).filter(order__in=mine | neighbours).exclude(order__in=own)
    held = list(live.select_related("order"))
    held_near = [row for row in held if row.order.held_from and row.order.held_from == holder.network]
    seats = sum(needs.values())
    _check_seats(
        [row for row in held if holder.owns(row.order)], seats, settings.HOLD_SEATS_PER_BROWSER, now, BROWSER_SEATS
    )
    sign_in = _sign_in(holder)
    _check_seats(held_near, seats, settings.HOLD_SEATS_PER_NETWORK, now, NETWORK_SEATS, *sign_in)
    for slot_id, wanted in needs.items():
        share = max(slots[slot_id].capacity * settings.HOLD_NETWORK_PERCENT // 100, settings.HOLD_NETWORK_SEATS)
        near_here = [row for row in held_near if row.slot_id == slot_id]
        _check_seats(near_here, wanted, share, now, SLOT_SHARE, *sign_in)
    if is_anew:
        longest = max(settings.HOLDS_PER_BROWSER.seconds, settings.HOLDS_PER_NETWORK.seconds)
        orders = list((mine | neighbours).filter(held_at__gt=now - timedelta(seconds=longest)))
        _check_holds([order for order in orders if holder.owns(order)], settings.HOLDS_PER_BROWSER, now)
        near = [order for order in orders if order.held_from and order.held_from == holder.network]
        _check_holds(near, settings.HOLDS_PER_NETWORK, now)


def _sign_in(holder: Holder) -> Sequence[Promise]:
    """What else helps where a network is limited, for whoever has not done it."""
    return () if holder.user else (SIGN_IN,)


def _check_seats(held: Sequence[Booking], seats: int, most: int, now: datetime, *sentences: Promise) -> None:
    if held and sum(row.seats for row in held) + seats > most:
        _refuse(min(row.hold_expires_at for row in held if row.hold_expires_at) - now, *sentences)


def _check_holds(orders: Sequence[Order], rate: Rate, now: datetime) -> None:
    since = now - timedelta(seconds=rate.seconds)
    recent = [(order.held_at, order.holds) for order in orders if order.held_at and order.held_at > since]
    if sum(holds for _at, holds in recent) >= rate.most:
        _refuse(min(at for at, _holds in recent) - since, TOO_OFTEN)


def _refuse(wait: timedelta, *sentences: Promise) -> None:
    seconds = math.ceil(wait.total_seconds())
    raise TooManyHolds(seconds, " ".join(map(str, sentences)).format(wait=wait_in_words(seconds)))


# --- Under pressure ---------------------------------------------------------------------------------------------------


def is_pressed(slot_ids: Collection[int], seats: int, own: Collection[Order], now: datetime) -> bool:
    """Whether one of the slots is taken faster than people do it, so that a hold must show work or patience.

    What others hold, or have booked within the time of a hold, without having shown any is more than a family's
    together with this; whoever comes alone comes free.
    """
    recent = Q(status=Booking.Status.ON_HOLD, hold_expires_at__gt=now)
    recent |= Q(status__in=Booking.TAKING_SEATS, order__held_at__gt=now - HOLD_FOR) & ~Q(status=Booking.Status.ON_HOLD)
    easy = Booking.objects.filter(recent, slot__in=slot_ids, order__held_at__isnull=False, order__proof__isnull=True)
    taken = easy.exclude(order__in=own).seats_by_slot()
    return any(others + seats > settings.HOLD_EASY_SEATS for others in taken.values())


def demand_of(crowd: Crowd, holder: Holder, now: datetime) -> Demand:
    """Return what a hold costs under pressure: the more, the more are choosing, and from the same network above all."""
    unfinished = Order.objects.unconfirmed_from(holder).filter(held_at__gt=now - HOLD_FOR).count()
    dear = max(1.0, crowd.network / settings.HOLD_CROWD, unfinished / (3 * settings.HOLD_CROWD)) ** 2
    wanted = min(max(crowd.everybody / 5, 1), 5)
    return Demand(round(settings.HOLD_PROOF_HASHES * wanted * dear), settings.HOLD_PROOF_WAIT_SECONDS * dear)


def _needs_ticket(attempt: Attempt, needs: Mapping[int, int], own: Collection[Order], now: datetime) -> bool:
    holder, ticket, crowd = attempt.holder, attempt.ticket, attempt.crowd
    if not holder.network or not is_pressed(needs, max(needs.values()), own, now):
        return False
    if crowd.network > settings.HOLD_CROWD_MOST:
        _refuse(timedelta(seconds=crowd.seconds_left), CROWD, *_sign_in(holder))
    demand = demand_of(crowd, holder, now)
    if ticket.nonce is None or _is_used(ticket, own):
        raise ProofNeeded(math.ceil(demand.wait), demand.work, is_used=ticket.nonce is not None)
    # Half the work: the crowd may have grown a little while it was done.
    if ticket.work < demand.work / 2 and ticket.age < demand.wait:
        raise ProofNeeded(math.ceil(demand.wait - ticket.age), demand.work)
    return True


def _is_used(ticket: Ticket, own: Collection[Order]) -> bool:
    return Order.objects.filter(proof=ticket.nonce).exclude(pk__in=[order.pk for order in own]).exists()
