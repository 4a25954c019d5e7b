"""A gunicorn worker that serves its clients with waitress.

gunicorn starts, watches, renews and stops the processes. In each, one loop reads requests to their last byte and sends
answers from buffers; a thread is used only in between, so that a slow client costs a file descriptor and a few
kilobytes. docs/adr/0007 compares this with gunicorn's own thread worker and others.
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
HEAD_DEADLINE = 15.0  # from a request's first byte to the end of its headers, plus what its body may take
IDLE_AFTER = 75.0  # a keep-alive connection without a request; longer than browsers and proxies keep one
LINGER = 2.0  # how long a stopping worker keeps idle connections, on which a request may be under way
BODY_BYTES_PER_SECOND = 4096  # a slower upload is taken for an attack
CONNECTIONS = 1000  # per process; each holds a file descriptor
HEADER_BYTES = 32 * 1024
BODY_BYTES = 25 * 1024 * 1024  # a photo of 20 MB and its form


class HeadersOnly:
    """A WSGI application whose answers to HEAD have no body: Django leaves that to the server, waitress to Django.

    A client would take such a body for the beginning of the next answer on the connection.
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
    """One request, which tells the application whether it was admitted, and the client when to close the connection."""

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
            self.chunked_response = False  # or the end marker of a body would follow
        return header


class Channel(HTTPChannel):
    """One connection, closed when a request does not arrive in time."""

    task_class = Task
    began: float | None = None  # when the first byte of an incomplete request arrived

    def received(self, data: bytes) -> bool:
        unfinished = self.request
        accepted: bool = super().received(data)
        if self.request is None:
            self.began = None
        elif self.began is None or self.request is not unfinished:
            self.began = time.monotonic()
        return accepted

    def too_slow(self, now: float) -> bool:
        """Return whether the incomplete request should have arrived by now, at a rate that any phone achieves."""
        request, began = self.request, self.began
        if request is None or began is None:
            return False
        arrived = request.body_bytes_received if request.headers_finished else 0
        return now - began > HEAD_DEADLINE + arrived / BODY_BYTES_PER_SECOND


class Server(TcpWSGIServer):
    """The listening socket; `ending` once clients should connect to another process."""

    channel_class = Channel
    ending = False

    def maintenance(self, now: float) -> None:
        super().maintenance(now)
        for channel in list(self.active_channels.values()):
            if channel.too_slow(time.monotonic()):
                channel.will_close = True

    def stop_accepting(self) -> None:
        """Accept the connections in the backlog, then close the listening socket."""
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
    """Serves with waitress, drains before it stops, and stops by itself when it has served much or grown large."""

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
        """Handle SIGTERM: no longer ready, but still answering until load balancers have noticed."""
        state.begin_draining()

    def _turn(self) -> None:
        self.notify()
        wasyncore.loop(timeout=0.5, use_poll=True, map=self.map, count=1)
        if not self._has_a_parent():
            self.alive = False

    def _finish(self) -> None:
        """Answer what has arrived; close idle connections a moment later."""
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
    """Return the resident memory of this process on Linux; 0 elsewhere."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except OSError:
        return 0
    return pages * resource.getpagesize() / 2**20
