"""What the cabinet's frame asks of the request's membership."""

from collections.abc import Mapping
from typing import Any

from django import template

from regions.enterprises.cabinet import Section, sections_for

register = template.Library()


@register.simple_tag(takes_context=True)
def cabinet_sections(context: Mapping[str, Any]) -> list[tuple[Section, str]]:
    """The entries of the cabinet's navigation that the member may open, each with its address."""
    return sections_for(context["request"].membership)
