"""Where the demo listens, and the addresses under which people and the demo itself reach it."""

from __future__ import annotations

import contextlib
import errno
import socket
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from accelerator.embedded.processes import Failure

LOOPBACK, EVERYWHERE = "127.0.0.1", "0.0.0.0"  # noqa: S104 - only if HOST asks for it
PORT_ATTEMPTS, PORT_PAUSE = 40, 0.25  # ten seconds in all


@dataclass(frozen=True)
class Door:
    """A host of this machine and a port."""

    host: str
    port: int

    @property
    def url(self) -> str:
        """Return the address that people enter, with which links in the demo's mails begin.

        On loopback it is a name, since browsers create no passkey for an IP address.
        """
        host = own_address() if self.host == EVERYWHERE else self.host
        return f"http://{'localhost' if host == LOOPBACK else host}:{self.port}"

    @property
    def near(self) -> str:
        """Return host and port as this machine reaches them, since 0.0.0.0 is no address to connect to."""
        return f"{LOOPBACK if self.host == EVERYWHERE else self.host}:{self.port}"

    @property
    def allowed_hosts(self) -> str:
        """Return ALLOWED_HOSTS; a demo that listens everywhere cannot know all its names."""
        return "*" if self.host == EVERYWHERE else f"localhost,127.0.0.1,[::1],testserver,{self.host}"

    @contextlib.contextmanager
    def reserved(self) -> Iterator[socket.socket]:
        """Bind the web server's socket before anything else is started; gunicorn inherits it."""
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as listening:
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            self._bind(listening)
            yield listening

    def _bind(self, listening: socket.socket) -> None:
        """Bind the port; retry for a moment, since a killed demo may just be releasing it."""
        for attempt in range(PORT_ATTEMPTS):
            try:
                return listening.bind((self.host, self.port))
            except (socket.gaierror, UnicodeError) as problem:
                raise self._no_host() from problem
            except OSError as problem:
                if problem.errno == errno.EADDRNOTAVAIL:
                    raise self._no_host() from problem
                if problem.errno != errno.EADDRINUSE or attempt == PORT_ATTEMPTS - 1:
                    raise Failure(
                        f"Port {self.port} cannot be used ({problem.strerror}): "
                        f"take another one, for example “PORT={self.port + 1} make demo”."
                    ) from problem
            time.sleep(PORT_PAUSE)
        return None

    def _no_host(self) -> Failure:
        return Failure(
            f"HOST is “{self.host}”, which is no IPv4 address of this machine: "
            f"set it to one, to {EVERYWHERE} for all of them, or leave it out."
        )


def door_of(environment: Mapping[str, str]) -> Door:
    """Return the door for HOST and PORT; by default the loopback interface and 8000."""
    port = environment.get("PORT") or "8000"
    if not port.isdecimal() or not 0 < int(port) < 65536:
        raise Failure(f"PORT is “{port}”: set it to a number from 1 to 65535.")
    return Door(environment.get("HOST") or LOOPBACK, int(port))


def own_address() -> str:
    """Return the address from which this machine would reach others, without sending anything."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # a network reserved for documentation
        except OSError:
            return LOOPBACK
        return str(probe.getsockname()[0])


def free_port() -> int:
    with socket.create_server((LOOPBACK, 0)) as probe:
        return int(probe.getsockname()[1])
