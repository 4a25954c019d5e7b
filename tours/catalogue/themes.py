"""Themes of the tours that can be booked now."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple

from django.contrib.postgres.fields import ArrayField
from django.db.models import (
    BigIntegerField,
    Case,
    Count,
    DateTimeField,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
    Window,
)
from django.db.models.functions import Coalesce

from accelerator.base.common.i18n import I18nText
from accelerator.base.common.prepared import prepared
from regions.enterprises.models import Photo
from tours.models import Tour


class OpenTheme(NamedTuple):
    """A theme, how many published tours are about it, and what a tour that represents it looks like."""

    slug: str
    name: str
    tours: int
    tour: int  # its key
    album: int | None
    motif: str
    industry: str


class _Row(NamedTuple):
    pk: int
    album: int | None
    enterprise__industry: str
    theme_id: int
    theme_slug: str
    theme_name: I18nText
    theme_position: int
    theme_motif: str
    theme_tours: int
    is_bookable: bool


def open_themes(now: datetime, *, shown: Collection[int | None] = ()) -> list[OpenTheme]:
    """Return the themes of which something can be booked, in the organizers' order, in one query.

    A tour without a subject has its enterprise's. A theme is represented by a tour with a photo if there is one, and
    rather by one whose album is not among those `shown` on the page already.
    """
    rows = _firsts(now=now, shown=[album for album in shown if album is not None])
    in_order = sorted((row for row in rows if row.is_bookable), key=lambda row: (row.theme_position, row.theme_id))
    return [
        OpenTheme(
            row.theme_slug, str(row.theme_name), row.theme_tours, row.pk, row.album, row.theme_motif,
            row.enterprise__industry,
        )
        for row in in_order
    ]  # fmt: skip


@prepared(_Row, now=DateTimeField(), shown=ArrayField(BigIntegerField()))
def _firsts(the: Any) -> QuerySet:
    """Of each theme the tour that represents it best."""
    named = Q(subject__isnull=False) | Q(enterprise__subject__isnull=False)
    about: QuerySet[Any] = (
        Tour.objects.published()
        .filter(named)
        .with_is_bookable(the.now)
        .annotate(
            theme_id=_of_subject("theme__id"),
            theme_slug=_of_subject("theme__slug"),
            theme_name=_of_subject("theme__name"),
            theme_position=_of_subject("theme__position"),
            theme_motif=_of_subject("motif"),
            theme_tours=Window(Count("pk"), partition_by=F("theme_id")),
            has_photo=Exists(Photo.objects.filter(album=OuterRef("album"), state=Photo.State.READY)),
            is_shown=Case(When(album__any=the.shown, then=Value(1)), default=Value(0), output_field=IntegerField()),
        )
    )
    return about.order_by("theme_id", "-is_bookable", "-has_photo", "is_shown", "pk").distinct("theme_id")


def _of_subject(name: str) -> Coalesce:
    """Of the tour's subject, or else of its enterprise's."""
    return Coalesce(f"subject__{name}", f"enterprise__subject__{name}")
