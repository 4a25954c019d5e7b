"""Addresses at which the staff of an enterprise write their tours."""

from django.urls import path

from tours import views

app_name = "tours"
_cabinet = "cabinet/<slug:slug>/tours/"
urlpatterns = [
    path(_cabinet, views.tours, name="cabinet"),
    path(f"{_cabinet}new/", views.tour_new, name="cabinet_new"),
    path(f"{_cabinet}<uuid:uuid>/", views.tour, name="cabinet_tour"),
    path(f"{_cabinet}<uuid:uuid>/basics/", views.basics, name="cabinet_basics"),
    path(f"{_cabinet}<uuid:uuid>/prices/", views.prices, name="cabinet_prices"),
    path(f"{_cabinet}<uuid:uuid>/requirements/", views.requirements, name="cabinet_requirements"),
    path(f"{_cabinet}<uuid:uuid>/booking/", views.rules, name="cabinet_rules"),
    path(f"{_cabinet}<uuid:uuid>/status/<slug:status>/", views.tour_status, name="cabinet_status"),
    path(f"{_cabinet}<uuid:uuid>/copy/", views.tour_copy, name="cabinet_copy"),
]
