"""Two people with the same page open in their browsers, without JavaScript: each sends all that stands in a form."""

from typing import Any

from django.http import HttpResponse
from django.test import Client

from tests.portal.markup import sent_unchanged


def opened(client: Client, address: str) -> dict[str, Any]:
    """What a browser sends of the page's versioned form when nothing in it is touched."""
    return sent_unchanged(client.get(address), "version")


def differences(answer: HttpResponse) -> dict[str, tuple[str, str]]:
    """What the page shows side by side, by the field: as it is stored, and as it was sent."""
    return {one.label: (one.theirs, one.yours) for one in answer.context["differences"]}


def saved_on_top(client: Client, address: str, answer: HttpResponse, **also: str) -> HttpResponse:
    """What comes of sending the page of a conflict as it stands."""
    return client.post(address, {**sent_unchanged(answer, "version"), **also})
