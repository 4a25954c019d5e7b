"""Addresses of this room."""

from django.urls import path

from accelerator.seasons import views

app_name = "seasons"
urlpatterns = [
    path("seasons/", views.season_list, name="catalogue"),
    path("seasons/<int:year>/", views.season, name="season"),
    path("organizer/seasons/", views.index, name="organizer"),
    path("organizer/seasons/new/", views.new, name="new"),
    path("organizer/seasons/<int:year>/", views.edit, name="edit"),
    path("organizer/seasons/<int:year>/stages/", views.stages, name="stages"),
    path("organizer/seasons/<int:year>/regions/", views.regions, name="regions"),
    path("organizer/seasons/<int:year>/delete/", views.delete, name="delete"),
]
