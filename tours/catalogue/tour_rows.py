"""What a tour's page reads of the tour besides its dates, as plain rows."""

from datetime import timedelta
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import BigIntegerField, QuerySet, SlugField, UUIDField

from accelerator.base.common.addresses import address
from accelerator.base.common.i18n import I18nText
from accelerator.base.common.prepared import prepared
from accelerator.base.common.slugs import moved_or_404
from regions.enterprises.covers import Cover
from regions.enterprises.map_links import MapLink, map_links
from tours.catalogue.cards import tour_address
from tours.models import Tour, VisitRequirements
from tours.models.tours import closes_before_start, is_public, language_names, tour_cover
from tours.requirements import RequirementsRow, Stated


class SiteRow(NamedTuple):
    """The place of a tour."""

    name: I18nText
    address: I18nText
    gate: I18nText
    city: I18nText
    latitude: Decimal | None
    longitude: Decimal | None

    @property
    def map_links(self) -> list[MapLink]:
        """As `Site.map_links`."""
        return map_links(self.latitude, self.longitude, f"{self.name}, {self.city}")


class TourRow(NamedTuple):
    """A tour with its enterprise, site and region."""

    pk: int
    uuid: UUID
    slug: str
    status: str
    title: I18nText
    summary: I18nText
    description_html: I18nText
    kind: str
    languages: list[str]
    duration_minutes: int
    party_min: int
    party_max: int
    booking_closes_hours: int
    cancel_until_hours: int
    album: int | None
    cover_variant: int
    subject__motif: str | None
    requirements__lead_time_days: int | None
    requirements__lead_time_days_foreign: int | None
    requirements__foreigners: str | None
    enterprise: int
    enterprise__uuid: UUID
    enterprise__slug: str
    enterprise__status: str
    enterprise__name: I18nText
    enterprise__industry: str
    enterprise__phone: str
    enterprise__subject__motif: str | None
    enterprise__region: int
    enterprise__region__slug: str
    enterprise__region__name: I18nText
    enterprise__region__short_name: I18nText
    enterprise__region__outline: str
    enterprise__region__outline_box: list[float]
    site__name: I18nText
    site__address: I18nText
    site__gate: I18nText
    site__city: I18nText
    site__latitude: Decimal | None
    site__longitude: Decimal | None
    site__timezone: str
    site__album: int | None

    def get_absolute_url(self) -> str:
        return tour_address(self.slug)

    @property
    def enterprise_address(self) -> str:
        return address("portal:enterprise", self.enterprise__slug)

    @property
    def is_public(self) -> bool:
        """As `Tour.is_public`."""
        return is_public(self.status, self.enterprise__status)

    @property
    def closes_before(self) -> timedelta:
        """As `Tour.booking_closes_before`."""
        return closes_before_start(self.booking_closes_hours, self.requirements__lead_time_days)

    @property
    def language_names(self) -> list[str]:
        return language_names(self.languages)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.site__timezone)

    @property
    def site(self) -> SiteRow:
        return SiteRow(
            self.site__name, self.site__address, self.site__gate, self.site__city,
            self.site__latitude, self.site__longitude,
        )  # fmt: skip

    @property
    def drawn_cover(self) -> Cover:
        """As `Tour.drawn_cover`."""
        return tour_cover(
            self.subject__motif, self.enterprise__subject__motif, accent=self.enterprise__industry,
            variant=self.cover_variant, house=self.enterprise__uuid, tour=self.uuid,
        )  # fmt: skip


def find_tour(user: Any, slug: str) -> TourRow:
    """Return the tour with this slug that the user may see. Raises Moved if one once had it, else Http404."""
    tour = _of_slug.one(slug=slug)
    if tour is None and user.is_authenticated:
        row = Tour.objects.visible_to(user).filter(slug=slug).values_list(*TourRow._fields).first()
        tour = row and TourRow._make(row)
    if tour is None:
        raise moved_or_404(Tour.objects.visible_to(user), slug)
    return tour


def public_tour(uuid: UUID) -> TourRow | None:
    """Return the public tour with this UUID."""
    return _of_uuid.one(uuid=uuid)


def requirements_of(tour: int) -> Stated:
    """Return what a visit requires, as a row; all unknown if it was never filled in."""
    return _requirements.one(tour=tour) or RequirementsRow()


@prepared(TourRow, slug=SlugField(max_length=80))
def _of_slug(the: Any) -> QuerySet:
    return Tour.objects.published().filter(slug=the.slug)


@prepared(TourRow, uuid=UUIDField())
def _of_uuid(the: Any) -> QuerySet:
    return Tour.objects.published().filter(uuid=the.uuid)


@prepared(RequirementsRow, tour=BigIntegerField())
def _requirements(the: Any) -> QuerySet:
    return VisitRequirements.objects.filter(tour=the.tour)
