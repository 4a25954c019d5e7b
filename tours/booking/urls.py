"""Addresses at which visitors book, and keep what they have booked."""

from django.urls import path

from tours.booking.views import changes, details, holds, route_holds, tickets

app_name = "booking"
urlpatterns = [
    path("book/<uuid:slot_uuid>/", holds.hold, name="hold"),
    path("routes/<slug:slug>/book/", route_holds.route_hold, name="route"),
    path("orders/<str:token>/", tickets.ticket, name="order"),
    path("orders/<str:token>/details/", details.details, name="details"),
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
    path("my/", tickets.my_bookings, name="mine"),
]
