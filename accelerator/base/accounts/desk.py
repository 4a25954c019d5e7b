"""The organizers' desk; its sections belong to several apps, each of which names its own (`desk_sections`)."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise

from accelerator.base.accounts.hooks import desk_sections


@dataclass(frozen=True)
class DeskSection:
    """An entry of the desk's navigation; with a text it has a card on the desk's first page too."""

    url_name: str
    label: Promise
    icon: str
    text: Promise | str = ""


def desk_navigation() -> list[tuple[DeskSection, str]]:
    """Return the desk's sections in order, each with its address; a page that is not served is left out."""
    found = []
    for section in desk_sections.collect():
        try:
            found.append((section, reverse(section.url_name)))
        except NoReverseMatch:
            continue
    return found


def desk_page(request: HttpRequest, template: str, status: int = 200, **context: Any) -> HttpResponse:
    """A page of the desk; never kept by a browser."""
    response = render(request, template, context, status=status)
    response.headers["Cache-Control"] = "no-store, private"
    return response
