"""Addresses of this room."""

from django.urls import path

from accelerator.portal import forum_pages
from accelerator.portal.standard_pages import SLUGS
from accelerator.portal.views import desk_pages, enterprises, home, manifest, organizer, pages, regions

app_name = "portal"
urlpatterns = [
    path("", home.home, name="home"),
    path("regions/", regions.region_list, name="regions"),
    path("regions/<str:slug>/", regions.region_passport, name="region"),
    path("enterprises/<slug:slug>/", enterprises.enterprise_page, name="enterprise"),
    path("forums/<slug:slug>/", forum_pages.forum, name="forum"),
    path("manifest.webmanifest", manifest.manifest, name="manifest"),
    *(path(f"{slug}/", pages.standard_page, {"slug": slug}, name=slug) for slug in SLUGS),
    path("pages/<slug:slug>/", pages.page, name="page"),
    path("privacy/", pages.privacy, name="privacy"),
    path("organizer/", organizer.dashboard, name="organizer"),
    path("organizer/pages/", desk_pages.index, name="desk_pages"),
    path("organizer/pages/new/", desk_pages.new, name="desk_page_new"),
    path("organizer/pages/<slug:slug>/", desk_pages.edit, name="desk_page"),
    path("organizer/pages/<slug:slug>/delete/", desk_pages.delete, name="desk_page_delete"),
]
