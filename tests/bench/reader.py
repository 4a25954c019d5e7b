"""A client that costs next to nothing: one thread, many kept-alive connections, requests as bytes.

A page of a few hundred microseconds would otherwise be measured together with http.client's parsing of it.
"""

from __future__ import annotations

import gzip
import selectors
import socket
import statistics
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

PATIENCE = 60.0  # seconds


def get(url: str, path: str, *, cookies: str = "", network: str = "10.255.0.1") -> bytes:
    """The request of a browser for a page of the portal at this address."""
    lines = [
        f"GET {path} HTTP/1.1", f"Host: {urlsplit(url).netloc}", "Accept: text/html", "Accept-Language: ru",
        "Accept-Encoding: gzip", f"X-Forwarded-For: {network}", *([f"Cookie: {cookies}"] if cookies else []),
    ]  # fmt: skip
    return "\r\n".join([*lines, "", ""]).encode()


@dataclass(frozen=True)
class Answer:
    """An answer, and when its request was sent (time.perf_counter) and how many seconds later it was there."""

    head: bytes
    body: bytes
    began: float
    took: float

    @property
    def status(self) -> int:
        return int(self.head[9:12])

    @property
    def text(self) -> str:
        packed = b"\r\ncontent-encoding: gzip" in self.head.lower()
        return (gzip.decompress(self.body) if packed else self.body).decode()


@dataclass
class _Connection:
    address: tuple[str, int]
    socket: socket.socket = field(init=False)
    buffer: bytearray = field(default_factory=bytearray)
    began: float = 0.0

    def __post_init__(self) -> None:
        self.open()

    def open(self) -> None:
        self.socket = socket.create_connection(self.address, timeout=PATIENCE)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def send(self, request: bytes) -> None:
        self.buffer.clear()
        self.began = time.perf_counter()
        self.socket.sendall(request)

    def receive(self) -> Answer | None:
        """The answer, once it is complete. Raises ConnectionError where the server has closed in the middle."""
        part = self.socket.recv(262_144)
        if not part:
            raise ConnectionError("the server closed the connection")
        self.buffer += part
        end = self.buffer.find(b"\r\n\r\n")
        if end < 0:
            return None
        head = bytes(self.buffer[:end])
        start = end + 4
        if len(self.buffer) < start + _length(head):
            return None
        return Answer(head, bytes(self.buffer[start:]), self.began, time.perf_counter() - self.began)


def _length(head: bytes) -> int:
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return int(line.partition(b":")[2])
    if head[9:12] in (b"304", b"204"):
        return 0
    raise ValueError(f"an answer without a length: {head.decode(errors='replace')}")


def read(
    url: str, requests: Iterable[bytes], *, connections: int, seconds: float = 3600, keep: Callable[[Answer], None]
) -> float:
    """Send the requests over so many connections, each its next one as soon as it is answered; `keep` gets every
    answer. Nothing is sent after `seconds`. Returns how many seconds it took to the last answer.
    """
    address = urlsplit(url)
    waiting = iter(requests)
    began = time.perf_counter()
    with selectors.DefaultSelector() as selector:
        for request in _first(waiting, connections):
            connection = _Connection((str(address.hostname), int(address.port or 80)))
            selector.register(connection.socket, selectors.EVENT_READ, connection)
            connection.send(request)
        while selector.get_map():
            ready = selector.select(timeout=PATIENCE)
            if not ready:
                raise TimeoutError(f"no answer within {PATIENCE:.0f} s")
            for key, _events in ready:
                _advance(selector, key, waiting, began + seconds, keep)
    return time.perf_counter() - began


def _first(requests: Iterator[bytes], count: int) -> Iterator[bytes]:
    for _number, request in zip(range(count), requests, strict=False):
        yield request


def _advance(
    selector: selectors.BaseSelector, key: selectors.SelectorKey, waiting: Iterator[bytes], until: float,
    keep: Callable[[Answer], None],
) -> None:  # fmt: skip
    connection: _Connection = key.data
    answer = connection.receive()
    if answer is None:
        return
    keep(answer)
    request = next(waiting, None) if time.perf_counter() < until else None
    closes = b"\r\nconnection: close" in answer.head.lower()
    if closes or request is None:
        selector.unregister(connection.socket)
        connection.socket.close()
    if request is None:
        return
    if closes:  # a process that is being renewed
        connection.open()
        selector.register(connection.socket, selectors.EVENT_READ, connection)
    connection.send(request)


def percentile(seconds: Sequence[float], part: float) -> float:
    """In milliseconds; 0 for none."""
    ordered = sorted(seconds) or [0.0]
    if part == 0.5:
        return statistics.median(ordered) * 1000
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))] * 1000
