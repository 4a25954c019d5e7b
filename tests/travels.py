"""Tells the database the time of tests that travel: its triggers judge by `common_now()` what lies ahead."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.backends.signals import connection_created
from time_machine import escape_hatch

from accelerator.base.common import clock

_CHANGES = ("INSERT", "UPDATE", "DELETE", "WITH", "MERGE")
_told: set[int] = set()


def begin() -> None:
    """Have each connection of this process tell the time before it changes anything."""
    connection_created.connect(_listen)


def tell(connection: Any) -> None:
    """Tell the database what time it is in this thread, if that is pretended or has been."""
    is_pretended = clock._pretended.get() is not None or escape_hatch.is_travelling()
    if is_pretended or id(connection) in _told:
        _told.add(id(connection))  # for good: a rollback takes back what was told
        moment = clock.now().isoformat() if is_pretended else ""
        # By no cursor, since some tests count statements and calls.
        connection.connection.pgconn.exec_(f"SELECT set_config('portal.now', '{moment}', false)".encode())


def _listen(connection: Any, **_others: Any) -> None:
    if _before_changes not in connection.execute_wrappers:
        connection.execute_wrappers.append(_before_changes)


def _before_changes(execute: Callable[..., Any], text: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:
    connection = context["connection"]
    if str(text).lstrip().startswith(_CHANGES):
        with connection.wrap_database_errors:
            tell(connection)
    return execute(text, params, many, context)
