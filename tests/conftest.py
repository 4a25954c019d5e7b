"""What every test stands on: services of its own, a real server where needed, a browser where one is found."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.utils import translation

from tests import cluster

pytest_plugins = ["tests.kept.plugin", "tests.server", "tests.browser", "tests.post_office"]

HERE = Path(__file__).parent
LONG = {"test_axe.py", "test_outbox.py", "test_routes.py", "test_http.py", "test_load.py", "test_state_machine.py"}

_CLUSTER = pytest.StashKey[cluster.Cluster]()


def pytest_configure(config: pytest.Config) -> None:
    """Start the services before Django's settings are read, which pytest-django does after this."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "accelerator.settings"
    if started := cluster.start(config):
        config.stash[_CLUSTER] = started
    from django.conf import settings  # noqa: PLC0415 - reads the environment that was made just now

    if settings.MODE != "test":
        raise pytest.UsageError(
            "The settings were read before the tests' own services started: unset DJANGO_SETTINGS_MODULE."
        )
    if not hasattr(config, "workerinput"):
        from accelerator.base.common.catalogues import compile_all  # noqa: PLC0415 - reads the settings

        compile_all()  # a fresh checkout has the words' sources only
    if started:
        started.migrate_ahead()
    # Handed down to xdist's workers, it would make pytest-django read the settings before they have addresses.
    os.environ.pop("DJANGO_SETTINGS_MODULE")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The long ones first, in whatever order they have, so that no worker sits alone with one at the end."""
    items.sort(key=lambda item: not item.path.is_relative_to(HERE / "embedded") and item.path.name not in LONG)


def pytest_unconfigure(config: pytest.Config) -> None:
    if started := config.stash.get(_CLUSTER, None):
        started.stop()


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None) -> None:
    """A database of this process's own, copied from one that the owner's role migrated; tests are the application."""
    from django.db.models.signals import post_migrate  # noqa: PLC0415 - reads the settings

    from tests import travels  # noqa: PLC0415 - reads the settings
    from tests.factories.search import starting_synonyms  # noqa: PLC0415 - reads the settings

    cluster.provide_database()
    travels.begin()
    # Sent for each flush, by which tests that commit empty the tables: the search must not depend on their order.
    post_migrate.connect(starting_synonyms, sender=apps.get_app_config("search"))


@pytest.fixture(autouse=True)
def _russian() -> Iterator[None]:
    """Each test begins in Russian, whatever language the page before was asked in."""
    with translation.override("ru"):
        yield


@pytest.fixture(autouse=True)
def _no_page_is_kept() -> None:
    """Each test begins with no page kept: settings that differ between tests are no part of a page's key."""
    from accelerator.base.common.shelf import shelf  # noqa: PLC0415 - reads the settings

    shelf.clear()


@pytest.fixture
def steady_codes(monkeypatch: pytest.MonkeyPatch) -> None:
    """The codes of an authenticator app stay the same: one may not change between being typed and being checked."""
    now = time.time()
    monkeypatch.setattr("allauth.mfa.totp.internal.auth.time", SimpleNamespace(time=lambda: now))
