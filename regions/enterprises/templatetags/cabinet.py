"""The navigation of the cabinet's frame."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.urls import reverse

from regions.enterprises import hooks
from regions.enterprises.cabinet import Section
from regions.enterprises.models import Membership

register = template.Library()


@register.simple_tag(takes_context=True)
def cabinet_sections(context: Mapping[str, Any]) -> list[tuple[Section, str, bool]]:
    """The sections that the member may open, each with its address and whether the page belongs to it.

    A page belongs to the section with the longest address that its own begins with: all begin with the first one's.
    """
    membership: Membership = context["request"].membership
    sections = [
        (section, reverse(section.url_name, args=[membership.enterprise.slug]))
        for section in hooks.cabinet_sections.collect()
        if membership.role in section.roles
    ]
    path = context["request"].path
    current = max((href for _section, href in sections if path.startswith(href)), key=len, default="")
    return [(section, href, href == current) for section, href in sections]
