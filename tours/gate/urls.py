"""Addresses at which staff receive visitors: today, the roster of a slot, the scanner, the pass list."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from accelerator.base.common.tables import FORMATS
from tours.gate import views


class FormatConverter(StringConverter):
    """The ending of a table's file."""

    regex = "|".join(FORMATS)


register_converter(FormatConverter, "format")

app_name = "gate"
_cabinet = "cabinet/<slug:slug>/"
urlpatterns = [
    path(_cabinet, views.today, name="today"),
    path(f"{_cabinet}scan/", views.scan, name="scan"),
    path(f"{_cabinet}slots/<uuid:uuid>/roster/", views.roster, name="roster"),
    path(f"{_cabinet}slots/<uuid:uuid>/passes/", views.pass_list, name="pass_list"),
    path(f"{_cabinet}slots/<uuid:uuid>/roster.<format:format_name>", views.roster_file, name="roster_file"),
    path(f"{_cabinet}rosters.<format:format_name>", views.days_file, name="days_file"),
    path(f"{_cabinet}bookings/<uuid:uuid>/attend/", views.attend, name="attend"),
    path(f"{_cabinet}bookings/<uuid:uuid>/cancel/", views.cancel, name="cancel"),
    path(f"{_cabinet}bookings/<uuid:uuid>/resend/", views.resend, name="resend"),
]
