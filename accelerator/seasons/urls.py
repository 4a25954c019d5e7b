"""Addresses of this room."""

from django.urls import URLPattern, URLResolver

app_name = "seasons"
urlpatterns: list[URLPattern | URLResolver] = []
