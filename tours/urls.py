"""Addresses of this room."""

from django.urls import URLPattern, URLResolver

app_name = "tours"
urlpatterns: list[URLPattern | URLResolver] = []
