from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GateConfig(AppConfig):
    name = "tours.gate"
    label = "gate"
    verbose_name = _("Gate")

    def ready(self) -> None:
        # Models exist only now.
        from regions.enterprises import permissions
        from regions.enterprises.cabinet import Section, register_sections

        register_sections(Section(10, "gate:today", _("Today"), "calendar-check", permissions.SEE_ROSTER))
