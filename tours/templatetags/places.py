"""The filter for places that are left (a builtin library: nothing to load)."""

from django import template

from tours.places import places_left

register = template.Library()
register.filter(places_left)
