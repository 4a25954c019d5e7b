"""Addresses of this room: what everybody sees, and what the staff of an enterprise do with their tours."""

from django.urls import URLPattern, path

from tours.views import public

app_name = "tours"

for_everybody: list[URLPattern] = [
    path("tours/", public.catalogue, name="catalogue"),
    path("tours/<slug:slug>/", public.tour_page, name="tour"),
]
for_the_cabinet: list[URLPattern] = []

urlpatterns = for_everybody + for_the_cabinet
