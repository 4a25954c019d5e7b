"""A portal of the release before, with people in it, becomes one of this release and loses nothing; and goes back."""

from __future__ import annotations

import os
import re
import subprocess
import tomllib
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import psycopg
import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from psycopg import sql
from pytest_django import DjangoDbBlocker

from accelerator.base.common.encryption import decrypt
from accelerator.embedded.addresses import OWNER_ROLE, SUPERUSER
from accelerator.embedded.services import Services, postgres_binary
from tests import cluster
from tests.elsewhere import connected_to
from tours.booking.models import Booking, Order, VisitorIdentity
from tours.booking.services.cancellations import cancel_by_visitor
from tours.booking.services.erasure import withdraw_consent
from tours.booking.services.seats import audit_capacity
from tours.models import Tour

HERE = Path(__file__).parent
RELEASES = sorted(path.stem for path in HERE.glob("*.sql"))
# What Django itself writes after every migration, and the texts that migrations publish.
GROWS = {"django_migrations", "django_content_type", "auth_permission", "accounts_consenttext"}

pytestmark = pytest.mark.xdist_group("upgrades")


@pytest.fixture(scope="module", params=RELEASES)
def upgraded(request: pytest.FixtureRequest, django_db_blocker: DjangoDbBlocker) -> Iterator[tuple[str, str]]:
    """The name of the release before, and of a database that has come from it to this one."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    services, name = cluster.client(), f"upgraded_{request.param}_{worker}"
    services.create_database(name)
    where = [f"--host={services.addresses.sockets}", f"--username={OWNER_ROLE}", f"--dbname={name}"]
    subprocess.run(
        [postgres_binary("psql"), *where, "--quiet", "--set=ON_ERROR_STOP=1", f"--file={HERE / request.param}.sql"],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    try:
        with connected_to(services, django_db_blocker, database=name, role=OWNER_ROLE):
            call_command("migrate", verbosity=0, interactive=False)
        yield request.param, name
    finally:
        with services.superuser() as connection:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture
def database(upgraded: tuple[str, str]) -> Iterator[str]:
    """A copy for one test."""
    services, name = cluster.client(), f"{upgraded[1]}_copy"
    with services.superuser() as connection:
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER {}").format(
                sql.Identifier(name), sql.Identifier(upgraded[1]), sql.Identifier(OWNER_ROLE)
            )
        )
    try:
        yield name
    finally:
        with services.superuser() as connection:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture
def release(upgraded: tuple[str, str]) -> str:
    return upgraded[0]


@pytest.fixture
def at_work(database: str, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The application, as its own role, in the database that has been upgraded."""
    with connected_to(cluster.client(), django_db_blocker, database=database):
        yield


def rows_of(release: str) -> dict[str, int]:
    """How many rows the release had in each table."""
    text = (HERE / f"{release}.sql").read_text()
    return {
        table: rows.count("\n")
        for table, rows in re.findall(
            r"^COPY public\.(\w+) \([^\n]*\) FROM stdin;\n(.*?)^\\\.$", text, re.MULTILINE | re.DOTALL
        )
    }


def counted(services: Services, database: str) -> dict[str, int]:
    with psycopg.connect(**services.addresses.conninfo(SUPERUSER, database)) as connection:  # type: ignore[arg-type]
        tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        return {
            name: connection.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(name))).fetchone()[0]  # type: ignore[index]
            for (name,) in tables
        }


def opened(identity: VisitorIdentity) -> str:
    assert identity.sealed is not None
    assert identity.wrapped_key is not None
    person = str(identity.visitor.uuid)
    return decrypt(bytes(identity.sealed), wrapped_key=bytes(identity.wrapped_key), person=person, field="identity")


def test_every_version_has_a_section_and_the_last_release_a_database_to_come_from() -> None:
    versions = re.findall(r"^## (\d+\.\d+\.\d+) – ", (cluster.ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    project = tomllib.loads((cluster.ROOT / "pyproject.toml").read_text())["project"]
    assert versions[0] == project["version"]
    assert RELEASES[-1] in versions[:2]  # before its release a version has a database too, where migrations begin again


def test_databases_of_the_releases_have_people_in_them() -> None:
    assert RELEASES
    assert all(rows_of(release)["booking_order"] > 5 for release in RELEASES)


def test_upgrade_keeps_every_row_and_every_model_can_read_its_own(at_work: None, release: str, database: str) -> None:
    before, after = rows_of(release), counted(cluster.client(), database)
    assert {table: after.get(table) for table in before if table not in GROWS} == {
        table: rows for table, rows in before.items() if table not in GROWS
    }
    for model in apps.get_models():
        assert len(list(model._default_manager.all())) >= before.get(model._meta.db_table, 0)


def test_release_before_can_still_write_beside_this_one(at_work: None, release: str, database: str) -> None:
    """While web and worker are replaced one by one, the old ones write rows without the new columns."""
    text = (HERE / f"{release}.sql").read_text()
    known = {
        (table, column.strip(' "'))
        for table, columns in re.findall(r"^COPY public\.(\w+) \((.*)\) FROM stdin;$", text, re.MULTILINE)
        for column in columns.split(",")
    }
    tables = {table for table, _column in known}
    with psycopg.connect(**cluster.client().addresses.conninfo(SUPERUSER, database)) as connection:  # type: ignore[arg-type]
        needed = connection.execute(
            "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'"
            " AND is_nullable = 'NO' AND column_default IS NULL AND is_identity = 'NO' AND is_generated = 'NEVER'"
        ).fetchall()
    assert [(table, column) for table, column in needed if table in tables and (table, column) not in known] == []


def test_what_was_promised_before_the_upgrade_is_kept_after_it(at_work: None) -> None:
    assert audit_capacity() == []
    client = Client()
    for order in Order.objects.confirmed():
        assert client.get(order.get_absolute_url()).status_code == 200
    for tour in Tour.objects.filter(status=Tour.Status.PUBLISHED):
        assert client.get(reverse("catalogue:tour", args=[tour.slug])).status_code == 200
    sealed = VisitorIdentity.objects.filter(erased_at__isnull=True).select_related("visitor")
    assert [opened(identity) for identity in sealed] == ['{"document_number": "4500 123456"}']


@pytest.mark.usefixtures("post_office")
def test_everything_that_beat_rings_does_its_work(at_work: None) -> None:
    for entry in settings.CELERY_BEAT_SCHEDULE.values():
        room, task = entry["task"].split(".")
        config = next(config for config in apps.get_app_configs() if config.label == room)
        getattr(import_module(f"{config.name}.tasks"), task)()


def test_people_of_the_release_before_can_cancel_and_be_forgotten(at_work: None) -> None:
    ahead = Booking.objects.filter(status=Booking.Status.CONFIRMED).order_by("pk")
    mine, other = ahead[0].order, ahead.exclude(order=ahead[0].order)[0].order
    cancel_by_visitor(order=mine)
    withdraw_consent(order=other)
    assert not hasattr(Order.objects.get(pk=other.pk), "contact")
    assert audit_capacity() == []


def test_upgrade_can_be_taken_back(release: str, database: str, django_db_blocker: DjangoDbBlocker) -> None:
    text = (HERE / f"{release}.sql").read_text()
    applied = re.search(r"^COPY public\.django_migrations [^\n]*\n(.*?)^\\\.$", text, re.MULTILINE | re.DOTALL)
    assert applied is not None
    leaves: dict[str, str] = {}
    for line in applied[1].splitlines():
        _pk, app, migration, _at = line.split("\t")
        leaves[app] = max(leaves.get(app, ""), migration)
    with connected_to(cluster.client(), django_db_blocker, database=database, role=OWNER_ROLE):
        before = counted(cluster.client(), database)
        for app, migration in leaves.items():
            call_command("migrate", app, migration, verbosity=0, interactive=False)
    after = counted(cluster.client(), database)
    kept = rows_of(release).keys() - GROWS
    assert {table: after[table] for table in kept} == {table: before[table] for table in kept}
