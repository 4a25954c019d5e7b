"""What the seasons answer to the hooks of the apps below."""

from django.utils.translation import gettext_lazy as _

from accelerator.base.accounts.desk import DeskSection
from accelerator.base.accounts.hooks import desk_sections
from accelerator.base.common.hooks import share_cards
from accelerator.seasons.sharing import find_season_card

share_cards("season")(find_season_card)


@desk_sections(order=40)
def seasons() -> tuple[DeskSection, ...]:
    what = _("Stages, the regions taking part, their results.")
    return (DeskSection("seasons:organizer", _("Seasons"), "landmark", what),)
