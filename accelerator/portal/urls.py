"""Addresses of this room."""

from django.urls import include, path

from accelerator.portal import forum_pages
from accelerator.portal.views import enterprises, home, manifest, organizer, pages, regions

app_name = "portal"
urlpatterns = [
    path("", home.home, name="home"),
    path("regions/", regions.region_list, name="regions"),
    path("regions/<str:slug>/", regions.region_passport, name="region"),
    path("enterprises/<slug:slug>/", enterprises.enterprise_page, name="enterprise"),
    path("forums/<slug:slug>/", forum_pages.forum, name="forum"),
    path("manifest.webmanifest", manifest.manifest, name="manifest"),
    path("about/", pages.about, name="about"),
    path("privacy/", pages.privacy, name="privacy"),
    path("organizer/", organizer.dashboard, name="organizer"),
    path("demo/mail/", include("accelerator.portal.demo.mailbox.urls")),
]
