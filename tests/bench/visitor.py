"""A browser without a screen: one kept-alive connection, cookies, and the forms of the pages it was given."""

from __future__ import annotations

import http.client
import itertools
import re
from collections.abc import Iterable
from dataclasses import dataclass
from http.cookies import SimpleCookie
from ipaddress import IPv4Address
from typing import Self
from urllib.parse import urlencode, urlsplit

from tests.proofs import solve

_INPUT = re.compile(r"<input\b[^>]*>")
_ATTRIBUTE = re.compile(r'\b(name|value)="([^"]*)"')
_STATIC = re.compile(r'(?:href|src)="(/static/[^"#?]+)')
WORK = 1600  # hashes: more than a portal asks for that was started with CHEAP_PROOFS
# What a portal is started with that these visitors try: each comes from a network of its own, as a trusted proxy says,
# and the work against robots is done, but is not what is measured.
CHEAP_PROOFS = {"TRUSTED_PROXIES": "1", "HOLD_PROOF_HASHES": "16"}
_networks = itertools.count(1)
PERSON = {"name": "Мария Петрова", "email": "masha@example.org", "consent": "on"}


@dataclass(frozen=True)
class Page:
    """An answer."""

    status: int
    body: bytes
    location: str
    retry_after: str = ""

    @property
    def text(self) -> str:
        return self.body.decode()

    def fields(self, *prefixes: str) -> dict[str, str]:
        """The inputs whose names begin like this, as a browser would send them, with the token against forgery and the
        work that step one may ask for.
        """
        found = [dict(_ATTRIBUTE.findall(tag)) for tag in _INPUT.findall(self.text)]
        wanted = ("csrfmiddlewaretoken", "ticket", *prefixes)
        fields = {row["name"]: row.get("value", "") for row in found if row.get("name", "").startswith(wanted)}
        return fields | ({"proof": solve(fields["ticket"], WORK)} if "ticket" in fields else {})

    @property
    def static_files(self) -> list[str]:
        """Styles, scripts, fonts and pictures that the page itself names."""
        return sorted(set(_STATIC.findall(self.text)))


def new_network() -> str:
    """An address that no other visitor has."""
    return str(IPv4Address("10.0.0.0") + next(_networks))


class Visitor:
    """A person with a browser and a network of their own, at the portal under this address."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=60)
        self._cookies: dict[str, str] = {}
        self.network = new_network()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *problem: object) -> None:
        self.close()

    def close(self) -> None:
        self._connection.close()

    def forget(self) -> None:
        """Go on as another person: without the cookies, from another network, on the same connection."""
        self._cookies.clear()
        self.network = new_network()

    def twin(self) -> Self:
        """Another connection of the same browser."""
        other = type(self)(self.url)
        other._cookies.update(self._cookies)
        other.network = self.network
        return other

    def get(self, path: str) -> Page:
        return self._ask("GET", path, None)

    def post(self, path: str, fields: dict[str, str]) -> Page:
        return self._ask("POST", path, urlencode(fields).encode())

    def _ask(self, method: str, path: str, body: bytes | None) -> Page:
        headers = {"Accept-Language": "ru", "Accept": "text/html", "X-Forwarded-For": self.network}
        if self._cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            answer = self._send(method, path, body, headers)
        except (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError):
            # A connection that was kept alive and ended by the server since: a browser asks once more, and a
            # booking form may be sent twice by its promise.
            self._connection.close()
            answer = self._send(method, path, body, headers)
        self._remember(answer.headers.get_all("Set-Cookie") or ())
        return Page(
            answer.status,
            answer.read(),
            answer.headers.get("Location", ""),
            answer.headers.get("Retry-After", ""),
        )

    def _remember(self, set_cookies: Iterable[str]) -> None:
        for line in set_cookies:
            for name, morsel in SimpleCookie(line).items():
                self._cookies[name] = morsel.value

    def _send(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> http.client.HTTPResponse:
        self._connection.request(method, path, body, headers)
        return self._connection.getresponse()

    # Booking

    def open_form(self, slot_path: str) -> dict[str, str]:
        """What step one would send for one person, without sending it."""
        return self.get(slot_path).fields("key", "count_")

    def book(self, slot_path: str, *, tour_path: str = "") -> Page:
        """Every page from the tour to the ticket, for one person; the ticket, or the answer that was no way on."""
        if tour_path:
            self.get(tour_path)
        offered = self.get(slot_path)
        form = offered.fields("key", "count_")
        if "key" not in form:  # sold out, and the page says so
            return offered
        held = self.post(slot_path, form)
        if held.status != 302:
            return held
        return self.save_visitor_details(held.location)

    def save_visitor_details(self, details_path: str) -> Page:
        """Step two and the ticket."""
        form = self.get(details_path)
        if form.status == 302:  # booked since, by another tab of this browser
            return self.get(form.location)
        answer = self.post(details_path, {**form.fields("v0_"), **PERSON})
        return self.get(answer.location) if answer.status == 302 else answer


class PatientVisitor(Visitor):
    """Asks again, and sends the same form again, whenever there are too many at once, as that page says."""

    def _ask(self, method: str, path: str, body: bytes | None) -> Page:
        page = super()._ask(method, path, body)
        while page.status == 503 and page.retry_after:
            page = super()._ask(method, path, body)
        return page
