"""The favourites of people with an account; a browser without one keeps its own (`browser.py`)."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from accelerator.base.common import clock
from tours.favourites.querysets import FavouriteQuerySet
from tours.models import Tour


class Favourite(models.Model):
    """A tour that a person has set aside; goes with the account and with the tour."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="favourites")
    tour = models.ForeignKey(Tour, on_delete=models.CASCADE, related_name="+")
    saved_at = models.DateTimeField(default=clock.now)

    objects: ClassVar[FavouriteQuerySet] = FavouriteQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "tour"], name="favourites_favourite_once")]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.tour_id}"
