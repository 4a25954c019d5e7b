"""Enterprises that open their shop floors: who they are, where their gates stand, who works there."""

import uuid
from datetime import date
from typing import Any, ClassVar
from zoneinfo import ZoneInfo, available_timezones

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from accelerator.base.common import clock
from accelerator.base.common.constraints import CompositeForeignKey
from accelerator.base.common.dates import day_at
from accelerator.base.common.i18n import FALLBACK, I18nText, I18nTextField, active_language
from accelerator.base.common.markdown import i18n_markdown_html
from accelerator.base.common.text import sort_key
from accelerator.base.common.versions import Versioned
from regions.enterprises.covers import Cover
from regions.enterprises.covers.motifs import Motif, motif_choices
from regions.enterprises.map_links import MapLink, map_links
from regions.enterprises.querysets import (
    AlbumQuerySet,
    EnterpriseQuerySet,
    InvitationQuerySet,
    MembershipQuerySet,
    PhotoQuerySet,
    SiteQuerySet,
    SubjectQuerySet,
    ThemeQuerySet,
)
from regions.located import Located, coordinates_whole
from regions.models import Region


class Industry(models.TextChoices):
    """The twelve industries; each has an accent of its own."""

    METAL = "metal", _("Metalworking")
    FOOD = "food", _("Food")
    TEXTILE = "textile", _("Textiles and clothing")
    CHEMISTRY = "chemistry", _("Chemistry")
    WOOD = "wood", _("Timber and furniture")
    AUTO = "auto", _("Vehicles")
    ENERGY = "energy", _("Energy")
    PORCELAIN = "porcelain", _("Glass and porcelain")
    JEWELLERY = "jewellery", _("Jewellery")
    AGRO = "agro", _("Agriculture")
    AERO = "aero", _("Aviation and space")
    PRINT = "print", _("Paper and printing")


def validate_timezone(name: str) -> None:
    """Refuses what is no IANA zone."""
    if name not in available_timezones():
        raise ValidationError(_("Unknown time zone: %(name)s"), params={"name": name})


class Theme(Versioned):
    """What draws people to a tour, in words that invite: «Огонь и металл». Organizers write the list."""

    EDITABLE = ("name",)

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    slug = models.SlugField(_("address"), max_length=40, unique=True)
    name = I18nTextField(pgettext_lazy("thing", "name"), max_length=60)
    position = models.PositiveSmallIntegerField(default=0, editable=False)

    objects: ClassVar[ThemeQuerySet] = ThemeQuerySet.as_manager()  # type: ignore[assignment]

    def __str__(self) -> str:
        return str(self.name)


class Subject(Versioned):
    """What a tour is about. Its motif is what the cover shows where there is no photograph."""

    EDITABLE = ("name", "theme", "motif")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    theme = models.ForeignKey(Theme, on_delete=models.PROTECT, related_name="subjects", verbose_name=_("theme"))
    slug = models.SlugField(_("address"), max_length=40, unique=True)
    name = I18nTextField(pgettext_lazy("thing", "name"), max_length=60)
    motif = models.CharField(_("motif"), max_length=16, choices=motif_choices)
    position = models.PositiveSmallIntegerField(default=0, editable=False)

    objects: ClassVar[SubjectQuerySet] = SubjectQuerySet.as_manager()  # type: ignore[assignment]

    def __str__(self) -> str:
        return str(self.name)


def album_field(related_name: str, *, db_constraint: bool = True) -> "models.OneToOneField[Any, Any]":
    """Return the field of a thing that has photos; `services.photos.album_of` makes the album once it is wanted.

    Without `db_constraint` where a composite foreign key, which also compares the tenant, says as much and more.
    """
    return models.OneToOneField(
        "enterprises.Album", on_delete=models.SET_NULL, null=True, blank=True, editable=False,
        related_name=related_name, db_constraint=db_constraint,
    )  # fmt: skip


class Enterprise(Versioned):
    """A company that shows how things are made. Visitors see it once it is published."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("draft")
        PUBLISHED = "published", _("published")

    EDITABLE = ("name", "industry", "subject", "founded_year", "summary", "description", "phone", "email", "website")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    slug = models.SlugField(max_length=80, unique=True)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+", verbose_name=_("region"))
    industry = models.CharField(_("industry"), max_length=12, choices=Industry.choices)
    subject = models.ForeignKey(
        Subject, on_delete=models.PROTECT, null=True, blank=True, db_index=False, related_name="+",
        verbose_name=_("subject"),
    )  # fmt: skip
    name = I18nTextField(pgettext_lazy("thing", "name"), max_length=160)
    sort_name = models.CharField(max_length=180, db_index=True, editable=False)
    summary = I18nTextField(_("summary"), max_length=200, blank=True)
    description = I18nTextField(_("description"), rows=10, max_length=8000, blank=True)
    description_html = I18nTextField(editable=False, blank=True)
    founded_year = models.PositiveSmallIntegerField(
        _("year founded"), null=True, blank=True, validators=[MinValueValidator(1500), MaxValueValidator(2100)]
    )
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    email = models.EmailField(_("email"), blank=True)
    website = models.URLField(_("website"), blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.DRAFT)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    # Its own photos; those of its sites and tours hang on them.
    album = album_field("owner_enterprise", db_constraint=False)

    objects: ClassVar[EnterpriseQuerySet] = EnterpriseQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(founded_year__isnull=True) | models.Q(founded_year__range=(1500, 2100)),
                name="enterprises_enterprise_founded_in_history",
            ),
            CompositeForeignKey(
                fields=["album", "id"],
                to="enterprises.Album",
                to_fields=["id", "enterprise"],
                name="enterprises_enterprise_album_of_its_own",
            ),
        ]
        indexes = [
            models.Index(fields=["subject"], name="enterprises_ent_subject"),
        ]

    def __str__(self) -> str:
        return str(self.name)

    def today(self) -> date:
        """The present day where the enterprise is."""
        return day_at(ZoneInfo(self.region.timezone), clock.now())

    def get_absolute_url(self) -> str:
        return reverse("portal:enterprise", args=[self.slug])

    @property
    def drawn_cover(self) -> Cover:
        """What stands where there is no photo. Needs the subject. Its composition is the last that a tour gets."""
        return enterprise_cover(self.subject.motif if self.subject else None, self.industry, self.uuid)

    def set_derived(self) -> None:
        """Bring the stored HTML and the sort key up to what was written."""
        self.description_html = i18n_markdown_html(self.description)
        self.sort_name = sort_key(self.name.in_language(FALLBACK))[:180]


def enterprise_cover(motif: str | None, industry: str, enterprise: uuid.UUID) -> Cover:
    """`Enterprise.drawn_cover`, of the motif of its subject if it has one."""
    return Cover(motif or Motif.GATE, industry, variant=-1, enterprise=enterprise, seed=enterprise)


class Site(Located, Versioned):
    """A place of an enterprise that visitors come to, with its own clock."""

    EDITABLE = ("name", "address", "city", "city_in", "latitude", "longitude", "timezone", "gate")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="sites")
    name = I18nTextField(pgettext_lazy("thing", "name"), max_length=120)
    address = I18nTextField(_("address"), max_length=250)
    city = I18nTextField(_("city"), max_length=80)
    # «в Калуге», with its preposition: Russian declines names of places, and nobody but a person can tell how.
    city_in = models.CharField(_("in the city"), max_length=80, blank=True, db_default="")
    timezone = models.CharField(_("time zone"), max_length=40, validators=[validate_timezone])
    gate = I18nTextField(_("meeting point"), rows=2, max_length=400, blank=True)
    album = album_field("owner_site", db_constraint=False)

    objects: ClassVar[SiteQuerySet] = SiteQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            # What composite foreign keys of tours and slots point at.
            models.UniqueConstraint(fields=["id", "enterprise"], name="enterprises_site_of_enterprise"),
            coordinates_whole("enterprises_site_coordinates_whole"),
            CompositeForeignKey(
                fields=["album", "enterprise"],
                to="enterprises.Album",
                to_fields=["id", "enterprise"],
                name="enterprises_site_album_of_enterprise",
            ),
        ]

    def __str__(self) -> str:
        return str(self.name)

    @property
    def in_city(self) -> str:
        """«в Калуге», “in Kaluga”; in the region where nobody has written how. Needs the enterprise's region."""
        region = self.enterprise.region
        return in_city(self.city, self.city_in, region.name, region.locative)

    @property
    def map_links(self) -> list[MapLink]:
        """The site in the reader's own map; nothing while its coordinates are unknown."""
        return map_links(self.latitude, self.longitude, f"{self.name}, {self.city}")

    @property
    def zone(self) -> ZoneInfo:
        """The site's clock."""
        return ZoneInfo(self.timezone)


def in_city(city: I18nText, city_in: str, region_name: I18nText, region_locative: str) -> str:
    """`Site.in_city` of these columns."""
    language = active_language()
    if language == FALLBACK:
        return city_in or region_locative
    return pgettext("place", "in %(place)s") % {"place": city.get(language) or region_name}


class Role(models.TextChoices):
    """What a member does, the widest rights first."""

    OWNER = "owner", _("owner")
    MANAGER = "manager", _("manager")
    GUIDE = "guide", _("guide")
    GATE = "gate", _("gate")


class Membership(models.Model):
    """A person's role at an enterprise. Removing the row ends the rights with the next request."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=8, choices=Role.choices)
    joined_at = models.DateTimeField(default=clock.now, editable=False)

    objects: ClassVar[MembershipQuerySet] = MembershipQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "enterprise"], name="enterprises_membership_once")]

    def __str__(self) -> str:
        return f"{self.user} – {self.enterprise} ({self.role})"


class Invitation(models.Model):
    """An owner's offer of a role to an address; only the hash of the link's secret is kept."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField(_("email"))
    role = models.CharField(_("role"), max_length=8, choices=Role.choices)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=clock.now, editable=False)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[InvitationQuerySet] = InvitationQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "enterprise", Lower("email"), name="enterprises_invitation_open_once",
                condition=models.Q(accepted_at__isnull=True, revoked_at__isnull=True),
            ),
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("created_at")), name="enterprises_invitation_lasts"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.enterprise}: {self.role}"


class Album(Versioned):
    """The photos of one thing: an enterprise, a site, a tour, a route or a forum; the first of them is the cover.

    The thing points at its album (`album_field`). `enterprise` is the tenant, or nobody for what organizers own. The
    version counts changes of the order.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, null=True, blank=True, related_name="albums")
    created_at = models.DateTimeField(default=clock.now, editable=False)

    objects: ClassVar[AlbumQuerySet] = AlbumQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            # What composite foreign keys of the things point at.
            models.UniqueConstraint(fields=["id", "enterprise"], name="enterprises_album_of_enterprise")
        ]

    def __str__(self) -> str:
        return str(self.uuid)


class Photo(Versioned):
    """A picture in an album. The upload's pixels were copied and its metadata dropped before it was stored.

    The version counts changes of what people say of it, and of its album.
    """

    class State(models.TextChoices):
        PENDING = "pending", _("being prepared")
        READY = "ready", _("ready")
        FAILED = "failed", _("could not be prepared")

    EDITABLE = ("alt", "credit", "focus_x", "focus_y", "shows_way")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    album = models.ForeignKey(Album, on_delete=models.CASCADE, related_name="photos")
    alt = I18nTextField(_("what the photo shows"), max_length=200)
    credit = I18nTextField(_("credit"), max_length=120, blank=True, db_default={})
    # The point that stays in sight however the photo is cropped, in per cent from the left and from the top.
    focus_x = models.PositiveSmallIntegerField(default=50, db_default=50)
    focus_y = models.PositiveSmallIntegerField(default=50, db_default=50)
    position = models.PositiveSmallIntegerField(default=0)
    # A sketch of the way to a site's gate: it stands on tickets, and in no gallery.
    shows_way = models.BooleanField(default=False, db_default=False)
    file = models.FileField(max_length=200)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    colour = models.CharField(max_length=7, help_text=_("average colour, such as #8a6f4c"))
    # [{"format": "avif", "width": 640, "height": 427, "bytes": 23456, "file": "…"}], made by Celery
    renditions = models.JSONField(default=list)
    state = models.CharField(max_length=8, choices=State.choices, default=State.PENDING)
    attempts = models.PositiveSmallIntegerField(default=0)
    problem = models.CharField(max_length=8, blank=True, default="", db_default="")  # why it failed: images.REFUSALS
    claimed_at = models.DateTimeField(null=True, editable=False)  # when a worker last began to make the renditions
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=clock.now, editable=False)

    objects: ClassVar[PhotoQuerySet] = PhotoQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(width__gt=0, height__gt=0), name="enterprises_photo_has_size"),
            models.CheckConstraint(
                condition=models.Q(focus_x__range=(0, 100), focus_y__range=(0, 100)),
                name="enterprises_photo_focus_within",
            ),
            models.UniqueConstraint(
                fields=["album"], condition=models.Q(shows_way=True), name="enterprises_photo_one_way"
            ),
        ]
        indexes = [
            models.Index(fields=["id"], condition=models.Q(state="pending"), name="enterprises_photo_pending"),
        ]

    def __str__(self) -> str:
        return str(self.alt)

    @property
    def focus(self) -> str:
        """CSS classes for the tenths in which the focal point lies; none for the centre, where pictures are cropped."""
        return focus_classes(self.focus_x, self.focus_y)


def focus_classes(x: int, y: int) -> str:
    """`Photo.focus` of a focal point in per cent."""
    across, down = round(x / 10), round(y / 10)
    return " ".join([f"fx-{across}"] * (across != 5) + [f"fy-{down}"] * (down != 5))
