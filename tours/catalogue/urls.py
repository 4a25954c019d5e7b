"""Addresses at which everybody finds tours."""

from django.urls import path

from tours.catalogue import views

app_name = "catalogue"
urlpatterns = [
    path("tours/", views.tours, name="tours"),
    path("tours/<slug:slug>/", views.tour_page, name="tour"),
]
