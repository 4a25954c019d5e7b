"""Slots, and the weekly rules that make them."""

import uuid
from datetime import UTC, datetime, timedelta
from enum import Enum
from typing import ClassVar
from zoneinfo import ZoneInfo

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accelerator.base.common import clock
from accelerator.base.common.constraints import CompositeForeignKey
from accelerator.base.common.fields import LocalDateTimeField
from accelerator.base.common.versions import Versioned
from regions.enterprises.models import Enterprise, Site
from tours.models.tours import Tour, TourLanguage, language_names, short_language_names
from tours.querysets import ScheduleRuleQuerySet, SlotQuerySet


def own_languages() -> ArrayField:
    """Languages that a slot, or the slots of a rule, have instead of the tour's; null for the tour's, as most have."""
    one = models.CharField(max_length=2, choices=TourLanguage.choices)
    return ArrayField(one, verbose_name=_("languages"), null=True, blank=True)


def languages_known(name: str) -> models.CheckConstraint:
    """The constraint of this name that such languages are some of those in which guides lead."""
    known = models.Q(languages__len__gt=0, languages__contained_by=TourLanguage.values)
    return models.CheckConstraint(condition=models.Q(languages__isnull=True) | known, name=name)


class ScheduleRule(Versioned):
    """«Mondays and Thursdays at 10:00 and 14:00 from March to May, except the holidays», in the site's own time."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="+")
    tour = models.ForeignKey(Tour, on_delete=models.PROTECT, related_name="rules")
    from_date = models.DateField(_("from"))
    to_date = models.DateField(_("to"))
    # Monday is 0, as in Python.
    weekdays = ArrayField(models.PositiveSmallIntegerField(), verbose_name=_("weekdays"))
    times = ArrayField(models.TimeField(), verbose_name=_("times"))
    except_dates = ArrayField(models.DateField(), verbose_name=_("except"), default=list, blank=True)
    capacity = models.PositiveSmallIntegerField(_("places"), validators=[MinValueValidator(1), MaxValueValidator(500)])
    languages = own_languages()
    created_at = models.DateTimeField(default=clock.now, editable=False)

    objects: ClassVar[ScheduleRuleQuerySet] = ScheduleRuleQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["id", "enterprise"], name="tours_schedulerule_of_enterprise"),
            CompositeForeignKey(
                fields=["tour", "enterprise"], to="tours.Tour", to_fields=["id", "enterprise"],
                name="tours_schedulerule_tour_of_enterprise",
            ),
            models.CheckConstraint(
                condition=models.Q(to_date__gte=models.F("from_date")), name="tours_schedulerule_dates_sane"
            ),
            models.CheckConstraint(
                condition=models.Q(capacity__range=(1, 500)), name="tours_schedulerule_capacity_sane"
            ),
            languages_known("tours_schedulerule_languages_known"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.tour}: {self.from_date} – {self.to_date}"

    @property
    def weekday_names(self) -> list[str]:
        """«Пн», «Чт» in the reader's language."""
        return [str(WEEKDAYS_ABBR[day]) for day in self.weekdays]

    @property
    def language_names(self) -> list[str]:
        """«русский», «китайский» in the reader's language. Needs the tour."""
        return language_names(self.languages or self.tour.languages)


class Closed(Enum):
    """Why a slot takes no bookings, whether or not a place is free. A party whose places are held may still confirm
    them until the slot is over: cancelled, or begun.
    """

    CANCELLED = "cancelled"
    BEGUN = "begun"
    BY_ENTERPRISE = "closed"
    TOO_LATE = "too late"

    @property
    def is_over(self) -> bool:
        return self in (Closed.CANCELLED, Closed.BEGUN)


class Slot(models.Model):
    """One start of a tour. Its truth is the local start and the site's zone; the UTC times and the date are derived.

    `seats_taken` is changed only by tours.booking's services under this row's lock. It counts held seats, also those
    whose hold has lapsed until they are given back; what is free comes from `Slot.objects.with_free_seats(now)`.
    """

    class Status(models.TextChoices):
        OPEN = "open", _("open")
        CLOSED = "closed", _("closed")
        CANCELLED = "cancelled", pgettext_lazy("slot", "cancelled")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="+")
    tour = models.ForeignKey(Tour, on_delete=models.PROTECT, related_name="slots")
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    rule = models.ForeignKey(ScheduleRule, on_delete=models.SET_NULL, null=True, blank=True, related_name="slots")
    # Where the rule put it; stays when the slot is moved, so that running the rule again adds nothing in the old place.
    planned_start = LocalDateTimeField(null=True, blank=True, editable=False)
    local_start = LocalDateTimeField(_("start"))
    duration_minutes = models.PositiveSmallIntegerField(_("duration, minutes"))
    timezone = models.CharField(max_length=40)
    local_date = models.DateField(editable=False)
    starts_at = models.DateTimeField(editable=False)
    ends_at = models.DateTimeField(editable=False)
    capacity = models.PositiveSmallIntegerField(_("places"), validators=[MinValueValidator(1), MaxValueValidator(500)])
    seats_taken = models.PositiveSmallIntegerField(default=0, editable=False)
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.OPEN)
    # Grows with every change that a visitor must hear of; part of every message's dedupe key.
    revision = models.PositiveIntegerField(default=0, editable=False)
    note = models.CharField(_("note for the staff"), max_length=200, blank=True)
    languages = own_languages()

    # What QuerySets add: with_free_seats().
    free_seats: int

    objects: ClassVar[SlotQuerySet] = SlotQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["id", "enterprise"], name="tours_slot_of_enterprise"),
            models.UniqueConstraint(fields=["rule", "planned_start"], name="tours_slot_once_by_rule"),
            CompositeForeignKey(
                fields=["tour", "enterprise"], to="tours.Tour", to_fields=["id", "enterprise"],
                name="tours_slot_tour_of_enterprise",
            ),
            CompositeForeignKey(
                fields=["site", "enterprise"], to="enterprises.Site", to_fields=["id", "enterprise"],
                name="tours_slot_site_of_enterprise",
            ),
            CompositeForeignKey(
                fields=["rule", "enterprise"], to="tours.ScheduleRule", to_fields=["id", "enterprise"],
                name="tours_slot_rule_of_enterprise",
            ),
            models.CheckConstraint(
                condition=models.Q(seats_taken__gte=0, seats_taken__lte=models.F("capacity")),
                name="tours_slot_never_oversold",
            ),
            models.CheckConstraint(condition=models.Q(capacity__range=(1, 500)), name="tours_slot_capacity_sane"),
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="tours_slot_ends_after_start"
            ),
            models.CheckConstraint(
                condition=models.Q(rule__isnull=True) | models.Q(planned_start__isnull=False),
                name="tours_slot_of_rule_knows_its_place",
            ),
            languages_known("tours_slot_languages_known"),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["tour", "starts_at"], name="tours_slot_by_tour"),
            models.Index(fields=["enterprise", "local_date"], name="tours_slot_by_enterprise_day"),
            models.Index(
                fields=["local_date", "tour"], condition=models.Q(status="open"), name="tours_slot_open_by_day"
            ),
            # The catalogue sorts by each tour's next start, of which this gives the first without looking at the rest.
            models.Index(
                fields=["tour", "starts_at", "id"], condition=models.Q(status="open"), name="tours_slot_next_of_tour"
            ),
            # So does the home page by the next starts of all tours.
            models.Index(fields=["starts_at", "id"], condition=models.Q(status="open"), name="tours_slot_next_of_all"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.tour}, {self.local_start:%Y-%m-%d %H:%M}"

    @property
    def meeting_point(self) -> str:
        """The meeting point of the tour if the slot is at the tour's site, else the gate of the site."""
        own = getattr(self.tour, "requirements", None) if self.site_id == self.tour.site_id else None
        return str(own.meeting_point if own else "") or str(self.site.gate)

    @property
    def arrive_at(self) -> datetime | None:
        """When to be at the gate; None if the tour does not state it, or the start itself is early enough."""
        own = getattr(self.tour, "requirements", None)
        minutes = own.arrive_minutes_before if own else 0
        return self.starts_at - timedelta(minutes=minutes) if minutes else None

    @property
    def spoken(self) -> list[str]:
        """The languages in which guides lead this visit: its own, or else the tour's. Needs the tour."""
        return self.languages or self.tour.languages

    @property
    def only_language(self) -> str:
        """The language of a visit that is led in one; empty where there are several to choose from."""
        return self.spoken[0] if len(self.spoken) == 1 else ""

    @property
    def language_names(self) -> list[str]:
        """«русский», «китайский» in the reader's language."""
        return language_names(self.spoken)

    @property
    def short_language_names(self) -> list[str]:
        """«рус», «кит» in the reader's language."""
        return short_language_names(self.spoken)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @property
    def booking_closes_at(self) -> datetime:
        """From when on no place can be held."""
        return self.starts_at - self.tour.booking_closes_before

    def closed_because(self, now: datetime) -> Closed | None:
        """Return why no place can be booked at this moment, None while booking is open, even if no place is left.

        SlotQuerySet.bookable is the same rule in SQL.
        """
        return closed_because(self.status, self.starts_at, self.tour.booking_closes_before, now)

    @property
    def cancel_until(self) -> datetime:
        """The last moment at which a visitor who books now will be able to cancel."""
        return self.starts_at - timedelta(hours=self.tour.cancel_until_hours)

    def derive_times(self) -> None:
        """Set zone-dependent columns from `local_start`, `duration_minutes` and the site's zone.

        A wall-clock time that a change of clocks skips is moved forward by the gap; one that occurs twice is the first.
        """
        self.timezone = self.site.timezone
        self.starts_at, self.ends_at = utc_times(self.local_start, self.duration_minutes, self.zone)
        self.local_date = self.local_start.date()


def closed_because(status: str, starts_at: datetime, closes_before: timedelta, now: datetime) -> Closed | None:
    """`Slot.closed_because` of these columns, and of how long before a start the tour's booking closes."""
    if status == Slot.Status.CANCELLED:
        return Closed.CANCELLED
    if now >= starts_at:
        return Closed.BEGUN
    if status == Slot.Status.CLOSED:
        return Closed.BY_ENTERPRISE
    return Closed.TOO_LATE if now >= starts_at - closes_before else None


def utc_times(local_start: datetime, duration_minutes: int, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Start and end in UTC of a wall-clock start in a zone."""
    starts_at = local_start.replace(tzinfo=zone, fold=0).astimezone(UTC)
    return starts_at, starts_at + timedelta(minutes=duration_minutes)
