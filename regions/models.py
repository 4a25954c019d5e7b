"""Regions: what they are called, where they lie, what they are known for."""

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from accelerator.base.common.i18n import FALLBACK, I18nText, I18nTextField, active_language
from regions.querysets import RegionQuerySet


class FederalDistrict(models.Model):
    """A federal district, by which the list of regions is grouped."""

    code = models.CharField(max_length=8, unique=True)
    name = I18nTextField(max_length=120)
    position = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.name)


class Region(models.Model):
    """A subject of the federation as ISO 3166-2 lists it; the list is data (`manage.py load_regions`)."""

    code = models.CharField(max_length=8, unique=True, help_text=_("ISO 3166-2"))
    slug = models.SlugField(max_length=40, unique=True)
    type = models.CharField(max_length=30)
    district = models.ForeignKey(FederalDistrict, on_delete=models.PROTECT, related_name="regions")
    name = I18nTextField(max_length=120)
    short_name = I18nTextField(max_length=120)
    # Russian case forms: «команды Калужской области», «в Калужской области» (with its preposition).
    genitive = models.CharField(max_length=140)
    locative = models.CharField(max_length=140)
    sort_name = models.CharField(max_length=140, db_index=True)
    centre = I18nTextField(max_length=80)
    latitude = models.DecimalField(max_digits=8, decimal_places=5)
    longitude = models.DecimalField(max_digits=8, decimal_places=5)
    timezone = models.CharField(max_length=40)
    bounds = models.JSONField(default=list, help_text=_("west, south, east, north; degrees"))
    # The outline as an SVG path in the map's own units; and a label point in the same units.
    outline = models.TextField(blank=True)
    outline_box = models.JSONField(default=list)
    known_for = I18nTextField(rows=3, max_length=600, blank=True)

    objects: ClassVar[RegionQuerySet] = RegionQuerySet.as_manager()  # type: ignore[assignment]

    def __str__(self) -> str:
        return str(self.name)

    def get_absolute_url(self) -> str:
        return reverse("portal:region", args=[self.slug])

    @property
    def in_region(self) -> str:
        """«в Калужской области», “in Kaluga Oblast”: a phrase for headings."""
        return in_region(self.name, self.locative)


def in_region(name: I18nText, locative: str) -> str:
    """`Region.in_region` of these columns."""
    if active_language() == FALLBACK:
        return locative
    return pgettext("place", "in %(place)s") % {"place": name}
