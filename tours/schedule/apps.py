from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ScheduleConfig(AppConfig):
    name = "tours.schedule"
    label = "schedule"
    verbose_name = _("Schedule")

    def ready(self) -> None:
        # Models exist only now.
        from regions.enterprises import permissions
        from regions.enterprises.cabinet import Section, register_sections
        from regions.enterprises.registry import watch_zones
        from tours.schedule.services import zones

        watch_zones(foresee=zones.foresee_zone_change, follow=zones.follow_zone_change)
        register_sections(Section(20, "schedule:slots", _("Slots"), "calendar-days", permissions.SEE_SLOTS))
