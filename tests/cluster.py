"""The throw-away PostgreSQL and Valkey of one pytest run.

The run's first process (with xdist, its controller) starts them in a folder of its own and ends them; every worker
then has a database copied from one migrated template, and two numbers of the Valkey. A DATABASE_URL in the
environment is not used: a test run never touches a database in use.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import psycopg
import pytest
from psycopg import sql

from accelerator.embedded.addresses import APP_ROLE, DATABASE, OWNER_ROLE, SUPERUSER, Addresses, addresses
from accelerator.embedded.processes import Failure
from accelerator.embedded.services import Services, postgres_binary

ROOT = Path(__file__).resolve().parent.parent
FOLDER = "PORTAL_TEST_FOLDER"
TEMPLATE = "portal_template"
PREFIX = "portal-tests-"


class Cluster:
    """Owned by the run's first process."""

    def __init__(self) -> None:
        sweep()
        self.folder = Path(tempfile.mkdtemp(prefix=PREFIX))
        self.folder.chmod(0o711)  # as root, PostgreSQL runs as nobody and passes through
        self._lock = (self.folder / "lock").open("w")
        fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        self._services = Services(self.folder / "services", durable=False)
        self._ahead = Thread(target=self._migrate, daemon=True)
        self._failure = ""
        try:
            self._services.start()
        except BaseException:
            self.stop()
            raise
        os.environ[FOLDER] = str(self.folder)

    def migrate_ahead(self) -> None:
        """Begin with the template while the tests are still being collected."""
        self._ahead.start()

    def _migrate(self) -> None:
        try:
            with exclusively("template"):
                _migrate_template_once(client())
        except (Failure, OSError, psycopg.Error) as failure:
            self._failure = str(failure)

    def stop(self) -> None:
        if self._failure:  # of what its workers say on leaving, xdist shows nothing
            print(f"error: {self._failure}", file=sys.stderr)  # noqa: T201
        self._services.stop()
        if self._ahead.is_alive():
            self._ahead.join()  # without its database it ends by itself
        self._lock.close()
        shutil.rmtree(self.folder, ignore_errors=True)
        os.environ.pop(FOLDER, None)


def sweep() -> None:
    """Remove what runs that were killed have left; a folder in use is locked."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        try:
            with (folder / "lock").open("r+") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(folder, ignore_errors=True)
        except OSError:
            continue


def start(config: pytest.Config) -> Cluster | None:
    """Start the cluster in the run's first process, and point this process's settings at its own database."""
    cluster = None
    if not hasattr(config, "workerinput"):
        # SIGTERM and a closed terminal end a run as Ctrl-C does, with everything it started.
        for number in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.default_int_handler)
        try:
            cluster = Cluster()
        except Failure as failure:
            raise pytest.UsageError(str(failure)) from failure
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    number = 0 if worker == "main" else int(worker.removeprefix("gw")) + 1
    os.environ.update(environment(worker, number))
    return cluster


def environment(worker: str, number: int) -> dict[str, str]:
    """What a process of the portal needs in order to work on a worker's own database."""
    services = services_addresses()
    return {
        "PORTAL_MODE": "test",
        "PORTAL_LOCAL": str(Path(os.environ[FOLDER]) / worker),
        "DATABASE_URL": services.url_for(APP_ROLE, database_name(worker)),
        "REDIS_URL": services.redis_url_for(2 * number),
        "CELERY_BROKER_URL": services.celery_broker_url_for(2 * number + 1),
        "MEDIA_ROOT": str(Path(os.environ[FOLDER]) / worker / "media"),
    }


def services_addresses() -> Addresses:
    return addresses(os.environ[FOLDER], "services")


def client() -> Services:
    """The run's services for a caller that uses but never starts or ends them."""
    return Services(Path(os.environ[FOLDER]) / "services", durable=False)


def database_name(worker: str) -> str:
    return f"test_{worker}"


def owner_url(database: str) -> str:
    return services_addresses().url_for(OWNER_ROLE, database)


def provide_database() -> None:
    """Give this process its own database, a copy of the template that the first one to come has migrated."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    with template() as services, services.superuser() as connection:
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER {}").format(
                sql.Identifier(database_name(worker)), sql.Identifier(TEMPLATE), sql.Identifier(OWNER_ROLE)
            )
        )


def copy_template_to(other: Services) -> None:
    """Put what the migrations have made into another cluster's database, owners and rights included."""
    with other.superuser() as connection:
        name, owner = sql.Identifier(DATABASE), sql.Identifier(OWNER_ROLE)
        connection.execute(sql.SQL("DROP DATABASE {}").format(name))
        connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(name, owner))
    with template() as services:
        dump = [*_program("pg_dump", services), "--format=custom", TEMPLATE]
        taken = subprocess.run(dump, capture_output=True, check=True).stdout
    restore = [*_program("pg_restore", other), "--exit-on-error", f"--dbname={DATABASE}"]
    subprocess.run(restore, input=taken, check=True)


def _program(name: str, services: Services) -> list[str | Path]:
    return [postgres_binary(name), f"--host={services.addresses.sockets}", f"--username={SUPERUSER}"]


@contextmanager
def template() -> Iterator[Services]:
    """The run's services with a template that is migrated and that no other process copies at the same time."""
    services = client()
    with exclusively("template"):
        try:
            _migrate_template_once(services)
        except Failure as failure:
            pytest.exit(str(failure), returncode=3)
        yield services


def _migrate_template_once(services: Services) -> None:
    done = Path(os.environ[FOLDER]) / "template.migrated"
    if done.exists():
        return
    services.create_database(TEMPLATE)
    migrated = subprocess.run(
        [sys.executable, "manage.py", "migrate", "--verbosity=0", "--no-input", "--skip-checks"],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": owner_url(TEMPLATE)},
        capture_output=True,
        text=True,
        check=False,
    )
    if migrated.returncode != 0:
        raise Failure(f"The migrations failed:\n{migrated.stdout}{migrated.stderr}")
    with services.superuser(TEMPLATE) as connection:
        # Tests that commit empty the tables afterwards; the application itself may not.
        connection.execute(
            sql.SQL("GRANT TRUNCATE ON ALL TABLES IN SCHEMA public TO {}").format(sql.Identifier(APP_ROLE))
        )
        # For tests that travel in time (tests/travels.py).
        connection.execute(
            "CREATE OR REPLACE FUNCTION common_now() RETURNS timestamptz LANGUAGE sql VOLATILE AS"
            " $$SELECT coalesce(nullif(current_setting('portal.now', true), '')::timestamptz, clock_timestamp())$$"
        )
        connection.execute(sql.SQL("GRANT SET ON PARAMETER deadlock_timeout TO {}").format(sql.Identifier(APP_ROLE)))
    done.touch()


@contextmanager
def exclusively(what: str) -> Iterator[None]:
    """One process of this run at a time."""
    with (Path(os.environ[FOLDER]) / f"{what}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
