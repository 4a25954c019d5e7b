"""Addresses without a language: for machines, and files."""

from django.contrib.sitemaps.views import sitemap
from django.urls import path
from django.views.decorators.http import require_safe

from accelerator.portal.sitemaps import SITEMAPS
from accelerator.portal.views import pages, regions

urlpatterns = [
    path(".well-known/security.txt", pages.security_txt, name="security_txt"),
    path("robots.txt", pages.robots, name="robots"),
    path("sitemap.xml", require_safe(sitemap), {"sitemaps": SITEMAPS}, name="sitemap"),
    path("regions/map.svg", regions.country_map, name="country_map"),
]
