"""The reference proxy of deploy/ as nginx runs it, in front of a real server."""

from __future__ import annotations

import http.client
import re
import shutil
import socket
import ssl
import tempfile
import time
from base64 import b64encode
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from threading import Thread
from typing import ClassVar

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from accelerator.embedded.door import free_port
from accelerator.embedded.processes import spawn, wait_until
from accelerator.portal.models import Page
from tests.cluster import ROOT
from tests.factories.portal import PageFactory
from tests.server import Portal

DEPLOY = ROOT / "deploy" / "proxy"
NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
pytestmark = pytest.mark.skipif(NGINX is None, reason="nginx is not installed (on Debian: apt install nginx-light)")


class Proxy:
    """nginx with the configuration of deploy/, at ports of its own."""

    def __init__(self, folder: Path, upstream: str, *, keeps_pages: str) -> None:
        self.plain, self.tls = free_port(), free_port()
        for name in ("certificate", "tmp", "run", "acme"):
            (folder / name).mkdir(mode=0o755)
        shutil.copytree(DEPLOY / "error", folder / "error")
        certificate = make_certificate(folder / "certificate")
        self.context = ssl.create_default_context(cafile=str(certificate))
        kept = (DEPLOY / "keep" / f"{keeps_pages}.conf").read_text()
        (folder / "keep.conf").write_text(kept.replace("/tmp/", f"{folder}/tmp/"))  # noqa: S108
        written = (DEPLOY / "nginx.conf").read_text()
        for there, here in (
            ("/tmp/", f"{folder}/tmp/"),  # noqa: S108 - first: the others lead there
            ("http://web:8000", upstream),
            ("listen 8080", f"listen 127.0.0.1:{self.plain}"),
            ("listen 8443", f"listen 127.0.0.1:{self.tls}"),
            ("/etc/proxy", str(folder)),
            ("/run/nginx.pid", f"{folder}/run/nginx.pid"),
            ("/dev/stdout", f"{folder}/access.log"),
        ):
            assert there in written
            written = written.replace(there, here)
        configuration = folder / "nginx.conf"
        configuration.write_text(written)
        self.log = folder / "access.log"
        argv = [str(NGINX), "-c", str(configuration), "-p", str(folder), "-g", "daemon off;"]
        with (folder / "nginx.log").open("wb") as output:
            self.child = spawn("nginx", argv, output=output)
        assert wait_until(self._answers, seconds=30), (folder / "nginx.log").read_text()

    def _answers(self) -> bool:
        assert self.child.process.poll() is None, (self.log.parent / "nginx.log").read_text()
        try:
            return self.ask("/proxyz", tls=False)[0] == 200
        except OSError:
            return False

    def ask(
        self, path: str, *, tls: bool = True, headers: dict[str, str] | None = None, body: bytes | None = None
    ) -> tuple[int, http.client.HTTPMessage, str]:
        connection = (
            http.client.HTTPSConnection("127.0.0.1", self.tls, timeout=60, context=self.context)
            if tls
            else http.client.HTTPConnection("127.0.0.1", self.plain, timeout=60)
        )
        try:
            connection.request("GET" if body is None else "POST", path, body, headers or {})
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read().decode(errors="replace")
        finally:
            connection.close()


def make_certificate(folder: Path) -> Path:
    """A certificate of 127.0.0.1's own, for a day."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    (folder / "privkey.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    (folder / "fullchain.pem").write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    return folder / "fullchain.pem"


@contextmanager
def proxy_before(upstream: str, *, keeps_pages: str = "no") -> Iterator[Proxy]:
    with tempfile.TemporaryDirectory(prefix="px") as name:
        folder = Path(name)
        folder.chmod(0o755)  # as root, nginx's processes run as nobody
        proxy = Proxy(folder, upstream, keeps_pages=keeps_pages)
        try:
            yield proxy
        finally:
            proxy.child.stop()


@pytest.fixture
def proxy(live_portal: Portal) -> Iterator[Proxy]:
    with proxy_before(live_portal.url) as proxy:
        yield proxy


class Echo(BaseHTTPRequestHandler):
    """Answers with the headers that reach it."""

    def do_GET(self) -> None:
        body = "".join(f"{name}: {value}\n" for name, value in self.headers.items()).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args: object) -> None:
        pass


@pytest.fixture
def echo() -> Iterator[Proxy]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Echo)
    Thread(target=server.serve_forever, daemon=True).start()
    with proxy_before(f"http://127.0.0.1:{server.server_port}") as proxy:
        yield proxy
    server.shutdown()
    server.server_close()


class Shop(BaseHTTPRequestHandler):
    """Answers as the portal does, and notes what it was asked."""

    asked: ClassVar[list[tuple[str, str | None]]] = []
    etag = 'W/"1"'
    HEADERS: ClassVar[dict[str, dict[str, str]]] = {
        "/page/": {"Cache-Control": "private, no-cache"},
        "/cookie/": {"Cache-Control": "private, no-cache", "Set-Cookie": "seen=1"},
        "/secret/": {"Cache-Control": "no-store, private"},
        "/silent/": {},
    }

    def do_GET(self) -> None:
        known = self.headers.get("If-None-Match")
        self.asked.append((self.path, known))
        body = f"{self.path} {self.etag}".encode()
        self.send_response(304 if known == self.etag else 200)
        self.send_header("ETag", self.etag)
        self.send_header("Vary", "Accept-Encoding, Cookie")
        for name, value in self.HEADERS[self.path.partition("?")[0]].items():
            self.send_header(name, value)
        if known != self.etag:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if known != self.etag:
            self.wfile.write(body)

    def do_POST(self) -> None:
        self.do_GET()

    def log_message(self, *_args: object) -> None:
        pass


@pytest.fixture
def shop() -> Iterator[str]:
    Shop.asked, Shop.etag = [], 'W/"1"'
    server = ThreadingHTTPServer(("127.0.0.1", 0), Shop)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def keeping(shop: str) -> Iterator[Proxy]:
    with proxy_before(shop, keeps_pages="yes") as proxy:
        yield proxy


def test_proxy_keeps_no_page_unless_it_is_told_to(shop: str):
    with proxy_before(shop) as proxy:
        for _time in range(3):
            proxy.ask("/page/")
    assert len(Shop.asked) == 3


def test_page_is_asked_for_once_a_second_and_then_whether_it_is_the_same(keeping: Proxy):
    began = time.monotonic()
    answers = {keeping.ask("/page/")[2] for _time in range(50)}
    took = time.monotonic() - began

    assert answers == {'/page/ W/"1"'}
    assert len(Shop.asked) <= 2 + took
    assert {known for _path, known in Shop.asked[1:]} <= {Shop.etag}  # and was answered with 304

    Shop.etag = 'W/"2"'
    time.sleep(2.1)
    assert keeping.ask("/page/")[2] == '/page/ W/"2"'
    assert Shop.asked[-1] == ("/page/", 'W/"1"')


def test_readers_revalidate_a_kept_page(keeping: Proxy):
    _status, headers, _body = keeping.ask("/page/")
    status, again, body = keeping.ask("/page/", headers={"If-None-Match": headers["ETag"]})

    assert (status, body) == (304, "")
    assert again["ETag"] == headers["ETag"]
    assert headers["Cache-Control"] == "private, no-cache"  # readers keep nothing unasked


def test_address_and_encoding_tell_pages_apart(keeping: Proxy):
    for path, encoding in (("/page/", "gzip"), ("/page/", "identity"), ("/page/?page=2", "gzip")):
        before = len(Shop.asked)
        assert keeping.ask(path, headers={"Accept-Encoding": encoding})[0] == 200
        assert len(Shop.asked) == before + 1


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        *(("/page/", {"Cookie": f"{name}=x"}) for name in ("sessionid", "holder", "messages", "csrftoken", "anything")),
        ("/page/", {"Authorization": "Basic eDp5"}),
        ("/page/", {"HX-Request": "true"}),
        ("/page/", {"Range": "bytes=0-1"}),
        ("/cookie/", {}),
        ("/secret/", {}),
        ("/silent/", {}),
    ],
    ids=str,
)
def test_what_may_be_somebodys_is_neither_kept_nor_answered_from_what_is(
    keeping: Proxy, path: str, headers: dict[str, str]
):
    keeping.ask("/page/")
    Shop.asked.clear()
    for _time in range(3):
        keeping.ask(path, headers={**headers, "If-None-Match": 'W/"0"'} if headers else {})

    assert len(Shop.asked) == 3
    assert not headers or {known for _path, known in Shop.asked} == {'W/"0"'}  # handed on as it is

    Shop.etag = 'W/"2"'
    assert keeping.ask(path, headers=headers)[2] == f'{path} W/"2"'


def test_form_that_is_sent_reaches_the_portal(keeping: Proxy):
    for _time in range(3):
        keeping.ask("/page/", body=b"a=b")
    assert len(Shop.asked) == 3


def test_page_of_the_portal_is_at_most_two_seconds_old(live_portal: Portal):
    page = PageFactory()
    address = page.get_absolute_url()
    with proxy_before(live_portal.url, keeps_pages="yes") as proxy:
        _status, headers, _page = proxy.ask(address)
        Page.objects.filter(pk=page.pk).update(title={"ru": "Переименованная"})
        changed = time.monotonic()
        assert "Переименованная" in proxy.ask(address, headers={"Cookie": "look=theme:dark"})[2]
        while "Переименованная" not in proxy.ask(address)[2]:
            assert time.monotonic() - changed < 3  # its clock counts whole seconds, and a busy machine some
            time.sleep(0.05)
        assert proxy.ask(address, headers={"If-None-Match": headers["ETag"]})[0] == 200
        _status, headers, _page = proxy.ask(address)
        assert proxy.ask(address, headers={"If-None-Match": headers["ETag"]})[0] == 304


def test_portal_learns_the_client_address_from_the_proxy_alone(echo: Proxy):
    forged = {
        "Host": "tours.example.org", "X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "http",
        "X-Forwarded-Host": "evil.example", "Forwarded": "for=203.0.113.9", "X-Real-IP": "203.0.113.9",
    }  # fmt: skip
    _status, _headers, body = echo.ask("/", headers=forged)
    lines = set(body.splitlines())
    assert {"Host: tours.example.org", "X-Forwarded-For: 127.0.0.1", "X-Forwarded-Proto: https"} <= lines
    assert "203.0.113.9" not in body
    assert "evil.example" not in body


def test_pages_come_through_as_they_are(proxy: Proxy):
    status, headers, page = proxy.ask("/regions/", headers={"Accept-Encoding": "gzip"})
    assert status == 200
    assert headers["Content-Encoding"] == "gzip"  # the portal's, which pads
    assert "nginx/" not in str(headers)
    assert page


def test_plain_http_leads_to_tls(proxy: Proxy):
    status, headers, _page = proxy.ask("/tours/?page=2", tls=False, headers={"Host": "tours.example.org"})
    assert (status, headers["Location"]) == (308, "https://tours.example.org/tours/?page=2")


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_health_is_no_strangers_affair(proxy: Proxy, path: str):
    assert proxy.ask(path)[0] == 404


def test_body_beyond_a_photo_is_refused(proxy: Proxy):
    assert proxy.ask("/appearance/", headers={"Content-Length": str(26 * 2**20)}, body=b"")[0] == 413


HALF_HEAD = b"GET /regions/ HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Half: "
HALF_BODY = b"POST /appearance/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100000\r\n\r\ntheme="


@pytest.mark.parametrize("words", [None, b"", HALF_HEAD, HALF_BODY], ids=["no TLS", "silent", "head", "body"])
def test_forty_half_open_connections_keep_nobody_waiting(proxy: Proxy, words: bytes | None):
    with ExitStack() as stack:
        for _number in range(40):
            client = stack.enter_context(socket.create_connection(("127.0.0.1", proxy.tls), timeout=30))
            if words is not None:
                client = stack.enter_context(proxy.context.wrap_socket(client, server_hostname="127.0.0.1"))
                client.sendall(words)
        assert [proxy.ask("/regions/")[0] for _time in range(5)] == [200] * 5


@pytest.mark.parametrize(
    ("path", "words"), [("/tours/", "Портал скоро вернётся"), ("/en/tours/", "The portal will be back in a moment")]
)
def test_portal_that_is_away_is_a_page_with_a_time_to_come_again(path: str, words: str):
    with proxy_before(f"http://127.0.0.1:{free_port()}") as proxy:
        status, headers, page = proxy.ask(path)
    assert (status, headers["Retry-After"], headers["Cache-Control"]) == (503, "5", "no-store")
    assert words in page


def test_network_that_sends_too_much_is_refused_with_a_reason(echo: Proxy):
    with ExitStack() as stack:
        for _number in range(100):
            client = stack.enter_context(socket.create_connection(("127.0.0.1", echo.tls), timeout=30))
            client = stack.enter_context(echo.context.wrap_socket(client, server_hostname="127.0.0.1"))
            client.sendall(HALF_BODY)
        assert wait_until(lambda: echo.ask("/en/")[0] == 429, seconds=30)
        _status, headers, page = echo.ask("/en/")
    assert headers["Retry-After"] == "5"
    assert "sending more requests than the portal takes" in page


def test_secret_links_are_in_no_log(echo: Proxy):
    echo.ask("/orders/s3cret-of-a-letter/ticket.pdf?code=s3cret-too")
    assert wait_until(lambda: '"GET /orders"' in echo.log.read_text(), seconds=30)
    assert "s3cret" not in echo.log.read_text()


@pytest.mark.parametrize("page", sorted((DEPLOY / "error").glob("*/*.html")), ids=str)
def test_pages_of_the_proxy_are_styled_under_its_policy(page: Path):
    [style] = re.findall(r"<style>(.*?)</style>", page.read_text(), re.DOTALL)
    digest = b64encode(sha256(style.encode()).digest()).decode()

    assert f"style-src 'sha256-{digest}'" in (DEPLOY / "nginx.conf").read_text()
