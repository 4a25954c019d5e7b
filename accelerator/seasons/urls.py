"""Addresses of this room."""

from django.urls import path

from accelerator.seasons.views import organizer, public

app_name = "seasons"
urlpatterns = [
    path("seasons/", public.season_list, name="catalogue"),
    path("seasons/<int:year>/", public.season, name="season"),
    path("organizer/seasons/", organizer.index, name="organizer"),
    path("organizer/seasons/new/", organizer.new, name="new"),
    path("organizer/seasons/<int:year>/", organizer.edit, name="edit"),
    path("organizer/seasons/<int:year>/stages/", organizer.stages, name="stages"),
    path("organizer/seasons/<int:year>/regions/", organizer.regions, name="regions"),
    path("organizer/seasons/<int:year>/delete/", organizer.delete, name="delete"),
]
