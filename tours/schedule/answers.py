"""What the schedule answers to the hooks of the enterprises."""

from django.utils.translation import gettext_lazy as _

from regions.enterprises.cabinet import Section
from regions.enterprises.hooks import cabinet_sections, zone_change_effects, zone_changed
from regions.enterprises.permissions import SEE_SLOTS
from tours.schedule.services import zones

zone_change_effects(order=10)(zones.preview_zone_change)
zone_changed(order=10)(zones.follow_zone_change)


@cabinet_sections(order=20)
def slots() -> tuple[Section, ...]:
    return (Section("schedule:slots", _("Slots"), "calendar-days", SEE_SLOTS),)
