"""Addresses at which everybody finds tours."""

from django.urls import path

from tours.catalogue import favourites, map_page, tour_page, views

app_name = "catalogue"
urlpatterns = [
    path("tours/", views.tours, name="tours"),
    path("map/", map_page.map_of_tours, name="map"),
    path("favourites/", favourites.favourites, name="favourites"),
    path("tours/<slug:slug>/", tour_page.tour_page, name="tour"),
]
