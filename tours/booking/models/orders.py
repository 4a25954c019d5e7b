"""Orders, their bookings and who attends: nothing here names a person."""

import secrets
import uuid
from datetime import UTC, datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accelerator.base.accounts.models import Consent
from accelerator.base.common import clock
from accelerator.base.common.constraints import CompositeForeignKey
from accelerator.base.common.i18n import FALLBACK
from regions.enterprises.models import Enterprise
from tours.booking.links import order_token
from tours.booking.querysets import HOLD_FOR, AttendanceQuerySet, BookingQuerySet, OrderQuerySet
from tours.models import Slot, TourLanguage, VisitorCategory, language_names
from tours.routes.models import Route

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # no 0 O 1 I L U: the code is read out at a gate


def new_code() -> str:
    """Eight characters that a person can read out and type, about 39 bits."""
    return "".join(secrets.choice(CODE_ALPHABET) for _place in range(8))


class Order(models.Model):
    """What one contact booked at once: one booking for a single tour, one for every stop of a route."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.CharField(max_length=8, unique=True, default=new_code, editable=False)
    # Made with the form; the same key with the same content is the same order (see services.holds).
    request_key = models.UUIDField(unique=True)
    request_fingerprint = models.CharField(max_length=64)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="orders"
    )
    route = models.ForeignKey(Route, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    language = models.CharField(max_length=10, default=FALLBACK)
    party_size = models.PositiveSmallIntegerField()
    guardian_consent = models.BooleanField(default=False, db_default=False)  # said by the contact, of the children
    wants_reminders = models.BooleanField(default=True, db_default=True)
    consent = models.ForeignKey(Consent, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # Whose unconfirmed places these are, as keyed hashes (booking.holders): gone with the confirmation, and with an
    # order that stays unfinished.
    held_by = models.CharField(max_length=32, blank=True, default="", db_default="", editable=False)
    held_from = models.CharField(max_length=32, blank=True, default="", db_default="", editable=False)
    held_at = models.DateTimeField(null=True, blank=True, editable=False)  # when places were last held
    holds = models.PositiveSmallIntegerField(default=0, db_default=0, editable=False)  # how often they were
    proof = models.UUIDField(null=True, blank=True, editable=False)  # each proof of work opens one hold
    created_at = models.DateTimeField(default=clock.now, editable=False)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    # When to look whether its people's time is over, which is never earlier; null once all are erased. Long ago in rows
    # that know no better: the task that erases looks at them and writes down when to look again.
    forget_at = models.DateTimeField(null=True, editable=False, default=None, db_default=LONG_AGO)

    objects: ClassVar[OrderQuerySet] = OrderQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(party_size__gte=1), name="booking_order_somebody_comes"),
            models.CheckConstraint(
                condition=models.Q(confirmed_at__isnull=True) | models.Q(consent__isnull=False),
                name="booking_order_confirmed_with_consent",
            ),
            models.CheckConstraint(
                condition=models.Q(confirmed_at__isnull=True) | models.Q(held_by="", held_from=""),
                name="booking_order_holder_gone_once_confirmed",
            ),
        ]
        indexes = [
            models.Index(fields=["held_by"], condition=~models.Q(held_by=""), name="booking_order_held_by"),
            models.Index(
                fields=["held_from", "held_at"], condition=~models.Q(held_from=""), name="booking_order_held_from"
            ),
            models.Index(fields=["proof"], condition=models.Q(proof__isnull=False), name="booking_order_by_proof"),
            models.Index(
                fields=["forget_at"], condition=models.Q(forget_at__isnull=False), name="booking_order_to_forget"
            ),
            models.Index(
                fields=["created_at"], condition=models.Q(confirmed_at__isnull=True), name="booking_order_unfinished"
            ),
        ]

    def __str__(self) -> str:
        return self.code

    def count_hold(self, now: datetime) -> None:
        """Count a new hold, where its holder is known; the caller saves the order."""
        if self.held_by or self.held_from:
            self.held_at, self.holds = now, self.holds + 1

    @property
    def token(self) -> str:
        """The signed part of the order's address."""
        return order_token(self.uuid)

    @property
    def topic(self) -> str:
        """The topic of messages about the whole order; those about one leg have the leg's."""
        return f"order:{self.uuid}"

    def get_absolute_url(self) -> str:
        return reverse("booking:order", args=[self.token])

    @property
    def legs(self) -> "list[Booking]":
        """The bookings in order, as `Order.objects.with_legs()` has fetched them."""
        return sorted(self.bookings.all(), key=lambda booking: booking.position)

    @property
    def expected_legs(self) -> "list[Booking]":
        """Those of `legs` whose party is coming, or has come."""
        return [leg for leg in self.legs if leg.is_expected]

    def minutes_between(self) -> dict[int, int]:
        """By its tour's id, how many minutes each leg must begin after the one before; nothing for a single tour."""
        return dict(self.route.stops.values_list("tour_id", "minutes_before")) if self.route else {}

    @property
    def total_kopecks(self) -> int:
        """What is to be paid on site for the legs that are not cancelled; a hold that has lapsed costs what it did."""
        return sum(
            attendance.price_kopecks
            for booking in self.legs
            if booking.status not in (Booking.Status.CANCELLED, Booking.Status.REJECTED)
            for attendance in booking.attendances.all()
        )


class Booking(models.Model):
    """A leg of an order: seats on one slot. States are OCTO's."""

    class Status(models.TextChoices):
        ON_HOLD = "ON_HOLD", _("held")
        PENDING = "PENDING", _("awaiting the enterprise")
        CONFIRMED = "CONFIRMED", _("confirmed")
        REDEEMED = "REDEEMED", _("visited")
        CANCELLED = "CANCELLED", _("cancelled")
        EXPIRED = "EXPIRED", _("hold expired")
        REJECTED = "REJECTED", _("rejected")

    # States whose seats stand in the slot's counter.
    TAKING_SEATS: ClassVar[tuple[str, ...]] = (Status.ON_HOLD, Status.PENDING, Status.CONFIRMED, Status.REDEEMED)
    # States in which visitors are expected, or have come.
    EXPECTED: ClassVar[tuple[str, ...]] = (Status.PENDING, Status.CONFIRMED, Status.REDEEMED)

    class CancelledBy(models.TextChoices):
        VISITOR = "visitor", _("the visitor")
        STAFF = "staff", _("the enterprise")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="bookings")
    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="+")
    slot = models.ForeignKey(Slot, on_delete=models.PROTECT, related_name="bookings")
    position = models.PositiveSmallIntegerField(default=0)
    seats = models.PositiveSmallIntegerField()
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.ON_HOLD)
    hold_expires_at = models.DateTimeField(null=True, blank=True)
    # As promised when the places were taken: a later change of the tour's rule is not the visitor's.
    cancel_until_hours = models.PositiveSmallIntegerField(db_default=24)
    # What the slot's revision lacks to be this leg's own, which goes on growing when the visitor takes another slot.
    revision_shift = models.SmallIntegerField(default=0, db_default=0, editable=False)
    # In which of the slot's languages the party wants the visit, once it is booked; empty if that is not known.
    language = models.CharField(max_length=2, choices=TourLanguage.choices, blank=True, default="", db_default="")
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_by = models.CharField(max_length=8, choices=CancelledBy.choices, blank=True)
    cancel_reason = models.CharField(max_length=300, blank=True)

    objects: ClassVar[BookingQuerySet] = BookingQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["id", "enterprise"], name="booking_booking_of_enterprise"),
            models.UniqueConstraint(fields=["order", "position"], name="booking_booking_position_once"),
            models.UniqueConstraint(fields=["order", "slot"], name="booking_booking_slot_once"),
            CompositeForeignKey(
                fields=["slot", "enterprise"],
                to="tours.Slot",
                to_fields=["id", "enterprise"],
                name="booking_booking_slot_of_enterprise",
            ),
            models.CheckConstraint(condition=models.Q(seats__gte=1), name="booking_booking_has_seats"),
            models.CheckConstraint(
                condition=models.Q(status="ON_HOLD", hold_expires_at__isnull=False)
                | (~models.Q(status="ON_HOLD") & models.Q(hold_expires_at__isnull=True)),
                name="booking_booking_only_holds_expire",
            ),
            models.CheckConstraint(
                condition=models.Q(status="CANCELLED", cancelled_at__isnull=False)
                | (~models.Q(status="CANCELLED") & models.Q(cancelled_at__isnull=True)),
                name="booking_booking_cancelled_has_time",
            ),
            models.CheckConstraint(
                condition=models.Q(language__in=["", *TourLanguage.values]), name="booking_booking_language_known"
            ),
        ]
        indexes = [
            models.Index(
                fields=["slot", "hold_expires_at"], include=["seats"], condition=models.Q(status="ON_HOLD"),
                name="booking_booking_holds",
            ),
            models.Index(fields=["enterprise", "slot"], name="booking_booking_by_slot"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.order} {self.position + 1}"

    @property
    def topic(self) -> str:
        """The topic of every message about this leg."""
        return f"booking:{self.uuid}"

    def is_held(self, now: datetime) -> bool:
        """Whether this is a hold that still has time, as BookingQuerySet.holding has it."""
        return self.holds_until(now) is not None

    def holds_until(self, now: datetime) -> datetime | None:
        """Until when these seats are held without being booked; None where they are not, or no longer."""
        ends = self.hold_expires_at  # only a hold has one
        return ends if ends is not None and now < ends <= now + HOLD_FOR + clock.SKEW else None

    @property
    def is_expected(self) -> bool:
        return self.status in self.EXPECTED

    @property
    def language_name(self) -> str:
        """The language that the party wants: «китайский»; empty if that is not known."""
        return "".join(language_names([self.language]))

    @property
    def revision(self) -> int:
        """How often the time of this visit has changed, or more: it never falls, whichever slots it was on."""
        return self.slot.revision + self.revision_shift

    @property
    def cancel_until(self) -> datetime:
        """The last moment at which the visitor can cancel or change: as promised, or later if the tour is kinder."""
        return self.slot.starts_at - timedelta(hours=min(self.cancel_until_hours, self.slot.tour.cancel_until_hours))

    def is_open_to_visitor(self, now: datetime) -> bool:
        """Whether the visitor can still cancel this leg or take another time: its cut-off is ahead."""
        return self.status in (self.Status.CONFIRMED, self.Status.PENDING) and now < self.cancel_until


class Attendance(models.Model):
    """One visitor at one leg: the price as charged, and whether they came. Its UUID is the visitor's QR code."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    booking = models.ForeignKey(Booking, on_delete=models.CASCADE, related_name="attendances")
    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="+")
    # Null once the person has been erased; the visit stays in the figures.
    visitor = models.ForeignKey(
        "booking.Visitor", on_delete=models.SET_NULL, null=True, blank=True, related_name="attendances"
    )
    category = models.ForeignKey(VisitorCategory, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()
    price_kopecks = models.PositiveIntegerField()
    currency = models.CharField(max_length=3, default="RUB")
    vat_percent = models.PositiveSmallIntegerField(null=True, blank=True)
    checked_in_at = models.DateTimeField(null=True, blank=True)
    checked_in_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects: ClassVar[AttendanceQuerySet] = AttendanceQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["booking", "position"], name="booking_attendance_position_once"),
            CompositeForeignKey(
                fields=["booking", "enterprise"], to="booking.Booking", to_fields=["id", "enterprise"],
                name="booking_attendance_booking_of_enterprise",
            ),
            CompositeForeignKey(
                fields=["category", "enterprise"], to="tours.VisitorCategory", to_fields=["id", "enterprise"],
                name="booking_attendance_category_of_enterprise",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return str(self.uuid)
