"""Share cards of seasons."""

from django.utils.translation import gettext as _

from accelerator.base.common.sharing import Card
from accelerator.seasons.models import Season
from regions.enterprises.sharing import many_photos


def season_card(season: Season) -> Card:
    """The card of a season's page."""
    line = _("Season {year} of the accelerator").format(year=season.year)
    return Card("season", str(season.year), str(season.title), line, many_photos(f"season {season.year}"))


def find_season_card(year: str) -> Card | None:
    """The card of a season that the public sees."""
    season = Season.objects.published().filter(year=int(year)).first() if year.isdecimal() else None
    return season_card(season) if season else None
