"""What the portal refuses to stand on."""

import os
import subprocess
import sys
from collections.abc import Iterator

import pytest
from django.core.checks import run_checks
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from accelerator.embedded.addresses import APP_ROLE
from tests import cluster


@pytest.fixture
def letterless() -> Iterator[str]:
    """The address of a database of the character type C, as a server without a locale makes it."""
    name, kind = "letterless", "LOCALE_PROVIDER libc LC_COLLATE 'C' LC_CTYPE 'C'"
    services = cluster.client()
    with services.superuser() as connected:
        connected.execute(f"CREATE DATABASE {name} TEMPLATE template0 {kind}")
    yield services.addresses.url_for(APP_ROLE, name)
    with services.superuser() as connected:
        connected.execute(f"DROP DATABASE {name} WITH (FORCE)")


def test_database_that_knows_russian_letters_is_taken(db: None) -> None:
    assert [problem for problem in run_checks(databases=["default"]) if problem.id == "common.E001"] == []


def test_database_that_does_not_lower_russian_letters_is_refused(letterless: str) -> None:
    """Asked as before a migration; Django's tests reach no database that the settings do not name."""
    checked = subprocess.run(
        [sys.executable, "manage.py", "check", "--database", "default"],
        cwd=cluster.ROOT, env={**os.environ, "DATABASE_URL": letterless}, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert checked.returncode == 1
    assert "(common.E001) The database “default” does not lowercase Russian letters." in checked.stderr


def problems_with_migrations() -> list[str]:
    return [problem.msg for problem in run_checks(databases=["default"]) if problem.id == "common.E004"]


@pytest.mark.django_db
def test_database_of_a_later_release_is_taken() -> None:
    MigrationRecorder(connection).record_applied("tours", "0002_of_the_next_release")
    assert problems_with_migrations() == []


@pytest.mark.django_db
def test_database_whose_migrations_went_another_way_is_refused_in_words() -> None:
    recorder = MigrationRecorder(connection)
    recorder.record_applied("tours", "0002_gone")
    recorder.record_unapplied("tours", "0001_initial")
    (problem,) = problems_with_migrations()
    assert problem.startswith("The database “default” was made by other migrations of tours than those here")
