"""Addresses of this room: what everybody sees, and what the staff of an enterprise do with their tours."""

from django.urls import URLPattern, path

from tours.views import cabinet, public

app_name = "tours"

for_everybody: list[URLPattern] = [
    path("tours/", public.catalogue, name="catalogue"),
    path("tours/<slug:slug>/", public.tour_page, name="tour"),
]
_cabinet = "cabinet/<slug:slug>/tours/"
for_the_cabinet: list[URLPattern] = [
    path(_cabinet, cabinet.tours, name="cabinet"),
    path(f"{_cabinet}new/", cabinet.tour_new, name="cabinet_new"),
    path(f"{_cabinet}<uuid:uuid>/", cabinet.tour, name="cabinet_tour"),
    path(f"{_cabinet}<uuid:uuid>/basics/", cabinet.basics, name="cabinet_basics"),
    path(f"{_cabinet}<uuid:uuid>/prices/", cabinet.prices, name="cabinet_prices"),
    path(f"{_cabinet}<uuid:uuid>/requirements/", cabinet.requirements, name="cabinet_requirements"),
    path(f"{_cabinet}<uuid:uuid>/booking/", cabinet.rules, name="cabinet_rules"),
    path(f"{_cabinet}<uuid:uuid>/status/<slug:status>/", cabinet.tour_status, name="cabinet_status"),
    path(f"{_cabinet}<uuid:uuid>/copy/", cabinet.tour_copy, name="cabinet_copy"),
]

urlpatterns = for_everybody + for_the_cabinet
