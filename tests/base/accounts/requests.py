"""Requests as the rules of signing in see them: a person, a session, cookies and a network."""

from collections.abc import Mapping

from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from accelerator.base.accounts.known_devices import remember, write_cookie
from accelerator.base.accounts.models import User


def asked(
    user: User | None = None, *, cookies: Mapping[str, str] | None = None, network: str = "10.0.0.1"
) -> HttpRequest:
    """A page asked for from this network, anonymous or by this person."""
    request = RequestFactory().get("/", REMOTE_ADDR=network)
    request.COOKIES = dict(cookies or {})
    request.session = SessionStore()
    request.session.create()
    request.user = user or AnonymousUser()
    return request


def cookies_of(response: HttpResponse) -> dict[str, str]:
    return {name: morsel.value for name, morsel in response.cookies.items()}


def came_in(*people: User) -> dict[str, str]:
    """The cookies of one browser on which these people came in, one after the other."""
    cookies: dict[str, str] = {}
    for user in people:
        request, response = asked(cookies=cookies), HttpResponse()
        remember(request, user)
        write_cookie(request, response)
        cookies = cookies_of(response)
    return cookies
