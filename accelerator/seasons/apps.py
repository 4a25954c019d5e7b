from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SeasonsConfig(AppConfig):
    name = "accelerator.seasons"
    label = "seasons"
    verbose_name = _("Seasons")

    def ready(self) -> None:
        from accelerator.base.accounts.desk import Room, register_rooms
        from accelerator.base.common import sharing
        from accelerator.seasons.sharing import find_season_card

        what = _("Stages, the regions taking part, their results.")
        register_rooms(Room(60, "seasons:organizer", _("Seasons"), "landmark", what))
        sharing.register("season", find_season_card)
