"""Addresses without a language: for machines, and files."""

from django.contrib.sitemaps.views import sitemap
from django.urls import path
from django.views.decorators.http import require_safe

from accelerator.portal.sitemaps import SITEMAPS
from accelerator.portal.views import monitoring, regions, sharing, well_known

urlpatterns = [
    path("healthz", monitoring.healthz, name="healthz"),
    path("readyz", monitoring.readyz, name="readyz"),
    path("metrics", monitoring.metrics, name="metrics"),
    path(".well-known/security.txt", well_known.security_txt, name="security_txt"),
    path("robots.txt", well_known.robots, name="robots"),
    path("favicon.ico", well_known.icon, {"name": "favicon.ico"}, name="favicon"),
    path("apple-touch-icon.png", well_known.icon, {"name": "apple-touch-icon.png"}, name="touch_icon"),
    path("sitemap.xml", require_safe(sitemap), {"sitemaps": SITEMAPS}, name="sitemap"),
    path("share/<slug:language>/<slug:kind>/<str:key>/<slug:digest>.jpg", sharing.share_image, name="share_image"),
    path("regions/map.svg", regions.country_map, name="country_map"),
]
