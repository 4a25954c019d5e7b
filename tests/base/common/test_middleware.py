"""Policies of answers are django-csp's, and control characters those of Unicode."""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Callable

import pytest
from csp.decorators import csp_exempt, csp_replace, csp_update
from csp.middleware import CSPMiddleware
from django.http import Http404, HttpRequest, HttpResponse
from django.test import RequestFactory

from accelerator.base.common.middleware import ContentPolicyMiddleware, PlainRequestMiddleware
from tests.base.common.test_frame import policy_in

View = Callable[[HttpRequest], HttpResponse]


def plain(_request: HttpRequest) -> HttpResponse:
    return HttpResponse()


def with_nonce(request: HttpRequest) -> HttpResponse:
    request._csp_nonce = "once"  # type: ignore[attr-defined] # what asking for `csp_nonce` leaves
    return HttpResponse()


def with_own_header(_request: HttpRequest) -> HttpResponse:
    return HttpResponse(headers={"Content-Security-Policy": "default-src 'none'"})


VIEWS: dict[str, View] = {
    "plain": plain,
    "with a nonce": with_nonce,
    "with a header of its own": with_own_header,
    "with one directive more": csp_update({"worker-src": ["blob:"]})(plain),  # type: ignore[arg-type]
    "with another directive": csp_replace({"img-src": ["data:"]})(plain),  # type: ignore[arg-type]
    "without a policy": csp_exempt()(plain),
}


@pytest.mark.parametrize("view", VIEWS.values(), ids=VIEWS)
def test_policies_are_those_of_the_library(view: View) -> None:
    for _time in range(2):  # what one answer has is not the next one's
        asked = RequestFactory().get("/")
        ours, theirs = ContentPolicyMiddleware(view)(asked), CSPMiddleware(view)(RequestFactory().get("/"))
        assert ours.headers.keys() == theirs.headers.keys()
        if view is not VIEWS["without a policy"]:
            assert policy_in(ours) == policy_in(theirs)


def test_nonce_can_not_be_asked_for_when_the_policy_is_written() -> None:
    request = RequestFactory().get("/")
    ContentPolicyMiddleware(plain)(request)

    with pytest.raises(Exception, match="after the CSP header has been written"):
        str(request.csp_nonce)  # type: ignore[attr-defined]


def test_control_characters_are_those_of_unicode() -> None:
    middleware = PlainRequestMiddleware(plain)
    refused = set()
    for letter in map(chr, range(sys.maxunicode + 1)):
        request = HttpRequest()
        request.method, request.path_info = "GET", f"/tours/{letter}/"
        try:
            middleware.process_view(request)
        except Http404:
            refused.add(letter)

    assert refused == {letter for letter in map(chr, range(sys.maxunicode + 1)) if unicodedata.category(letter) == "Cc"}


def test_cookies_with_control_characters_are_dropped() -> None:
    request = RequestFactory().get("/")
    request.COOKIES = {"a": "1\x7f", "b": "2", "c": "\u0085"}
    PlainRequestMiddleware(plain)(request)

    assert request.COOKIES == {"b": "2"}
