"""Addresses of the booking room."""

from django.urls import path

from tours.booking.views import mine, tickets, visitor

app_name = "booking"
urlpatterns = [
    path("book/<uuid:slot_uuid>/", visitor.hold, name="hold"),
    path("orders/<str:token>/", tickets.order, name="order"),
    path("orders/<str:token>/details/", visitor.details, name="details"),
    path("orders/<str:token>/cancel/", tickets.cancel, name="cancel"),
    path("orders/<str:token>/ticket.pdf", tickets.pdf, name="pdf"),
    path("orders/<str:token>/ticket.ics", tickets.calendar, name="calendar"),
    path("my/", mine.mine, name="mine"),
]
