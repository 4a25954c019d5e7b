"""Addresses at which everybody finds tours."""

from django.urls import path

from tours.catalogue import tour_page, views

app_name = "catalogue"
urlpatterns = [
    path("tours/", views.tours, name="tours"),
    path("tours/<slug:slug>/", tour_page.tour_page, name="tour"),
]
