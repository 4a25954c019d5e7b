"""System checks of what the portal relies on."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections
from django.db.migrations.loader import MigrationLoader

from accelerator.base.common import hooks


@register(Tags.database)
def database_knows_cyrillic(databases: Sequence[str] | None = None, **_kwargs: Any) -> list[CheckMessage]:
    """Refuse a database whose character type is C: search and sorting would not know Russian letters."""
    problems: list[CheckMessage] = []
    for alias in databases or []:
        with connections[alias].cursor() as cursor:
            cursor.execute("SELECT lower('Ё') = 'ё'")
            if not cursor.fetchone()[0]:
                problems.append(
                    Error(
                        f"The database “{alias}” does not lowercase Russian letters.",
                        hint="Create it with LC_CTYPE C.UTF-8 (initdb --locale=C.UTF-8).",
                        id="common.E001",
                    )
                )
    return problems


@register(Tags.database)
def database_continues_these_migrations(databases: Sequence[str] | None = None, **_kwargs: Any) -> list[CheckMessage]:
    """Refuse a database whose migrations took another way than those on disk, such as one made before a squash.

    A database that is only ahead, of a later release, is fine: the release before works with it.
    """
    problems: list[CheckMessage] = []
    for alias in databases or []:
        loader = MigrationLoader(connections[alias], ignore_no_migrations=True)
        unknown = loader.applied_migrations.keys() - loader.disk_migrations.keys()
        waiting = loader.disk_migrations.keys() - loader.applied_migrations.keys()
        if apps_parted := sorted({app for app, _name in unknown} & {app for app, _name in waiting}):
            problems.append(
                Error(
                    f"The database “{alias}” was made by other migrations of {', '.join(apps_parted)} than those here:"
                    " begin with an empty one (the demo's: “make demo-reset”).",
                    id="common.E004",
                )
            )
    return problems


@register()
def hooks_are_answered(**_kwargs: Any) -> list[CheckMessage]:
    """Refuse a hook that lacks an answer it needs, or has two in one place."""
    problems: list[CheckMessage] = []
    for name, hook in hooks.declared():
        places = Counter(place for place, _answer in hook.answers)
        if places.total() < hook.needs:
            message = f"The hook {name} needs {hook.needs} answers and has {places.total()}."
            problems.append(Error(message, hint="Answer it in the answers.py of an installed app.", id="common.E002"))
        twice = [place for place, count in places.items() if count > 1]
        problems += [Error(f"The hook {name} has several answers at {one!r}.", id="common.E003") for one in twice]
    return problems
