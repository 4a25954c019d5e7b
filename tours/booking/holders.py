"""Who holds places before visitors are named: a browser, an account and their network; and what they hold."""

import secrets
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple, Protocol
from uuid import UUID

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, CharField, DateTimeField, Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.crypto import salted_hmac

from accelerator.base.common import clock
from accelerator.base.common.network import network_key
from accelerator.base.common.prepared import prepared
from accelerator.base.common.transactions import lock_name
from tours.booking.links import order_token
from tours.booking.models import Booking
from tours.models import Tour

COOKIE = settings.HOLDER_COOKIE_NAME
ACCOUNT_IS_KNOWN_AFTER = timedelta(days=1)
_KEPT_FOR = 30 * 24 * 3600  # seconds
_SALT = "tours.booking.browser"
_NAME, _HOLDER, _SENT = "_tours_booking_browser", "_tours_booking_holder", "_tours_booking_cookie"


class HeldOrder(Protocol):
    """What says of an order, or of a row of a prepared read, who holds its places."""

    @property
    def held_by(self) -> str: ...

    @property
    def user_id(self) -> int | None: ...


@dataclass(frozen=True)
class Holder:
    """Keyed hashes of a browser and of its network, and the account; what is unknown is empty and limits no one."""

    browser: str = ""
    network: str = ""
    user: Any = None

    def owns(self, order: "HeldOrder") -> bool:
        """Whether the order is this browser's or account's, as OrderQuerySet.unconfirmed_of has it."""
        is_browsers = bool(self.browser) and order.held_by == self.browser
        return is_browsers or (self.user is not None and order.user_id == self.user.pk)

    def lock(self) -> None:
        """Keep other transactions of this browser or account from holding places until this one ends; the first lock
        of all.
        """
        names = sorted(name for name in (self.browser, f"user:{self.user.pk}" if self.user else "") if name)
        for name in names:
            lock_name(f"booking.holder:{name}")


NOBODY = Holder()  # a command or a task


def bound_to(request: HttpRequest) -> str:
    """Return the account, or else the browser, that a request key belongs to; empty for a browser without cookies."""
    if request.user.is_authenticated:
        return f"user:{request.user.uuid}"
    return _cookie(request)


def holder_of(request: HttpRequest) -> Holder:
    """Return who asks; a browser without a name is given one, which `remember_browser` sends with the response."""
    user = request.user if request.user.is_authenticated else None
    known: Holder | None = getattr(request, _HOLDER, None)
    if known is None or known.user != user:
        known = _holder(request, user)
        setattr(request, _HOLDER, known)
    return known


def _holder(request: HttpRequest, user: Any) -> Holder:
    if not hasattr(request, _NAME):
        setattr(request, _NAME, _cookie(request) or secrets.token_urlsafe(16))
    browser = _hashed(getattr(request, _NAME))
    is_known = user is not None and user.joined_at < clock.now() - ACCOUNT_IS_KNOWN_AFTER
    # A known account counts by itself, in whichever network it is used.
    return Holder(browser, _hashed(f"account:{request.user.pk}") if is_known else network_key(request), user)


def known_holder(request: HttpRequest) -> Holder | None:
    """Return who asks, or None for a reader who can hold nothing yet: no cookie of ours, and not signed in."""
    return holder_of(request) if request.user.is_authenticated or _cookie(request) else None


def remember_browser(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Give the reader's browser its cookie, unless it has one; an account's browser too, since it may sign out."""
    if _cookie(request):
        return response
    holder_of(request)
    response.set_signed_cookie(
        COOKIE, getattr(request, _NAME), salt=_SALT, max_age=_KEPT_FOR, httponly=True, samesite="Lax",
        secure=settings.PRODUCTION,
    )  # fmt: skip
    return response


def _cookie(request: HttpRequest) -> str:
    """The browser's name; a cookie that we did not sign counts as none."""
    known: str | None = getattr(request, _SENT, None)
    if known is None:
        known = request.get_signed_cookie(COOKIE, default="", salt=_SALT) or ""
        setattr(request, _SENT, known)
    return known


def _hashed(name: str) -> str:
    return salted_hmac(_SALT, name, algorithm="sha256").hexdigest()[:32]


# --- What they hold ---------------------------------------------------------------------------------------------------


class OwnPlaces(NamedTuple):
    """Seats of a slot that the reader holds until then, and the address at which to go on with them."""

    pk: int
    uuid: UUID
    starts_at: datetime
    ends_at: datetime
    local_date: date
    timezone: str
    status: str
    capacity: int
    seats: int
    until: datetime
    address: str
    languages: list[str] | None = None  # the slot's own

    @property
    def spoken(self) -> str | None:
        """The slot's own languages as `DateRow.spoken` has them."""
        return " ".join(self.languages) if self.languages else None


@prepared(Booking, browser=CharField(), user=BigIntegerField(), tour=BigIntegerField(), now=DateTimeField())
def _held_of_tour(the: Any, by_browser: bool, by_account: bool) -> QuerySet:
    holder = Holder(browser=the.browser if by_browser else "", user=the.user if by_account else None)
    held = Booking.objects.held_of(holder, the.now).filter(slot__tour=the.tour, order__route__isnull=True)
    held = held.exclude(Exists(Booking.objects.filter(order=OuterRef("order"), position__gt=0)))
    return held.select_related("order", "slot__site").order_by("-hold_expires_at", "-pk")


def held_of_tour(request: HttpRequest, tour: Tour) -> Booking | None:
    """Return the places of this tour alone, not as a stop of a route or a plan, that the reader holds."""
    holder = known_holder(request)
    if holder is None:
        return None
    user = holder.user and holder.user.pk
    known = bool(holder.browser), holder.user is not None
    return _held_of_tour.one(*known, browser=holder.browser, user=user, tour=tour.pk, now=clock.now())


def own_seats(request: HttpRequest, tours: Collection[int]) -> dict[int, int]:
    """Return the seats that the reader holds of these tours, by the slots' ids: for the reader they are free."""
    holder = known_holder(request)
    if holder is None:
        return {}
    known = bool(holder.browser), holder.user is not None
    user = holder.user and holder.user.pk
    seats: Counter[int] = Counter()
    for row in _own_seats(*known, browser=holder.browser, user=user, tours=list(tours), now=clock.now()):
        seats[row.slot] += row.seats
    return dict(seats)


class _SeatsRow(NamedTuple):
    slot: int
    seats: int


@prepared(
    _SeatsRow, tours=ArrayField(BigIntegerField()), browser=CharField(), user=BigIntegerField(), now=DateTimeField()
)
def _own_seats(the: Any, has_browser: bool, has_user: bool) -> QuerySet:
    holder = Holder(the.browser if has_browser else "", user=the.user if has_user else None)
    return Booking.objects.held_of(holder, the.now).filter(slot__tour__any=the.tours)


class _HeldRow(NamedTuple):
    slot__pk: int
    slot__uuid: UUID
    slot__starts_at: datetime
    slot__ends_at: datetime
    slot__local_date: date
    slot__timezone: str
    slot__status: str
    slot__capacity: int
    seats: int
    hold_expires_at: datetime
    order__uuid: UUID
    slot__languages: list[str] | None


@prepared(_HeldRow, tour=BigIntegerField(), browser=CharField(), user=BigIntegerField(), now=DateTimeField())
def _held_rows(the: Any, has_browser: bool, has_user: bool) -> QuerySet:
    holder = Holder(the.browser if has_browser else "", user=the.user if has_user else None)
    return Booking.objects.held_of(holder, the.now).filter(slot__tour=the.tour).order_by("slot__starts_at", "pk")


def own_places_of(request: HttpRequest, tour: int, now: datetime) -> list[OwnPlaces]:
    """Return the places that the tour's page shows as the reader's own, by a route too."""
    holder = known_holder(request)
    if holder is None:
        return []
    rows = _held_rows(
        bool(holder.browser), holder.user is not None,
        tour=tour, browser=holder.browser, user=holder.user and holder.user.pk, now=now,
    )  # fmt: skip
    return [OwnPlaces(*row[:10], _address(row.order__uuid), row.slot__languages) for row in rows]


def as_own_places(held: Booking) -> OwnPlaces:
    """Return what a page says of a held booking."""
    slot = held.slot
    return OwnPlaces(
        slot.pk, slot.uuid, slot.starts_at, slot.ends_at, slot.local_date, slot.timezone, slot.status,
        slot.capacity, held.seats, held.hold_expires_at or slot.starts_at, _address(held.order.uuid),
        slot.languages,
    )  # fmt: skip


def _address(order: UUID) -> str:
    return reverse("booking:details", args=[order_token(order)])
