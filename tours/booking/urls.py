"""Addresses of the booking room."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from accelerator.base.common.tables import FORMATS
from tours.booking.views import changes, mine, passes, route, schedule, slots, staff, tickets, visitor


class FormatConverter(StringConverter):
    """The ending of a table's file."""

    regex = "|".join(FORMATS)


register_converter(FormatConverter, "format")

app_name = "booking"
urlpatterns = [
    path("book/<uuid:slot_uuid>/", visitor.hold, name="hold"),
    path("routes/<slug:slug>/book/", route.route_hold, name="route"),
    path("orders/<str:token>/", tickets.order, name="order"),
    path("orders/<str:token>/details/", visitor.details, name="details"),
    path("orders/<str:token>/times/", changes.times, name="times"),
    path("orders/<str:token>/times/<uuid:leg_uuid>/<uuid:slot_uuid>/", changes.reschedule, name="reschedule"),
    path("orders/<str:token>/people/", changes.people, name="people"),
    path("orders/<str:token>/reminders/", changes.reminders, name="reminders"),
    path("orders/<str:token>/cancel/", tickets.cancel, name="cancel"),
    path("orders/<str:token>/data.json", tickets.own_data, name="own_data"),
    path("orders/<str:token>/consent/", tickets.consent, name="consent"),
    path("orders/<str:token>/withdraw/", tickets.withdraw, name="withdraw"),
    path("orders/<str:token>/ticket.pdf", tickets.pdf, name="pdf"),
    path("orders/<str:token>/ticket.ics", tickets.calendar, name="calendar"),
    path("my/", mine.mine, name="mine"),
    path("cabinet/<slug:slug>/", staff.today, name="today"),
    path("cabinet/<slug:slug>/scan/", staff.scan, name="scan"),
    path("cabinet/<slug:slug>/slots/<uuid:uuid>/roster/", staff.roster, name="roster"),
    path("cabinet/<slug:slug>/slots/<uuid:uuid>/passes/", passes.passes, name="passes"),
    path("cabinet/<slug:slug>/slots/<uuid:uuid>/roster.<format:format_name>", staff.roster_file, name="roster_file"),
    path("cabinet/<slug:slug>/rosters.<format:format_name>", staff.days_file, name="days_file"),
    path("cabinet/<slug:slug>/bookings/<uuid:uuid>/attend/", staff.attend, name="attend"),
    path("cabinet/<slug:slug>/bookings/<uuid:uuid>/cancel/", staff.cancel, name="staff_cancel"),
    path("cabinet/<slug:slug>/bookings/<uuid:uuid>/resend/", staff.resend, name="resend"),
    path("cabinet/<slug:slug>/slots/", slots.week, name="slots"),
    path("cabinet/<slug:slug>/slots/new/", slots.slot_new, name="slot_new"),
    path("cabinet/<slug:slug>/slots/bulk/", slots.bulk, name="slots_bulk"),
    path("cabinet/<slug:slug>/slots/rules/", schedule.rules, name="rules"),
    path("cabinet/<slug:slug>/slots/rules/new/", schedule.rule_new, name="rule_new"),
    path("cabinet/<slug:slug>/slots/rules/<uuid:uuid>/", schedule.rule, name="rule"),
    path("cabinet/<slug:slug>/slots/rules/<uuid:uuid>/run/", schedule.rule_run, name="rule_run"),
    path("cabinet/<slug:slug>/slots/rules/<uuid:uuid>/clear/", schedule.rule_clear, name="rule_clear"),
    path("cabinet/<slug:slug>/slots/rules/<uuid:uuid>/end/", schedule.rule_end, name="rule_end"),
    path("cabinet/<slug:slug>/slots/<uuid:uuid>/", slots.slot, name="slot"),
    path("cabinet/<slug:slug>/slots/<uuid:uuid>/capacity/", slots.slot_capacity, name="slot_capacity"),
    path("cabinet/<slug:slug>/slots/<uuid:uuid>/status/", slots.slot_status, name="slot_status"),
    path("cabinet/<slug:slug>/slots/<uuid:uuid>/move/", slots.slot_move, name="slot_move"),
    path("cabinet/<slug:slug>/slots/<uuid:uuid>/cancel/", slots.slot_cancel, name="slot_cancel"),
]
