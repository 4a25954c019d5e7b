"""How two organizers at work on one forum do not undo each other's work.

Whatever changes a programme first locks the forum's row, so that a release sees one state of it; and a change names
the version that its author had before their eyes.
"""

from dataclasses import fields
from typing import Any, TypeVar

from django.db import models

from accelerator.forum.errors import EditedMeanwhile, ForumArchived
from accelerator.forum.models import Forum, Versioned

Row = TypeVar("Row", bound=Versioned)


def open_forum(forum: Forum) -> Forum:
    """The forum's row, locked; an archived forum's programme is closed."""
    locked = Forum.objects.locked(forum.pk)
    if locked.is_archived:
        raise ForumArchived
    return locked


def lock_version(rows: "models.QuerySet[Row]", pk: int, expected_version: int) -> Row:
    """The row, locked, if it is still the version that was edited; EditedMeanwhile otherwise."""
    row = rows.select_for_update(no_key=True, of=("self",)).get(pk=pk)
    if row.version != expected_version:
        raise EditedMeanwhile(row)
    return row


def apply(values: Any, row: Any) -> None:
    """Copy a dataclass of values onto a row."""
    for item in fields(values):
        setattr(row, item.name, getattr(values, item.name))


def save_next_version(row: Versioned) -> None:
    """Write the row as its next version."""
    row.version += 1
    row.save()
