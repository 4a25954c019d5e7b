"""A forum, its days, its halls and its tracks."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accelerator.base.common import clock
from accelerator.base.common.dates import Within, day_at, event_days
from accelerator.base.common.i18n import I18nText, I18nTextField
from accelerator.base.common.json_codec import decode
from accelerator.base.common.markdown import i18n_markdown_html
from accelerator.base.common.versions import Versioned
from accelerator.forum.querysets import ForumQuerySet
from regions.enterprises.map_links import MapLink, map_links
from regions.enterprises.models import Site, album_field, validate_timezone
from regions.located import Located, coordinates_whole

LONGEST_DAYS = 31  # of a forum


@dataclass(frozen=True)
class Place:
    """Where a forum meets: at an enterprise's site, or at another address."""

    name: I18nText
    address: I18nText
    city: I18nText
    latitude: Decimal | None
    longitude: Decimal | None

    @property
    def line(self) -> str:
        """Name, address and city in one line; the city once, where the address names it already."""
        city = "" if str(self.city) in str(self.address) else str(self.city)
        return ", ".join(text for text in (str(self.name), str(self.address), city) if text)

    @property
    def map_links(self) -> list[MapLink]:
        """The place in the reader's own map; nothing while its coordinates are unknown."""
        return map_links(self.latitude, self.longitude, f"{self.name}, {self.city}")


@dataclass(frozen=True)
class ShownForum:
    """A forum as the public sees it: as the last release says, before the first one as the organizers have it now."""

    uuid: str
    title: I18nText
    starts_date: date
    ends_date: date
    timezone: str
    place: Place

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @property
    def is_over(self) -> bool:
        return self.ends_date < self._today

    @property
    def is_on(self) -> bool:
        return self.starts_date <= self._today <= self.ends_date

    @property
    def _today(self) -> date:
        """By the forum's own clock."""
        return day_at(self.zone, clock.now())


class Announced:
    """What every way to read a forum knows of it: its model, and the rows of `queries`."""

    def get_absolute_url(self: Any) -> str:
        return reverse("portal:forum", args=[self.slug])

    @property
    def zone(self: Any) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @property
    def place(self: Any) -> Place:
        """The site's place, or the forum's own; the site and its enterprise are read by `with_place()`."""
        if self.site is None:
            return Place(self.place_name, self.address, self.city, self.latitude, self.longitude)
        site = self.site
        name = self.place_name or site.enterprise.name
        return Place(name, site.address, site.city, site.latitude, site.longitude)

    @property
    def shown(self: Any) -> ShownForum:
        """The forum as every public page shows it; the release is read by `with_place()`."""
        return decode(ShownForum, self.released) if self.released else self.as_drafted

    @property
    def as_drafted(self: Any) -> ShownForum:
        """The forum as the next release will show it."""
        return ShownForum(str(self.uuid), self.title, self.starts_date, self.ends_date, self.timezone, self.place)


class Forum(Announced, Located, Versioned):
    """A gathering of one or more days. Visitors see it once it is published; its programme, once it is released."""

    class Status(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("forum", "draft")
        PUBLISHED = "published", pgettext_lazy("forum", "published")
        ARCHIVED = "archived", pgettext_lazy("forum", "archived")

    EDITABLE = (
        "title", "summary", "description", "starts_date", "ends_date", "site", "place_name", "city", "address",
        "latitude", "longitude", "timezone", "source", "status",
    )  # fmt: skip

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    slug = models.SlugField(_("page address"), max_length=80, unique=True)
    title = I18nTextField(_("title"), max_length=200)
    summary = I18nTextField(_("summary"), rows=2, max_length=300, blank=True)
    description = I18nTextField(_("description"), rows=10, max_length=8000, blank=True)
    description_html = I18nTextField(editable=False, blank=True)
    source = I18nTextField(
        _("source"), rows=2, max_length=500, blank=True,
        help_text=_("For a past forum: the source from which the programme was restored."),
    )  # fmt: skip
    starts_date = models.DateField(_("first day"), validators=[Within(event_days)])
    ends_date = models.DateField(_("last day"), validators=[Within(event_days)])
    site = models.ForeignKey(
        Site, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("site of an enterprise")
    )
    place_name = I18nTextField(_("name of the venue"), max_length=160, blank=True)
    address = I18nTextField(_("address"), max_length=250, blank=True)
    city = I18nTextField(_("city"), max_length=80, blank=True)
    timezone = models.CharField(_("time zone"), max_length=40, default="Europe/Moscow", validators=[validate_timezone])
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.DRAFT)
    people_version = models.PositiveIntegerField(default=1, db_default=1, editable=False)  # of who takes part
    created_at = models.DateTimeField(default=clock.now, editable=False)
    album = album_field("owner_forum")

    objects: ClassVar[ForumQuerySet] = ForumQuerySet.as_manager()  # type: ignore[assignment]
    released: Mapping[str, Any] | None  # what the last release says of the forum: added by `with_place()`

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_date__gte=models.F("starts_date")),
                name="forum_forum_ends_after_start",
                violation_error_message=_("The last day is before the first."),
            ),
            models.CheckConstraint(
                condition=models.Q(ends_date__lte=models.F("starts_date") + timedelta(days=LONGEST_DAYS - 1)),
                name="forum_forum_not_too_long",
                violation_error_message=_("A forum lasts a month at most."),
            ),
            models.CheckConstraint(
                condition=models.Q(starts_date__gte=date(2000, 1, 1), ends_date__lte=date(2100, 12, 31)),
                name="forum_forum_days_sane",
                violation_error_message=_("A forum takes place between 2000 and 2100."),
            ),
            coordinates_whole(
                "forum_forum_coordinates_whole", violation_error_message=_("Give both coordinates, or neither.")
            ),
        ]
        indexes = [models.Index(fields=["status", "ends_date"], name="forum_forum_by_date")]

    def __str__(self) -> str:
        return str(self.title)

    @property
    def is_archived(self) -> bool:
        return self.status == self.Status.ARCHIVED

    def set_derived(self) -> None:
        """Render the stored HTML."""
        self.description_html = i18n_markdown_html(self.description)


class Day(Versioned):
    """A day of a forum; sessions stand on days that are here, so none can fall outside the forum."""

    forum = models.ForeignKey(Forum, on_delete=models.CASCADE, related_name="days")
    date = models.DateField(editable=False)
    title = I18nTextField(_("theme of the day"), max_length=120, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["forum", "date"], name="forum_day_once")]

    def __str__(self) -> str:
        return self.date.isoformat()


class Hall(Versioned):
    EDITABLE = ("name", "note", "capacity")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    forum = models.ForeignKey(Forum, on_delete=models.CASCADE, related_name="halls")
    name = I18nTextField(pgettext_lazy("thing", "name"), max_length=80)
    note = I18nTextField(_("how to find it"), max_length=200, blank=True)
    capacity = models.PositiveSmallIntegerField(
        _("seats"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(20000)]
    )
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["id", "forum"], name="forum_hall_of_forum"),
            models.CheckConstraint(
                condition=models.Q(capacity__isnull=True) | models.Q(capacity__gte=1), name="forum_hall_has_seats"
            ),
        ]

    def __str__(self) -> str:
        return str(self.name)


class Colour(models.TextChoices):
    """The accents of the portal, by what they look like."""

    METAL = "metal", _("steel blue")
    CHEMISTRY = "chemistry", _("teal")
    TEXTILE = "textile", _("plum")
    AGRO = "agro", _("green")
    FOOD = "food", _("ochre")
    JEWELLERY = "jewellery", _("violet")
    ENERGY = "energy", _("rust")
    AERO = "aero", _("azure")
    PORCELAIN = "porcelain", _("cobalt")
    PRINT = "print", _("maroon")
    WOOD = "wood", _("umber")
    AUTO = "auto", _("slate")


class Track(Versioned):
    """A line of sessions on one subject, known by its colour."""

    EDITABLE = ("name", "colour")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    forum = models.ForeignKey(Forum, on_delete=models.CASCADE, related_name="tracks")
    slug = models.SlugField(max_length=60, editable=False)
    name = I18nTextField(pgettext_lazy("thing", "name"), max_length=80)
    colour = models.CharField(_("colour"), max_length=12, choices=Colour.choices, default=Colour.METAL)
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["id", "forum"], name="forum_track_of_forum"),
            models.UniqueConstraint(fields=["forum", "slug"], name="forum_track_slug_once"),
        ]

    def __str__(self) -> str:
        return str(self.name)
