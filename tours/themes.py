"""What draws people: the themes of what can be booked now."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q
from django.db.models.functions import Coalesce

from accelerator.common.i18n import I18nText
from tours.models import Tour


@dataclass(frozen=True)
class ThemeShare:
    """A theme, and how many published tours about it have a place left."""

    slug: str
    name: I18nText
    tours: int


def open_themes(now: datetime) -> list[ThemeShare]:
    """Themes about which something can be booked, in the organizers' order, in one query.

    A tour that names no subject is about its enterprise's.
    """
    columns = {
        f"theme_{name}": Coalesce(f"subject__theme__{name}", f"enterprise__subject__theme__{name}")
        for name in ("id", "slug", "name", "position")
    }
    named = Q(subject__isnull=False) | Q(enterprise__subject__isnull=False)
    about = Tour.objects.published().bookable(now).filter(named).order_by().annotate(**columns)
    counted = about.values(*columns).annotate(tours=Count("pk")).order_by("theme_position", "theme_id")
    return [ThemeShare(row["theme_slug"], I18nText(row["theme_name"]), row["tours"]) for row in counted]
