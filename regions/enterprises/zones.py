"""Time zones as people choose them: by their nearest city."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import get_timezone_location
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accelerator.base.common import clock
from accelerator.base.common.formats import zone_offset
from accelerator.base.common.i18n import active_language, cldr_locale
from regions.models import Region

SEPARATOR = "@"


def zone_name(timezone: str) -> str:
    """«Екатеринбург, МСК+2»."""
    return _named(get_timezone_location(timezone, locale=cldr_locale(active_language()), return_city=True), timezone)


class ZoneField(forms.ChoiceField):
    """A zone, chosen by its own name or by a city's; `offer` says which ones there are."""

    def offer(self, chosen: str) -> None:
        """Offer the zones of all regions, and the one that is chosen unless the form says otherwise."""
        self.choices, self.initial = zone_choices(chosen), chosen

    def clean(self, value: Any) -> str:
        choice: str = super().clean(value)
        return choice.partition(SEPARATOR)[0]


def zone_choices(chosen: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """The regions' zones from west to east, then every regional centre by name, so that typing a city finds its zone.

    A centre's value is its zone, the separator and the region's code; `chosen` is always among the zones.
    """
    regions = list(Region.objects.only("code", "centre", "timezone").order_by("longitude", "pk"))
    zones = dict.fromkeys([*(region.timezone for region in regions), *([chosen] if chosen else [])])
    now = clock.now()
    centres = sorted((str(region.centre), region.timezone, region.code) for region in regions)
    return [
        (_("Time zones"), [(zone, zone_name(zone)) for zone in sorted(zones, key=lambda zone: _offset(zone, now))]),
        (_("By city"), [(f"{zone}{SEPARATOR}{code}", _named(city, zone)) for city, zone, code in centres]),
    ]


def _named(city: str, timezone: str) -> str:
    return f"{city}, {zone_offset(clock.now(), timezone) or pgettext('time zone', 'MSK')}"


def _offset(timezone: str, now: datetime) -> timedelta:
    return now.astimezone(ZoneInfo(timezone)).utcoffset() or timedelta()
