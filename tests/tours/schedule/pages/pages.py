"""Addresses of the cabinet's slot pages, and days as their forms take them."""

from django.urls import reverse

from tests.factories.tours import local_day


def url(name, enterprise, *args):
    return reverse(f"schedule:{name}", args=[enterprise.slug, *args])


def ahead(days):
    return local_day("Europe/Moscow", days).date()
