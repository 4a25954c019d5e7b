"""Answers to HEAD: the headers that GET would have, and then nothing that the next answer could be taken for."""

from __future__ import annotations

import socket
from io import BytesIO
from urllib.parse import urlsplit

import pytest
from waitress.buffers import ReadOnlyFileBasedBuffer

from accelerator.serving.worker import HeadersOnly
from tests.server import Portal


def conversation(portal: Portal, *requests: str) -> bytes:
    """All that is answered on one connection before the portal ends it."""
    address = urlsplit(portal.url)
    with socket.create_connection((address.hostname, address.port), timeout=60) as client:
        for line in requests[:-1]:
            client.sendall(f"{line} HTTP/1.1\r\nHost: {address.netloc}\r\n\r\n".encode())
        client.sendall(f"{requests[-1]} HTTP/1.1\r\nHost: {address.netloc}\r\nConnection: close\r\n\r\n".encode())
        answer = b""
        while part := client.recv(65536):
            answer += part
    return answer


@pytest.mark.parametrize("path", ["/regions/", "/no-such-page/", "/static/js/app.js"])
def test_answer_to_head_is_the_headers_of_get_alone(live_portal: Portal, path: str) -> None:
    head, _, rest = conversation(live_portal, f"HEAD {path}", "GET /healthz").partition(b"\r\n\r\n")
    page, _, _body = conversation(live_portal, f"GET {path}").partition(b"\r\n\r\n")

    assert head.split(b"\r\n")[0] == page.split(b"\r\n")[0]
    assert rest.startswith(b"HTTP/1.1 200 OK\r\n")
    assert rest.count(b"HTTP/1.1 ") == 1


def test_nothing_follows_an_answer_of_unknown_length(live_portal: Portal) -> None:
    head, _, rest = conversation(live_portal, "HEAD /healthz").partition(b"\r\n\r\n")

    assert b"\r\nTransfer-Encoding: chunked" in head
    assert rest == b""


def test_file_is_closed_and_not_sent() -> None:
    content = BytesIO(b"picture")
    answer = HeadersOnly(lambda *_: ReadOnlyFileBasedBuffer(content))

    assert list(answer({"REQUEST_METHOD": "HEAD"}, None)) == []
    assert content.closed


def test_other_methods_have_their_body() -> None:
    answer = HeadersOnly(lambda *_: [b"page"])

    assert list(answer({"REQUEST_METHOD": "GET"}, None)) == [b"page"]
