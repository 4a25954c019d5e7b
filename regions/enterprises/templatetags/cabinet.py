"""What the cabinet's frame asks of the request's membership."""

from collections.abc import Mapping
from typing import Any

from django import template

from regions.enterprises.cabinet import Section, sections_for

register = template.Library()


@register.simple_tag(takes_context=True)
def cabinet_sections(context: Mapping[str, Any]) -> list[tuple[Section, str, bool]]:
    """The entries of the cabinet's navigation that the member may open, each with its address and “one is in it”.

    One is in the section whose address is the longest beginning of the page's: the first section's begins them all.
    """
    request = context["request"]
    sections = sections_for(request.membership)
    here = max((href for _section, href in sections if request.path.startswith(href)), key=len, default="")
    return [(section, href, href == here) for section, href in sections]
