"""Tours like another one, for the page of that one."""

from dataclasses import dataclass
from datetime import datetime
from types import SimpleNamespace
from typing import Any, NamedTuple
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BigIntegerField, CharField, DateTimeField, F, QuerySet

from accelerator.base.common.i18n import I18nText
from accelerator.base.common.prepared import prepared
from regions.enterprises.covers import Cover
from regions.enterprises.pictures import Picture, covers
from tours.catalogue.cards import cover_of, tour_address
from tours.models import Tour


@dataclass(frozen=True, slots=True)
class RelatedTour:
    """What `tours/_related.jinja` prints, in the reader's language."""

    address: str
    title: str
    enterprise: str
    industry: str
    city: str
    timezone: str
    drawn_cover: Cover
    picture: Picture | None
    next_start: datetime | None


class _RelatedRow(NamedTuple):
    uuid: UUID
    slug: str
    title: I18nText
    album: int | None
    cover_variant: int
    subject__motif: str | None
    enterprise__subject__motif: str | None
    enterprise__uuid: UUID
    enterprise__name: I18nText
    enterprise__industry: str
    site__city: I18nText
    site__timezone: str
    next_start: datetime | None


@prepared(
    _RelatedRow, tour=BigIntegerField(), enterprise=BigIntegerField(), region=BigIntegerField(),
    industry=CharField(max_length=20), now=DateTimeField(),
)  # fmt: skip
def _related(the: Any, limit: int) -> QuerySet:
    house = SimpleNamespace(region_id=the.region, industry=the.industry)
    tour = SimpleNamespace(pk=the.tour, enterprise_id=the.enterprise, enterprise=house)
    nearest = (F("distance").asc(), F("next_start").asc(nulls_last=True), "pk")
    related = Tour.objects.published().related_to(tour).with_next_start(the.now).order_by(*nearest)
    # An index has what they are chosen by; only of the chosen ones the rest is read.
    chosen = Tour.objects.filter(pk__any=ArraySubquery(related.values("pk")[:limit]))
    return chosen.related_to(tour).with_next_start(the.now).order_by(*nearest)


def related_tours(
    tour: int, enterprise: int, region: int, industry: str, now: datetime, *, limit: int
) -> list[RelatedTour]:
    """Return tours like the one with these keys, the nearest first, in two queries."""
    rows = _related(limit, tour=tour, enterprise=enterprise, region=region, industry=industry, now=now)
    photos = covers(row.album for row in rows)
    return [
        RelatedTour(
            address=tour_address(row.slug),
            title=str(row.title),
            enterprise=str(row.enterprise__name),
            industry=row.enterprise__industry,
            city=str(row.site__city),
            timezone=row.site__timezone,
            drawn_cover=cover_of(row),
            picture=photos.get(row.album),
            next_start=row.next_start,
        )
        for row in rows
    ]
