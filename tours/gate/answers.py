"""What the gate answers to the hooks of the enterprises."""

from django.utils.translation import gettext_lazy as _

from regions.enterprises.cabinet import Section
from regions.enterprises.hooks import cabinet_sections
from regions.enterprises.permissions import SEE_ROSTER


@cabinet_sections(order=10)
def today() -> tuple[Section, ...]:
    return (Section("gate:today", _("Today"), "calendar-check", SEE_ROSTER),)
