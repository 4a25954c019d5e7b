"""Themes of the tours that can be booked now."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, Count, Exists, F, IntegerField, OuterRef, Q, Value, When, Window
from django.db.models.functions import Coalesce

from accelerator.base.common.i18n import I18nText
from regions.enterprises.models import Photo
from tours.models import Tour

_FIELDS = (
    "uuid", "album", "cover_variant", "subject__motif",
    "enterprise__uuid", "enterprise__industry", "enterprise__subject__motif",
)  # fmt: skip


@dataclass(frozen=True)
class OpenTheme:
    """A theme, how many published tours are about it, and one that can be booked and represents it."""

    slug: str
    name: I18nText
    tours: int
    tour: Tour


def open_themes(now: datetime, *, shown: Collection[int | None] = ()) -> list[OpenTheme]:
    """Return the themes of which something can be booked, in the organizers' order, in one query.

    A tour without a subject has its enterprise's. A theme is represented by a tour with a photo if there is one, and
    rather by one whose album is not among those `shown` on the page already.
    """
    named = Q(subject__isnull=False) | Q(enterprise__subject__isnull=False)
    about = (
        Tour.objects.published()
        .filter(named)
        .annotate(
            theme_id=_of_theme("id"),
            theme_slug=_of_theme("slug"),
            theme_name=_of_theme("name"),
            theme_position=_of_theme("position"),
            theme_tours=Window(Count("pk"), partition_by=F("theme_id")),
            has_photo=Exists(Photo.objects.filter(album=OuterRef("album"), state=Photo.State.READY)),
            is_open=Exists(Tour.objects.bookable(now).filter(pk=OuterRef("pk"))),
            is_shown=Case(
                When(album__in=[album for album in shown if album is not None], then=Value(1)),
                default=Value(0),
                output_field=IntegerField(),
            ),
        )
    )
    firsts = about.order_by("theme_id", "-is_open", "-has_photo", "is_shown", "pk").distinct("theme_id")
    tours = [tour for tour in firsts.with_subject().only(*_FIELDS) if tour.is_open]
    tours.sort(key=lambda tour: (tour.theme_position, tour.theme_id))
    return [OpenTheme(tour.theme_slug, I18nText(tour.theme_name), tour.theme_tours, tour) for tour in tours]


def _of_theme(name: str) -> Coalesce:
    return Coalesce(f"subject__theme__{name}", f"enterprise__subject__theme__{name}")
