"""What those hear whom the process has no time for."""

from __future__ import annotations

import pytest

from accelerator.serving.plain_pages import policy_of
from accelerator.serving.refusal import Refusing


def ask(path: str, *, refused: bool) -> tuple[str, dict[str, str], str, list[str]]:
    """The answer of an application that notes who reaches it, and whom it has seen."""
    seen: list[str] = []
    started: list[tuple[str, dict[str, str]]] = []

    def application(environ, start_response):
        seen.append(environ["PATH_INFO"])
        start_response("200 OK", [])
        return [b"page"]

    def start_response(status: str, headers: list[tuple[str, str]]) -> None:
        started.append((status, dict(headers)))

    body = b"".join(Refusing(application)({"PATH_INFO": path, "portal.refused": refused}, start_response))
    [(status, headers)] = started
    return status, headers, body.decode(), seen


@pytest.mark.parametrize(
    ("path", "language", "words"),
    [("/tours/", "ru", "Слишком много посетителей сразу"), ("/en/tours/", "en", "Too many visitors at once")],
)
def test_refused_request_reaches_no_view(path: str, language: str, words: str):
    status, headers, page, seen = ask(path, refused=True)
    assert status == "503 Service Unavailable"
    assert (headers["Retry-After"], headers["Cache-Control"]) == ("5", "no-store")
    assert int(headers["Content-Length"]) == len(page.encode())
    assert seen == []
    assert f'<html lang="{language}">' in page
    assert words in page
    assert headers["Content-Security-Policy"] == policy_of(page)


def test_admitted_request_is_answered_by_the_portal():
    status, _headers, page, seen = ask("/tours/", refused=False)
    assert (status, page, seen) == ("200 OK", "page", ["/tours/"])
