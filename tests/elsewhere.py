"""Django's connection of this process, for a while in another database than the run's own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from pytest_django import DjangoDbBlocker

from accelerator.embedded.addresses import APP_ROLE, DATABASE
from accelerator.embedded.services import Services


@contextmanager
def connected_to(
    services: Services, blocker: DjangoDbBlocker, *, database: str = DATABASE, role: str = APP_ROLE
) -> Iterator[None]:
    """The ORM works in this database, as this role; for tests without a database fixture of their own."""
    given: dict[str, Any] = connection.settings_dict
    kept = dict(given)
    where = services.addresses.conninfo(role, database)
    with blocker.unblock():
        connection.close()
        given.update(HOST=str(where["host"]), PORT=str(where.get("port", "")), NAME=database, USER=role, PASSWORD="")
        try:
            yield
        finally:
            connection.close()
            given.clear()
            given.update(kept)
