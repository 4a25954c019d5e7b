"""Addresses at which staff receive visitors: today, the roster of a slot, the scanner, the pass list."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from accelerator.base.common.tables import FORMATS
from tours.gate.views import passes, roster


class FormatConverter(StringConverter):
    """The ending of a table's file."""

    regex = "|".join(FORMATS)


register_converter(FormatConverter, "format")

app_name = "gate"
_cabinet = "cabinet/<slug:slug>/"
urlpatterns = [
    path(_cabinet, roster.today, name="today"),
    path(f"{_cabinet}scan/", roster.scan, name="scan"),
    path(f"{_cabinet}slots/<uuid:uuid>/roster/", roster.roster, name="roster"),
    path(f"{_cabinet}slots/<uuid:uuid>/passes/", passes.passes, name="passes"),
    path(f"{_cabinet}slots/<uuid:uuid>/roster.<format:format_name>", roster.roster_file, name="roster_file"),
    path(f"{_cabinet}rosters.<format:format_name>", roster.days_file, name="days_file"),
    path(f"{_cabinet}bookings/<uuid:uuid>/attend/", roster.attend, name="attend"),
    path(f"{_cabinet}bookings/<uuid:uuid>/cancel/", roster.cancel, name="cancel"),
    path(f"{_cabinet}bookings/<uuid:uuid>/resend/", roster.resend, name="resend"),
]
