"""What lies ahead of each tour, kept so that lists of tours need not read slots."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from tours.models.tours import Tour
from tours.querysets import OutlookQuerySet


class Outlook(models.Model):
    """The next start of a tour and the days with a free place, true for as long as `TourQuerySet.by_outlook` reads it.

    The database writes it (tours.booking's migration `outlook`): before a transaction that changed a tour's slots,
    holds or rules commits, it renews the rows of these tours in the order of their keys, each under its lock, and only
    where something else is to be seen. What nobody renewed in time is read from the slots themselves.
    """

    tour = models.OneToOneField(Tour, on_delete=models.CASCADE, primary_key=True, related_name="outlook")
    # From when the rest is true; null where it is not kept: unpublished, or with starts in several time zones.
    valid_from = models.DateTimeField(null=True)
    # When the clock alone will change it: the next start closes, or a hold ends where few places are left.
    valid_until = models.DateTimeField(null=True)
    latest_hold = models.DateTimeField(null=True)  # of those that were taken for granted
    next_start = models.DateTimeField(null=True)
    next_closing = models.DateTimeField(null=True)
    next_free = models.PositiveSmallIntegerField(null=True)  # null above FEW_PLACES
    # For each day from `first_day` on when the last of its starts with a free place closes, by the clock of this zone;
    # of starts in several zones, no zone's name, which is another one whenever they are.
    timezone = models.CharField(max_length=40, default="UTC")
    first_day = models.DateField(null=True)
    closings = ArrayField(models.DateTimeField(null=True), default=list)
    reopens_at = models.DateTimeField(null=True)  # when the first hold ends that fills a start of these
    # Stands for the starts of the next two weeks with the places left in each, up to FEW_PLACES, and for those further
    # ahead that some page looks at (`tours_looked_ahead`): another one, and something else is to be seen of them.
    near = models.BigIntegerField(null=True)

    objects: ClassVar[OutlookQuerySet] = OutlookQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        indexes = [
            models.Index(fields=["valid_until"], name="tours_outlook_valid_until"),
            models.Index(fields=["next_start", "tour"], name="tours_outlook_next_start"),
        ]

    def __str__(self) -> str:
        return f"{self.tour_id}: {self.next_start}"


class DueOutlook(models.Model):
    """A tour whose outlook the present transaction has to renew before it commits; nobody else ever sees the row."""

    tour = models.ForeignKey(Tour, on_delete=models.DO_NOTHING, db_constraint=False, related_name="due_outlooks")

    def __str__(self) -> str:
        return str(self.tour_id)
