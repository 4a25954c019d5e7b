"""Reads of tours and slots."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from functools import reduce
from operator import or_
from typing import Any, Self
from uuid import UUID

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import F, OuterRef, Value
from django.db.models.functions import Coalesce, Greatest, Least, NullIf

from accelerator.base.common.prepared import array_of
from regions.enterprises.models import Enterprise, Subject
from tours.places import FEW_PLACES

_HOLD_TERMS = (
    "enterprise_id", "tour", "starts_at", "ends_at", "capacity", "seats_taken", "status",
    "tour__title", "tour__party_min", "tour__party_max", "tour__booking_closes_hours", "tour__cancel_until_hours",
    "tour__requirements__tour", "tour__requirements__admission", "tour__requirements__group_min",
    "tour__requirements__group_max", "tour__requirements__lead_time_days", "tour__requirements__free_chaperones",
)  # fmt: skip


def _closes_before_start(closes_hours: F, lead_days: F) -> Any:
    """How long before its start a slot's booking closes: Tour.booking_closes_before in SQL."""
    hours = Greatest(closes_hours, Coalesce(lead_days, Value(0)) * Value(24), output_field=models.IntegerField())
    return hours * Value(timedelta(hours=1))


def _is_public(tour: str = "") -> models.Q:
    """Tour.is_public in SQL; `tour` is the path to the tour, such as "tour__"."""
    return models.Q(**{f"{tour}status": "published"}, enterprise__status=Enterprise.Status.PUBLISHED)


def _is_visible_to(user: Any, tour: str = "") -> models.Q:
    return _is_public(tour) | models.Q(enterprise__in=Enterprise.objects.managed_by(user).values("pk"))


def _is_upcoming(now: datetime, slots: str = "") -> models.Q:
    """Slots that have neither begun nor been cancelled; `slots` is the path to them, such as "slots__"."""
    return models.Q(**{f"{slots}starts_at__gt": now}) & ~models.Q(**{f"{slots}status": "cancelled"})


def _is_open_ahead(now: Any, slots: str = "") -> models.Q:
    """Open slots that have not begun, also those whose booking has closed; `slots` as in `_is_upcoming`."""
    return models.Q(**{f"{slots}status": "open", f"{slots}starts_at__gt": now})


def about_themes(slugs: Any) -> models.Q:
    """Tours about a subject of one of these themes; a tour without a subject has its enterprise's."""
    themes = array_of(slugs, models.CharField())
    subjects = ArraySubquery(Subject.objects.filter(theme__slug__any=themes).order_by().values("pk"))
    return models.Q(subject__any=subjects) | models.Q(subject=None, enterprise__subject__any=subjects)


def _is_true_outlook(now: Any, holds: Any, outlook: str = "") -> models.Q:
    """Rows of `Outlook` that say what the slots said at this moment; `outlook` is the path to them, "outlook__"."""
    in_time = models.Q(**{f"{outlook}valid_from__lte": now, f"{outlook}valid_until__gt": now})
    longest = holds.latest_end(now)
    return in_time & (models.Q(**{f"{outlook}latest_hold": None}) | models.Q(**{f"{outlook}latest_hold__lte": longest}))


def _is_due(due: models.QuerySet) -> models.Q:
    """Tours, or their outlooks, since a tour has one row at most, that this very transaction has to renew yet."""
    return models.Q(pk__any=ArraySubquery(due.values("tour")))


class TourQuerySet(models.QuerySet):
    """Reads of tours."""

    def published(self) -> Self:
        """Public tours: published ones of published enterprises."""
        return self.filter(_is_public())

    def visible_to(self, user: Any) -> Self:
        """Public tours, and all of the enterprises that the user manages."""
        return self.filter(_is_visible_to(user))

    def of(self, enterprise: Enterprise) -> Self:
        return self.filter(enterprise=enterprise)

    def named(self, text: str) -> Any:
        """Return the tour with this UUID; None if the text is none."""
        try:
            return self.filter(uuid=UUID(text)).first()
        except ValueError:
            return None

    def titled_like(self, text: str) -> Self:
        """Tours whose title contains this text in some language, in any case."""
        titled = (models.Q(**{f"title__{code}__icontains": text}) for code, _name in settings.LANGUAGES)
        return self.filter(reduce(or_, titled))

    def current(self) -> Self:
        """Tours that are not archived."""
        return self.exclude(status=self.model.Status.ARCHIVED)

    def with_subject(self) -> Self:
        """With the enterprise and the subjects of both: what a drawn cover needs."""
        return self.select_related("subject", "enterprise__subject")

    def bookable(self, now: Any) -> Self:
        """Tours with a place left in a coming slot."""
        return self.filter(self._has_start(now))

    def with_is_bookable(self, now: Any) -> Self:
        """Add `is_bookable`, whether a coming slot has a place left."""
        return self.annotate(is_bookable=self._has_start(now))

    def _has_start(self, now: Any) -> models.Case:
        ahead = models.Exists(self.model.slots.rel.related_model.objects.next_of_outer_tour(now))
        kept = models.ExpressionWrapper(models.Q(outlook__next_start__isnull=False), models.BooleanField())
        return self.by_outlook(now, kept, ahead)

    def with_next_start(self, now: Any, *, of: Callable[[Any], Any] | None = None, seats: Any = 1) -> Self:
        """Add `next_start`, the next start with a place left, and `next_free`, the places if there are FEW_PLACES.

        With `of`, the next one of those slots that it leaves of the tour's, with so many places.
        """
        free = self.model.slots.rel.related_model.objects.next_of_outer_tour(now, seats)
        few = NullIf(Least("free_seats", FEW_PLACES + 1), FEW_PLACES + 1)
        slots = of(free) if of else free
        next_start, next_free = (models.Subquery(slots.values(read=read)[:1]) for read in (F("starts_at"), few))
        if of:
            return self.annotate(next_start=next_start, next_free=next_free)
        return self.annotate(
            next_start=self.by_outlook(now, F("outlook__next_start"), next_start),
            next_free=self.by_outlook(now, F("outlook__next_free"), next_free),
        )

    def by_outlook(self, now: Any, kept: Any, read: Any) -> models.Case:
        """`kept`, which the tour's outlook says, while that is true; else `read`, from the slots."""
        return models.Case(models.When(self._is_outlook_true(now), then=kept), default=read)

    def _is_outlook_true(self, now: Any) -> models.Q:
        due, holds = _of_outlooks(self.model)
        return _is_true_outlook(now, holds, "outlook__") & ~_is_due(due)

    def without_outlook(self, now: Any) -> Self:
        """Tours whose outlook says nothing at this moment: they are read from their slots.

        A glance at all outlooks leads to these few; a tour without any row is not among them (`renew_outlooks`).
        """
        due, holds = _of_outlooks(self.model)
        outlooks = self.model.outlook.related.related_model.objects.exclude(_is_true_outlook(now, holds))
        return self.filter(models.Q(pk__any=ArraySubquery(outlooks.values("tour"))) | _is_due(due))

    def with_slots_ahead(self, now: datetime) -> Self:
        """Add `coming`, how many open slots lie ahead, and `next_start`, when the first of them begins."""
        ahead = _is_open_ahead(now, "slots__")
        return self.annotate(
            coming=models.Count("slots", filter=ahead), next_start=models.Min("slots__starts_at", filter=ahead)
        )

    def related_to(self, tour: Any) -> Self:
        """Other tours of its enterprise, region or industry, each with its `distance`."""
        same_region = models.Q(enterprise__region=tour.enterprise.region_id)
        same_industry = models.Q(enterprise__industry=tour.enterprise.industry)
        distance = models.Case(
            models.When(enterprise=tour.enterprise_id, then=0),
            models.When(same_region & same_industry, then=1),
            models.When(same_region, then=2),
            default=3,
            output_field=models.IntegerField(),
        )
        return self.filter(same_region | same_industry).exclude(pk=tour.pk).annotate(distance=distance)


class OutlookQuerySet(models.QuerySet):
    """What is kept of each tour."""

    def true_at(self, now: Any) -> Self:
        """Those that say what the slots say at this moment, as `TourQuerySet.by_outlook` reads them."""
        due, holds = _of_outlooks(self.model.tour.field.related_model)
        return self.filter(_is_true_outlook(now, holds), ~_is_due(due))

    def latest_hold(self, now: Any) -> Any:
        """The latest moment at which a hold can end that outlooks take for granted."""
        _due, holds = _of_outlooks(self.model.tour.field.related_model)
        return holds.latest_end(now)


def _of_outlooks(tours: Any) -> tuple[models.QuerySet, Any]:
    """The rows of tours whose outlook is due, and bookings: both belong to models above this module."""
    bookings = tours.slots.rel.related_model.bookings.rel.related_model
    return tours.due_outlooks.rel.related_model.objects.all(), bookings.objects.all()


class ScheduleRuleQuerySet(models.QuerySet):
    """Weekly rules."""

    def of(self, enterprise: Enterprise) -> Self:
        return self.filter(enterprise=enterprise)

    def with_slots_ahead(self, now: datetime) -> Self:
        """Add `coming`, how many of the rule's slots are upcoming."""
        return self.annotate(coming=models.Count("slots", filter=_is_upcoming(now, "slots__")))


class VisitorCategoryQuerySet(models.QuerySet):
    """Who pays what."""

    def offered(self) -> Self:
        """Active categories, in the enterprise's order."""
        return self.filter(is_active=True).order_by("position", "pk")


class SlotQuerySet(models.QuerySet):
    """Reads of slots, and of the places left in them."""

    def of(self, enterprise: Enterprise) -> Self:
        return self.filter(enterprise=enterprise)

    def public(self) -> Self:
        """Slots of public tours, also full, closed and past ones."""
        return self.filter(_is_public("tour__"))

    def visible_to(self, user: Any) -> Self:
        return self.filter(_is_visible_to(user, "tour__"))

    def with_free_seats(self, now: datetime) -> Self:
        """Add `free_seats`: places that can be booked now, lapsed holds counted as free."""
        # Bookings belong to an app above this one: reached through the relation, which fails loudly without it.
        bookings = self.model.bookings.rel.related_model.objects.all()
        return self.annotate(
            free_seats=models.ExpressionWrapper(
                F("capacity") - F("seats_taken") + Coalesce(bookings.lapsed_seats_of_slot(now), Value(0)),
                output_field=models.IntegerField(),
            )
        )

    def upcoming(self, now: datetime) -> Self:
        return self.filter(_is_upcoming(now))

    def open_ahead(self, now: datetime) -> Self:
        return self.filter(_is_open_ahead(now))

    def bookable(self, now: datetime) -> Self:
        """Slots that take bookings, whether or not a place is left; the same rule as Slot.closed_because."""
        before = _closes_before_start(F("tour__booking_closes_hours"), F("tour__requirements__lead_time_days"))
        closes = models.ExpressionWrapper(F("starts_at") - before, output_field=models.DateTimeField())
        return self.filter(status=self.model.Status.OPEN).annotate(closes_at=closes).filter(closes_at__gt=now)

    def with_places_for(self, seats: int, now: datetime) -> Self:
        """Slots in which a party of this size can be booked at this moment."""
        # What has begun is not bookable: the filter only lets the index of starts be used.
        return self.bookable(now)._with_room_for(seats, now).filter(starts_at__gt=now)

    def next_of(self, tour: Any, seats: int, now: datetime) -> Self:
        """`with_places_for` of this tour, the next one first."""
        return self.filter(tour=tour).next_after(now + tour.booking_closes_before, seats, now)

    def next_of_outer_tour(self, now: Any, seats: Any = 1) -> Self:
        """`next_of` inside a query on tours: an index leads to the first such slot."""
        before = _closes_before_start(OuterRef("booking_closes_hours"), OuterRef("requirements__lead_time_days"))
        moment = Value(now, models.DateTimeField()) if isinstance(now, datetime) else now
        first = models.ExpressionWrapper(moment + before, output_field=models.DateTimeField())
        return self.filter(tour=OuterRef("pk")).next_after(first, seats, now)

    def with_is_open(self, opened: Any) -> Self:
        """Add `is_open`: whether it takes bookings, where the starts after `opened` do, even if no place is left."""
        return self.annotate(
            is_open=models.ExpressionWrapper(_is_open_ahead(opened), output_field=models.BooleanField())
        )

    def next_after(self, opened: Any, seats: int, now: Any) -> Self:
        """Slots with room for a party that begin after `opened`: now, and as long after it as their booking closes."""
        return self.open_ahead(opened)._with_room_for(seats, now).by_start()

    def _with_room_for(self, seats: int, now: Any) -> Self:
        # The first half is redundant, but spares most slots the search for lapsed holds.
        enough = models.Q(seats_taken__lte=F("capacity") - seats) | models.Q(free_seats__gte=seats)
        return self.with_free_seats(now).filter(enough)

    def by_start(self) -> Self:
        return self.order_by("starts_at", "pk")

    def with_visit(self) -> Self:
        """With the tour, its requirements, the site and the enterprise: what messages need."""
        return self.select_related("tour__requirements", "site", "enterprise")

    def with_hold_terms(self) -> Self:
        """With only what a hold checks, charges and writes, since others wait for the locked row."""
        return self.select_related("tour__requirements").only(*_HOLD_TERMS)

    def locked(self, ids: Iterable[int]) -> list[Any]:
        """Lock and return these slots in the order of their ids, so that two orders never deadlock."""
        return list(self.filter(pk__in=list(ids)).order_by("pk").select_for_update(of=("self",), no_key=True))
