"""Addresses without a language: files."""

from django.urls import path

from regions.enterprises.views import photos

urlpatterns = [
    path("media/photos/<uuid:uuid>/<int:width>.<slug:ending>", photos.media, name="photo_file"),
]
