"""Addresses at which the staff of an enterprise write their tours."""

from django.urls import path

from tours.views import cabinet

app_name = "tours"
_cabinet = "cabinet/<slug:slug>/tours/"
urlpatterns = [
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
