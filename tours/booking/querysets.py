"""Reads of orders, bookings and attendances."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Q, Subquery, Sum

from accelerator.base.common.clock import SKEW
from regions.enterprises.models import Enterprise

if TYPE_CHECKING:
    from tours.booking.holders import Holder

HOLD_FOR = timedelta(minutes=settings.HOLD_MINUTES)


class OrderQuerySet(models.QuerySet):
    """Orders."""

    def of_user(self, user: Any) -> Self:
        """Orders that belong to this account."""
        return self.filter(user=user) if user.is_authenticated else self.none()

    def confirmed(self) -> Self:
        return self.filter(confirmed_at__isnull=False)

    def unconfirmed_of(self, holder: "Holder") -> Self:
        """What this browser or account has not confirmed yet; nothing where neither is known."""
        mine = models.Q(held_by=holder.browser) if holder.browser else models.Q(pk__in=())
        if holder.user is not None:
            mine |= models.Q(user=holder.user)
        return self.filter(mine, confirmed_at__isnull=True)

    def due_for_erasure(self, now: datetime) -> Self:
        """Orders whose people may be due for erasure, the longest waiting first."""
        return self.filter(forget_at__lt=now).order_by("forget_at")

    def unfinished(self, before: datetime) -> Self:
        """Orders begun before this moment that were not confirmed, and hold no places now."""
        waiting = self.model.bookings.rel.related_model.objects.filter(status="ON_HOLD").values("order")
        return self.filter(confirmed_at__isnull=True, created_at__lt=before).exclude(pk__in=waiting)

    def unconfirmed_from(self, holder: "Holder") -> Self:
        """What is held from this network and not confirmed, by any holder; nothing where the network is unknown.

        A confirmed order has no network any more.
        """
        return self.filter(held_from=holder.network) if holder.network else self.none()

    def locked(self, pk: int) -> Any:
        """The order, its row locked; a change of its legs locks it first, and its slots after it."""
        return self.select_for_update(no_key=True).get(pk=pk)

    def with_legs(self) -> Self:
        """Everything that a ticket says, in a fixed number of queries."""
        booking = self.model.bookings.rel.related_model
        attendance = booking.attendances.rel.related_model
        attendances = attendance.objects.with_visitor().order_by("position")
        legs = booking.objects.with_visit().select_related("enterprise").order_by("position")
        legs = legs.prefetch_related(models.Prefetch("attendances", queryset=attendances))
        return self.select_related("contact", "route", "consent").prefetch_related(
            models.Prefetch("bookings", queryset=legs)
        )


class BookingQuerySet(models.QuerySet):
    """Legs of orders."""

    def lapsed(self, now: datetime) -> Self:
        """Holds whose time has run out and whose seats have not been released yet.

        One that would last longer than any hold may was made by a clock that was ahead, and is over too.
        """
        over = Q(hold_expires_at__lte=now) | Q(hold_expires_at__gt=self.latest_end(now))
        return self.filter(over, status=self.model.Status.ON_HOLD)

    def latest_end(self, now: Any) -> Any:
        """The latest moment at which a hold that lives now can end."""
        return now + HOLD_FOR + SKEW

    def holding(self, now: datetime) -> Self:
        """Holds that still have time."""
        return self.filter(
            status=self.model.Status.ON_HOLD, hold_expires_at__gt=now, hold_expires_at__lte=self.latest_end(now)
        )

    def held_of(self, holder: "Holder", now: datetime) -> Self:
        """Places that this browser or account holds and has not confirmed yet."""
        orders = self.model.order.field.related_model.objects.unconfirmed_of(holder)
        return self.holding(now).filter(order__in=orders)

    def expected(self) -> Self:
        """Bookings whose party is coming or has come."""
        return self.filter(status__in=self.model.EXPECTED)

    def taking_seats(self) -> Self:
        """Bookings whose seats stand in the slot's counter."""
        return self.filter(status__in=self.model.TAKING_SEATS)

    def of(self, enterprise: Enterprise) -> Self:
        return self.filter(enterprise=enterprise)

    def seats_by_slot(self) -> dict[int, int]:
        """How many seats these bookings are, by the slots' ids."""
        return dict(self.order_by().values_list("slot").annotate(Sum("seats")))

    def pressing(self, now: datetime) -> Self:
        """Those held, or booked within the time of a hold, by people who needed to show nothing for it."""
        recent = Q(status=self.model.Status.ON_HOLD, hold_expires_at__gt=now)
        recent |= Q(status__in=self.model.TAKING_SEATS, order__held_at__gt=now - HOLD_FOR) & ~Q(
            status=self.model.Status.ON_HOLD
        )
        return self.filter(recent, order__held_at__isnull=False, order__proof__isnull=True)

    def pressing_seats_of_slot(self, now: datetime) -> Subquery:
        """Inside a query on slots: the seats that press on the slot."""
        sums = self.pressing(now).filter(slot=OuterRef("pk")).order_by().values("slot").annotate(total=Sum("seats"))
        return Subquery(sums.values("total"), output_field=models.IntegerField())

    def with_visit(self) -> Self:
        """With the slot, its tour and requirements, the site and the enterprise: what pages and messages need."""
        return self.select_related("slot__tour__requirements", "slot__site", "slot__enterprise")

    def lapsed_seats_of_slot(self, now: datetime) -> Subquery:
        """Inside a query on slots: the seats of the slot's lapsed holds."""
        sums = self.lapsed(now).filter(slot=OuterRef("pk")).order_by().values("slot").annotate(total=Sum("seats"))
        return Subquery(sums.values("total"), output_field=models.IntegerField())


class AttendanceQuerySet(models.QuerySet):
    """Visitors at legs."""

    def of(self, enterprise: Enterprise) -> Self:
        return self.filter(enterprise=enterprise)

    def named(self) -> Self:
        """Those whose visitor has not been erased; the others keep a place without a name."""
        return self.filter(visitor__isnull=False)

    def with_visitor(self) -> Self:
        """With the visitor, unless erased, and the category."""
        return self.select_related("visitor", "category")

    def checked_in(self) -> Self:
        return self.filter(checked_in_at__isnull=False)


class IdentityQuerySet(models.QuerySet):
    """Sealed identity data."""

    def to_erase(self, now: datetime) -> Self:
        return self.filter(erased_at__isnull=True, erase_at__lte=now)
