"""The organizers' desk; each app registers its own sections (`hooks.desk_sections`)."""

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
    entries = []
    for section in desk_sections.collect():
        try:
            entries.append((section, reverse(section.url_name)))
        except NoReverseMatch:
            continue
    return entries


def desk_page(request: HttpRequest, template: str, status: int = 200, **context: Any) -> HttpResponse:
    """A page of the desk, with the keyword arguments as its context."""
    return render(request, template, context, status=status)
