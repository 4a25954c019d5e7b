"""Routes: several tours in order, booked as one."""

import uuid
from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accelerator.base.common import clock
from accelerator.base.common.constraints import CompositeForeignKey
from accelerator.base.common.i18n import I18nTextField
from accelerator.base.common.markdown import i18n_markdown_html
from accelerator.base.common.versions import Versioned
from regions.enterprises.models import Enterprise, album_field
from regions.models import Region
from tours.models import Tour
from tours.routes.querysets import RouteQuerySet


class Route(Versioned):
    """A chain of tours over one or more days. An organizer owns it, or the enterprise whose staff made it."""

    EDITABLE = ("title", "theme", "description", "region", "days")

    class Status(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("route", "draft")
        PUBLISHED = "published", pgettext_lazy("route", "published")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    slug = models.SlugField(max_length=80, unique=True)
    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    region = models.ForeignKey(
        Region, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("region")
    )
    title = I18nTextField(_("title"), max_length=140)
    theme = I18nTextField(_("theme"), max_length=120, blank=True)
    description = I18nTextField(_("description"), rows=8, max_length=8000, blank=True)
    description_html = I18nTextField(editable=False, blank=True)
    days = models.PositiveSmallIntegerField(
        pgettext_lazy("route", "days"), default=1, validators=[MinValueValidator(1), MaxValueValidator(14)]
    )
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.DRAFT)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    album = album_field("owner_route")

    objects: ClassVar[RouteQuerySet] = RouteQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(days__range=(1, 14)), name="routes_route_days_sane"),
            CompositeForeignKey(
                fields=["album", "enterprise"],
                to="enterprises.Album",
                to_fields=["id", "enterprise"],
                name="routes_route_album_of_enterprise",
            ),
        ]

    def __str__(self) -> str:
        return str(self.title)

    def get_absolute_url(self) -> str:
        return reverse("routes:route", args=[self.slug])

    def set_derived(self) -> None:
        """Set what is derived from the texts: the stored HTML."""
        self.description_html = i18n_markdown_html(self.description)


class RouteStop(models.Model):
    """A tour's place in a route, and how long the way from the stop before takes."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    route = models.ForeignKey(Route, on_delete=models.CASCADE, related_name="stops")
    tour = models.ForeignKey(Tour, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()
    day = models.PositiveSmallIntegerField(_("day"), default=1, validators=[MinValueValidator(1)])
    # From the end of the stop before to the start of this one, at least; 0 for the first of the route.
    minutes_before = models.PositiveSmallIntegerField(_("minutes from the stop before"), default=0)

    class Meta:
        constraints = [
            # Deferred, so that stops can change places in one transaction.
            models.UniqueConstraint(
                fields=["route", "position"], name="routes_routestop_position_once",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.UniqueConstraint(fields=["route", "tour"], name="routes_routestop_tour_once"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.position}. {self.tour}"
