"""Tours and the categories of their visitors."""

import uuid
from collections.abc import Iterable
from datetime import timedelta
from functools import lru_cache
from typing import ClassVar
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accelerator.base.common import clock
from accelerator.base.common.constraints import CompositeForeignKey
from accelerator.base.common.i18n import I18nTextField, active_language
from accelerator.base.common.markdown import i18n_markdown_html
from accelerator.base.common.versions import Versioned
from regions.enterprises.covers import Cover
from regions.enterprises.covers.motifs import Motif
from regions.enterprises.models import Enterprise, Site, Subject, album_field
from tours.ages import ADULT, OLDEST, in_words, within
from tours.querysets import TourQuerySet, VisitorCategoryQuerySet

DEFAULT_REMINDERS = (3 * 24 * 60, 24 * 60, 2 * 60)  # minutes before the start


def default_reminders() -> list[int]:
    """Three days, one day and two hours before."""
    return list(DEFAULT_REMINDERS)


def russian_only() -> list[str]:
    """Most tours are led in Russian."""
    return ["ru"]


class TourLanguage(models.TextChoices):
    """Languages in which guides lead."""

    RU = "ru", pgettext_lazy("language of a tour", "Russian")
    EN = "en", pgettext_lazy("language of a tour", "English")
    ZH = "zh", pgettext_lazy("language of a tour", "Chinese")
    DE = "de", pgettext_lazy("language of a tour", "German")
    FR = "fr", pgettext_lazy("language of a tour", "French")

    @property
    def short_label(self) -> str:
        """An abbreviation of the name: «рус», “RU”."""
        return str(_SHORT_LANGUAGES[self])


def named_languages(codes: Iterable[str]) -> list[str]:
    """Return these languages each once, in the order in which they are offered everywhere."""
    named = set(codes)
    return [*(code for code in TourLanguage.values if code in named), *sorted(named - set(TourLanguage.values))]


_SHORT_LANGUAGES = {
    TourLanguage.RU: pgettext_lazy("language of a tour, in short", "RU"),
    TourLanguage.EN: pgettext_lazy("language of a tour, in short", "EN"),
    TourLanguage.ZH: pgettext_lazy("language of a tour, in short", "ZH"),
    TourLanguage.DE: pgettext_lazy("language of a tour, in short", "DE"),
    TourLanguage.FR: pgettext_lazy("language of a tour, in short", "FR"),
}


class Tour(Versioned):
    """A visit that an enterprise offers at one of its sites. Visitors see it once it is published.

    Several forms edit it, each with its version: of the texts, of the prices (`prices_version`), of the booking rules.
    """

    class Kind(models.TextChoices):
        SIGHTSEEING = "sightseeing", _("Sightseeing")
        HANDS_ON = "hands_on", _("Hands-on")
        CAREER = "career", _("Career guidance")
        BUSINESS = "business", _("Business")
        CHILDREN = "children", _("For children")

    class Status(models.TextChoices):
        DRAFT = "draft", _("draft")
        PUBLISHED = "published", pgettext_lazy("tour", "published")
        ARCHIVED = "archived", _("archived")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    slug = models.SlugField(max_length=80, unique=True)
    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="+")
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+", verbose_name=_("site"))
    subject = models.ForeignKey(
        Subject, on_delete=models.PROTECT, null=True, blank=True, db_index=False, related_name="+",
        verbose_name=_("subject"),
    )  # fmt: skip
    # Chosen so that the drawn covers of an enterprise's tours do not look alike.
    cover_variant = models.PositiveSmallIntegerField(default=0, db_default=0, editable=False)
    title = I18nTextField(_("title"), max_length=140)
    summary = I18nTextField(_("summary"), rows=2, max_length=240, blank=True)
    # What is being done during a visit, for a sentence on the home page: «льют чугун», “iron is being poured”.
    moment = I18nTextField(_("what is being done"), max_length=60, blank=True, db_default={})
    description = I18nTextField(_("description"), rows=10, max_length=8000, blank=True)
    description_html = I18nTextField(editable=False, blank=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    languages = ArrayField(
        models.CharField(max_length=2, choices=TourLanguage.choices), verbose_name=_("languages"), default=russian_only
    )
    duration_minutes = models.PositiveSmallIntegerField(
        _("duration, minutes"), validators=[MinValueValidator(10), MaxValueValidator(12 * 60)]
    )
    capacity = models.PositiveSmallIntegerField(
        _("places in a slot"), default=15, validators=[MinValueValidator(1), MaxValueValidator(500)]
    )
    party_min = models.PositiveSmallIntegerField(_("smallest group"), default=1, validators=[MinValueValidator(1)])
    party_max = models.PositiveSmallIntegerField(_("largest group"), default=10, validators=[MinValueValidator(1)])
    booking_closes_hours = models.PositiveSmallIntegerField(_("booking closes, hours before"), default=2)
    cancel_until_hours = models.PositiveSmallIntegerField(_("cancellation closes, hours before"), default=24)
    reminder_minutes = ArrayField(
        models.PositiveIntegerField(),
        verbose_name=_("reminders, minutes before"),
        default=default_reminders,
        blank=True,
    )
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.DRAFT)
    prices_version = models.PositiveIntegerField(default=1, db_default=1, editable=False)
    rules_version = models.PositiveIntegerField(default=1, db_default=1, editable=False)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    album = album_field("owner_tour", db_constraint=False)

    objects: ClassVar[TourQuerySet] = TourQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["id", "enterprise"], name="tours_tour_of_enterprise"),
            CompositeForeignKey(
                fields=["site", "enterprise"], to="enterprises.Site", to_fields=["id", "enterprise"],
                name="tours_tour_site_of_enterprise",
            ),
            CompositeForeignKey(
                fields=["album", "enterprise"], to="enterprises.Album", to_fields=["id", "enterprise"],
                name="tours_tour_album_of_enterprise",
            ),
            models.CheckConstraint(
                condition=models.Q(party_min__gte=1, party_max__gte=models.F("party_min")), name="tours_tour_party_sane"
            ),
            models.CheckConstraint(
                condition=models.Q(duration_minutes__range=(10, 720)), name="tours_tour_duration_sane"
            ),
            models.CheckConstraint(condition=models.Q(capacity__range=(1, 500)), name="tours_tour_capacity_sane"),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["enterprise", "status"], name="tours_tour_by_enterprise"),
            models.Index(fields=["subject"], name="tours_tour_subject"),
            # What lists choose tours by, in a tenth of the pages that their rows fill.
            models.Index(
                fields=["enterprise"], name="tours_tour_published", condition=models.Q(status="published"),
                include=["id", "subject", "album", "kind", "languages", "party_min", "booking_closes_hours", "site",
                         "duration_minutes"],
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return str(self.title)

    def get_absolute_url(self) -> str:
        return reverse("catalogue:tour", args=[self.slug])

    @property
    def drawn_cover(self) -> Cover:
        """The cover if there is no photo. Needs the subject, the enterprise and the enterprise's subject."""
        own, house = self.subject, self.enterprise
        motifs = (one.motif for one in (own, house.subject) if one)
        return tour_cover(*motifs, accent=house.industry, variant=self.cover_variant, house=house.uuid, tour=self.uuid)

    def set_derived(self) -> None:
        """Set what is derived from the texts: the stored HTML."""
        self.description_html = i18n_markdown_html(self.description)

    @property
    def is_public(self) -> bool:
        """Whether the public sees it. Needs the enterprise."""
        return is_public(self.status, self.enterprise.status)

    @property
    def lead_time_days(self) -> int:
        """How many days ahead visitors have to book; 0 if not stated. Needs the requirements."""
        requirements = getattr(self, "requirements", None)
        return (requirements.lead_time_days or 0) if requirements else 0

    @property
    def booking_closes_before(self) -> timedelta:
        """How long before a start booking closes: by the tour's rule, or by its lead time where that is longer."""
        return closes_before_start(self.booking_closes_hours, self.lead_time_days)

    @property
    def language_names(self) -> list[str]:
        """«русский», «английский» in the reader's language."""
        return language_names(self.languages)

    @property
    def short_language_names(self) -> list[str]:
        """«рус», «англ» in the reader's language."""
        return short_language_names(self.languages)


def tour_cover(*motifs: str | None, accent: str, variant: int, house: UUID, tour: UUID) -> Cover:
    """`Tour.drawn_cover`, of the motifs of the tour's subject and its enterprise's, where they have one."""
    return Cover(next(filter(None, motifs), Motif.GATE), accent, variant, enterprise=house, seed=tour)


def short_language_names(codes: Iterable[str]) -> list[str]:
    """`Tour.short_language_names` of these languages."""
    return list(_short_names(tuple(codes), active_language()))


@lru_cache(maxsize=1000)  # there are a few combinations, and one on each card
def _short_names(codes: Iterable[str], _language: str) -> tuple[str, ...]:
    return tuple(TourLanguage(code).short_label for code in codes if code in TourLanguage)


def is_public(status: str, enterprise_status: str) -> bool:
    """`Tour.is_public` of these columns."""
    return status == Tour.Status.PUBLISHED and enterprise_status == Enterprise.Status.PUBLISHED


def closes_before_start(hours: int, lead_time_days: int | None) -> timedelta:
    """`Tour.booking_closes_before` of these columns."""
    return timedelta(hours=max(hours, (lead_time_days or 0) * 24))


def language_names(codes: Iterable[str]) -> list[str]:
    """`Tour.language_names` of these languages."""
    return list(_names(tuple(codes), active_language()))


@lru_cache(maxsize=1000)  # there are a few combinations, and one at each slot
def _names(codes: Iterable[str], _language: str) -> tuple[str, ...]:
    names = dict(TourLanguage.choices)
    return tuple(str(names[code]) for code in codes if code in names)


class VisitorCategory(models.Model):
    """Who pays what: a price for visitors between two ages. Payment is on site; 0 is free."""

    EDITABLE = ("name", "min_age", "max_age", "price_kopecks", "is_active")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    tour = models.ForeignKey(Tour, on_delete=models.CASCADE, related_name="categories")
    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="+")
    name = I18nTextField(pgettext_lazy("thing", "name"), max_length=80)
    min_age = models.PositiveSmallIntegerField(
        _("from age"), null=True, blank=True, validators=[MaxValueValidator(120)]
    )
    max_age = models.PositiveSmallIntegerField(_("to age"), null=True, blank=True, validators=[MaxValueValidator(120)])
    price_kopecks = models.PositiveIntegerField(_("price, kopecks"), default=0)
    position = models.PositiveSmallIntegerField(default=0)
    # A category that visitors once booked is retired, not deleted: prices as charged refer to it.
    is_active = models.BooleanField(_("offered"), default=True)

    objects = VisitorCategoryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["id", "enterprise"], name="tours_visitorcategory_of_enterprise"),
            CompositeForeignKey(
                fields=["tour", "enterprise"], to="tours.Tour", to_fields=["id", "enterprise"],
                name="tours_visitorcategory_tour_of_enterprise",
            ),
            models.CheckConstraint(
                condition=models.Q(min_age__isnull=True)
                | models.Q(max_age__isnull=True)
                | models.Q(max_age__gte=models.F("min_age")),
                name="tours_visitorcategory_ages_sane",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return str(self.name)

    @property
    def for_ages(self) -> str:
        """The ages as text; empty if for everybody."""
        return in_words(self.min_age, self.max_age)

    def admits(self, age: int) -> bool:
        """Return whether a visitor of this age belongs here."""
        return within(age, self.min_age, self.max_age)

    def misfit(self, age: int) -> tuple[bool, int, int]:
        """Return how badly the category fits a visitor of this age whom it admits, as a key to sort by.

        For children one of children alone fits best, for adults one of every adult; then the narrower, then the dearer.
        """
        low, high = self.min_age or 0, OLDEST if self.max_age is None else self.max_age
        is_misfit = high >= ADULT if age < ADULT else high < OLDEST
        return is_misfit, high - low, -self.price_kopecks
