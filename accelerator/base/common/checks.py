"""System checks of what the portal stands on."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections


@register(Tags.database)
def database_knows_cyrillic(databases: Sequence[str] | None = None, **_kwargs: Any) -> list[CheckMessage]:
    """Refuses a database whose character type is C: search and sorting would not know Russian letters."""
    problems: list[CheckMessage] = []
    for alias in databases or []:
        with connections[alias].cursor() as cursor:
            cursor.execute("SELECT lower('Ё') = 'ё'")
            if not cursor.fetchone()[0]:
                problems.append(
                    Error(
                        f"The database “{alias}” does not lower Russian letters.",
                        hint="Create it with LC_CTYPE C.UTF-8 (initdb --locale=C.UTF-8).",
                        id="common.E001",
                    )
                )
    return problems
