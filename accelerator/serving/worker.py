"""A gunicorn worker whose clients are waitress's affair.

gunicorn starts, watches, renews and ends the processes. Inside each, one loop reads requests to their last byte and
sends answers from buffers; a thread is taken only in between, so that a client who is slow costs a file descriptor and
a few kilobytes. What gunicorn's own thread worker does instead, and its rivals, is measured in docs/adr/0007.
"""

from __future__ import annotations

import os
import resource
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from gunicorn.workers.base import Worker
from waitress import wasyncore
from waitress.adjustments import Adjustments
from waitress.channel import HTTPChannel
from waitress.server import TcpWSGIServer
from waitress.task import WSGITask

from accelerator.serving import configuration, state
from accelerator.serving.admission import Dispatcher
from accelerator.serving.refusal import Environ, Refusing

# Seconds
HEAD_DEADLINE = 15.0  # from a request's first byte to the end of its headers, and for what arrives of its body by then
IDLE_AFTER = 75.0  # a kept-alive connection without a request; longer than a browser or proxy keeps one
LINGER = 2.0  # a worker that ends keeps idle connections so long: on one of them a request may be under way
BODY_BYTES_PER_SECOND = 4096  # below which an upload is taken for an attack
CONNECTIONS = 1000  # of a process; each holds a file descriptor
HEADER_BYTES = 32 * 1024
BODY_BYTES = 25 * 1024 * 1024  # a photo of 20 MB and the form around it


class HeadersOnly:
    """A WSGI application whose answers to HEAD have no body: Django leaves that to the server, waitress to Django.

    What follows such an answer would be read as the beginning of the next one on this connection.
    """

    def __init__(self, application: Callable[[Environ, Any], Iterable[bytes]]) -> None:
        self._application = application

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        answer = self._application(environ, start_response)
        if environ["REQUEST_METHOD"] != "HEAD":
            return answer
        if hasattr(answer, "close"):
            answer.close()
        return ()


class Task(WSGITask):
    """One request; tells the application whether it was admitted, and the client whether to keep the connection."""

    def get_environment(self) -> dict[str, Any]:
        environ: dict[str, Any] = super().get_environment()
        environ["portal.refused"] = self.request.refused
        environ["SERVER_SOFTWARE"] = ""
        return environ

    def build_response_header(self) -> bytes:
        if self.channel.server.ending:
            self.request.headers["CONNECTION"] = "close"
        header: bytes = super().build_response_header()
        if self.request.command == "HEAD":
            self.chunked_response = False  # or the end of a body would follow that was not sent
        return header


class Channel(HTTPChannel):
    """One connection, which is ended when a request does not arrive in time."""

    task_class = Task
    began: float | None = None  # when the first byte of a request arrived that is not complete yet

    def received(self, data: bytes) -> bool:
        unfinished = self.request
        accepted: bool = super().received(data)
        if self.request is None:
            self.began = None
        elif self.began is None or self.request is not unfinished:
            self.began = time.monotonic()
        return accepted

    def too_slow(self, now: float) -> bool:
        """Whether the request under way should have arrived by now, at a pace that any phone keeps."""
        request, began = self.request, self.began
        if request is None or began is None:
            return False
        arrived = request.body_bytes_received if request.headers_finished else 0
        return now - began > HEAD_DEADLINE + arrived / BODY_BYTES_PER_SECOND


class Server(TcpWSGIServer):
    """The listening socket; `ending` once this process wants its clients to go elsewhere."""

    channel_class = Channel
    ending = False

    def maintenance(self, now: float) -> None:
        super().maintenance(now)
        for channel in list(self.active_channels.values()):
            if channel.too_slow(time.monotonic()):
                channel.will_close = True

    def stop_accepting(self) -> None:
        """Take in who has come already, and then nobody."""
        before = -1
        while len(self.active_channels) != before:
            before = len(self.active_channels)
            self.handle_accept()
        self.accepting = False
        self.del_channel()
        self.socket.close()

    def close_idle(self) -> None:
        for channel in list(self.active_channels.values()):
            if not channel.requests and channel.request is None and not channel.total_outbufs_len:
                channel.will_close = True


class BufferingWorker(Worker):
    """Serves with waitress; drains before it ends; ends by itself when it has served much or grown large."""

    alive: bool

    def run(self) -> None:
        self.dispatcher = Dispatcher(threads=self.cfg.threads)
        self.dispatcher.start()
        adjustments = Adjustments(
            sockets=self.sockets, threads=self.cfg.threads, ident=None, asyncore_use_poll=True,
            connection_limit=CONNECTIONS, channel_timeout=IDLE_AFTER, cleanup_interval=1, backlog=self.cfg.backlog,
            max_request_header_size=HEADER_BYTES, max_request_body_size=BODY_BYTES, log_socket_errors=False,
            clear_untrusted_proxy_headers=False,  # Django reads those it has been told to trust
        )  # fmt: skip
        self.map: dict[int, Any] = {}
        application = HeadersOnly(Refusing(self.wsgi))
        self.servers = [
            Server(
                application, self.map, _sock=sock, dispatcher=self.dispatcher, adj=adjustments, bind_socket=False,
                sockinfo=(sock.family, sock.type, sock.proto, sock.getsockname()),
            )
            for sock in (wrapped.sock for wrapped in self.sockets)
        ]  # fmt: skip
        while self.alive and not state.is_draining():
            self._turn()
            if self._has_served_enough():
                self.alive = False
        drained_at = time.monotonic() + (configuration.drain_seconds if state.is_draining() else 0)
        for server in self.servers:
            server.ending = True
        while time.monotonic() < drained_at and self._has_a_parent():
            self._turn()
        self._finish()

    def handle_exit(self, sig: int, frame: Any) -> None:  # noqa: ARG002 - a signal handler
        """SIGTERM: not ready any more, but who comes before that is known is still answered."""
        state.begin_draining()

    def _turn(self) -> None:
        self.notify()
        wasyncore.loop(timeout=0.5, use_poll=True, map=self.map, count=1)
        if not self._has_a_parent():
            self.alive = False

    def _finish(self) -> None:
        """Answer who is here; those who wait with an idle connection are let go, a moment later."""
        for server in self.servers:
            server.stop_accepting()
        linger_until = time.monotonic() + LINGER
        until = time.monotonic() + configuration.finish_seconds
        while time.monotonic() < until and self._has_a_parent():
            if time.monotonic() > linger_until or not self._is_kept_alive():
                for server in self.servers:
                    server.close_idle()
            if self.dispatcher.idle and not any(server.active_channels for server in self.servers):
                break
            self.notify()
            wasyncore.loop(timeout=0.05, use_poll=True, map=self.map, count=1)
        self.dispatcher.stop()

    def _is_kept_alive(self) -> bool:
        return any(server.active_channels for server in self.servers)

    def _has_a_parent(self) -> bool:
        return self.ppid == os.getppid()

    def _has_served_enough(self) -> bool:
        return self.dispatcher.answered >= self.max_requests or _memory_mb() > configuration.max_memory_mb


def _memory_mb() -> float:
    """Return what this process holds of the machine's memory, where Linux tells; 0 elsewhere."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except OSError:
        return 0
    return pages * resource.getpagesize() / 2**20
