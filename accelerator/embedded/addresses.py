"""Where the embedded PostgreSQL and Valkey of a checkout listen.

Both listen on unix sockets in a folder of the checkout and on no TCP port, so two checkouts run side by side and no
other user of the machine can reach them. Standard library only: settings import this module without a DATABASE_URL.
"""

from __future__ import annotations

import hashlib
import os
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

DATABASE = "portal"
OWNER_ROLE = "portal_owner"
APP_ROLE = "portal_app"
SUPERUSER = "postgres"
# Part of the socket's name only; stated in every address, so that a PGPORT in the environment changes nothing.
PORT = 5432

NOBODY = 65534  # PostgreSQL refuses to run as root; this uid exists on every Linux

# sockaddr_un holds 108 bytes, the last of them a NUL.
_LONGEST_SOCKET_PATH = 107
_LONGEST_SOCKET_NAME = max(len(f".s.PGSQL.{PORT}"), len("valkey.sock"))


class UnsafeFolder(Exception):
    """A folder that the services would use belongs to another user."""


@dataclass(frozen=True)
class Addresses:
    """The folders of one instance, and the addresses of its services."""

    folder: Path
    sockets: Path

    @property
    def environment(self) -> dict[str, str]:
        """Return all addresses as environment variables; DATABASE_OWNER_URL is for migrations."""
        return {
            "DATABASE_URL": self.url_for(APP_ROLE),
            "DATABASE_OWNER_URL": self.url_for(OWNER_ROLE),
            "REDIS_URL": self.redis_url_for(1),
            "CELERY_BROKER_URL": self.celery_broker_url_for(0),  # another number: clearing the cache keeps the tasks
        }

    @property
    def valkey_socket(self) -> Path:
        return self.sockets / "valkey.sock"

    @property
    def postgres_socket(self) -> Path:
        return self.sockets / f".s.PGSQL.{PORT}"

    def url_for(self, role: str, database: str = DATABASE) -> str:
        """Return a database URL whose host is the sockets' folder."""
        return f"postgres://{role}@/{quote(database)}?host={quote(str(self.sockets))}&port={PORT}"

    def redis_url_for(self, number: int) -> str:
        return f"unix://{quote(str(self.valkey_socket))}?db={number}"

    def celery_broker_url_for(self, number: int) -> str:
        return f"redis+socket://{quote(str(self.valkey_socket))}?virtual_host={number}"

    def conninfo(self, role: str = SUPERUSER, database: str = "postgres") -> dict[str, str | int]:
        """Return keyword arguments for psycopg.connect()."""
        return {"host": str(self.sockets), "port": PORT, "user": role, "dbname": database}


def addresses(local: Path | str, instance: str = "demo") -> Addresses:
    """Return the addresses of an instance whose data are under the local folder; nothing is created."""
    folder = Path(local).expanduser().resolve() / instance
    return Addresses(folder=folder, sockets=_sockets_of(folder))


def _sockets_of(folder: Path) -> Path:
    near = folder / "run"
    if _fits(near):
        return near
    name = "portal-" + hashlib.sha256(os.fsencode(folder)).hexdigest()[:20]
    short = Path(tempfile.gettempdir()) / name
    if not _fits(short):
        short = Path("/tmp") / name  # noqa: S108 - refused below if it is another user's
    check_private_folder(short)
    return short


def _fits(folder: Path) -> bool:
    return len(os.fsencode(folder)) + 1 + _LONGEST_SOCKET_NAME <= _LONGEST_SOCKET_PATH


def check_private_folder(folder: Path) -> None:
    """Raise UnsafeFolder if the folder exists and another user could have put a socket into it."""
    try:
        found = folder.lstat()
    except FileNotFoundError:
        return
    ours = {os.geteuid()} | ({NOBODY} if os.geteuid() == 0 else set())
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in ours or stat.S_IMODE(found.st_mode) & 0o077:
        raise UnsafeFolder(f"{folder} is not a private folder of this user; remove it and start again.")
