"""Addresses of the routes."""

from django.urls import path

from tours.routes import views

app_name = "routes"
urlpatterns = [
    path("routes/", views.catalogue, name="catalogue"),
    path("routes/<slug:slug>/", views.route_page, name="route"),
    path("organizer/routes/", views.organizer, name="organizer"),
    path("organizer/routes/new/", views.organizer_edit, name="organizer_new"),
    path("organizer/routes/<uuid:route_uuid>/", views.organizer_edit, name="organizer_edit"),
    path("organizer/routes/<uuid:route_uuid>/delete/", views.organizer_delete, name="organizer_delete"),
    path("cabinet/<slug:slug>/routes/", views.cabinet, name="cabinet"),
    path("cabinet/<slug:slug>/routes/new/", views.cabinet_edit, name="cabinet_new"),
    path("cabinet/<slug:slug>/routes/<uuid:route_uuid>/", views.cabinet_edit, name="cabinet_edit"),
    path("cabinet/<slug:slug>/routes/<uuid:route_uuid>/delete/", views.cabinet_delete, name="cabinet_delete"),
]
