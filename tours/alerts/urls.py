"""Addresses at which people ask to hear of a tour's dates, confirm that, and stop it."""

from django.urls import path

from tours.alerts import views

app_name = "alerts"
urlpatterns = [
    path("tours/<slug:slug>/notify/", views.ask, name="ask"),
    path("tours/<slug:slug>/notify/sent/", views.sent, name="sent"),
    path("alerts/<str:token>/", views.confirm, name="confirm"),
    path("alerts/<str:token>/stop/", views.stop, name="stop"),
]
