"""Coordinates of what may be on the map."""

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

_LATITUDES = (-90, 90)
_LONGITUDES = (-180, 191)  # Chukotka goes on beyond the 180th meridian


class Located(models.Model):
    """A place whose coordinates are known, or not; its model has the constraint `coordinates_whole`."""

    latitude = models.DecimalField(
        _("latitude"), max_digits=8, decimal_places=5, null=True, blank=True,
        validators=[MinValueValidator(_LATITUDES[0]), MaxValueValidator(_LATITUDES[1])],
    )  # fmt: skip
    longitude = models.DecimalField(
        _("longitude"), max_digits=8, decimal_places=5, null=True, blank=True,
        validators=[MinValueValidator(_LONGITUDES[0]), MaxValueValidator(_LONGITUDES[1])],
    )  # fmt: skip

    class Meta:
        abstract = True


def coordinates_whole(name: str, **more: Any) -> models.CheckConstraint:
    """Return the constraint that both coordinates are known, or neither."""
    # A comparison with NULL is neither true nor false, and a CHECK lets it pass: say that both are there.
    known = models.Q(
        latitude__isnull=False, longitude__isnull=False, latitude__range=_LATITUDES, longitude__range=_LONGITUDES
    )
    unknown = models.Q(latitude__isnull=True, longitude__isnull=True)
    return models.CheckConstraint(condition=unknown | known, name=name, **more)
