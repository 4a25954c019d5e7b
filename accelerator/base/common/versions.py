"""Rows that two people may edit at once: a change names the version that its author had before their eyes."""

from dataclasses import fields
from typing import Any, TypeVar

from django.db import models
from django.utils.translation import gettext as _

from accelerator.base.common.errors import Refusal


class Versioned(models.Model):
    """Each change raises `version`, and one made from an older one is refused."""

    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True


class EditConflict(Refusal):
    """Somebody else has changed the thing since this person opened it; `current` is what it is now."""

    def __init__(self, current: Any) -> None:
        super().__init__(_("Somebody else has changed this while you were editing it."))
        self.current = current


Row = TypeVar("Row", bound=Versioned)


def lock_version(rows: "models.QuerySet[Row]", pk: int, expected_version: int) -> Row:
    """The row, locked, if it is still the version that was edited; EditConflict otherwise."""
    row = rows.select_for_update(no_key=True, of=("self",)).get(pk=pk)
    if row.version != expected_version:
        raise EditConflict(row)
    return row


def apply(values: Any, row: Any) -> None:
    """Copy a dataclass of values onto a row."""
    for item in fields(values):
        setattr(row, item.name, getattr(values, item.name))


def save_next_version(row: Versioned) -> None:
    """Write the row as its next version."""
    row.version += 1
    row.save()
