"""Addresses of this room."""

from django.urls import path

from accelerator.portal.standard_pages import SLUGS
from accelerator.portal.views import desk, enterprises, forums, home, pages, regions, search, well_known

app_name = "portal"
urlpatterns = [
    path("", home.home, name="home"),
    path("search/", search.search, name="search"),
    path("search/suggestions/", search.suggestions, name="suggestions"),
    path("regions/", regions.region_list, name="regions"),
    path("regions/<str:slug>/", regions.region_passport, name="region"),
    path("enterprises/<slug:slug>/", enterprises.enterprise_page, name="enterprise"),
    path("forums/<slug:slug>/", forums.forum_page, name="forum"),
    path("manifest.webmanifest", well_known.manifest, name="manifest"),
    *(path(f"{slug}/", pages.standard_page, {"slug": slug}, name=slug) for slug in SLUGS),
    path("pages/<slug:slug>/", pages.own_page, name="page"),
    path("privacy/", pages.privacy, name="privacy"),
    path("organizer/", desk.dashboard, name="organizer"),
    path("organizer/pages/", desk.page_list, name="desk_pages"),
    path("organizer/pages/new/", desk.page_new, name="desk_page_new"),
    path("organizer/pages/<slug:slug>/", desk.page_edit, name="desk_page"),
    path("organizer/pages/<slug:slug>/delete/", desk.page_delete, name="desk_page_delete"),
]
