"""Rows that two people may edit at once: a change names the version that its author had before their eyes."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol, TypeVar

from django.db import models
from django.utils.translation import gettext as _

from accelerator.base.common.errors import Refusal


class Versioned(models.Model):
    """Each change raises `version`, and one made from an older one is refused."""

    version = models.PositiveIntegerField(default=1, db_default=1, editable=False)

    class Meta:
        abstract = True


class EditConflict(Refusal):
    """Somebody else has changed the thing since this person opened it; `current` is what it is now."""

    def __init__(self, current: Any) -> None:
        super().__init__(_("Somebody else has changed this while you were editing it."))
        self.current = current


Row = TypeVar("Row", bound=Versioned)
ANY_VERSION = -1  # for callers that have shown the row to nobody


def lock_version(rows: "models.QuerySet[Row]", pk: int, expected: int, *, column: str = "version") -> Row:
    """Return the row, locked. Raise EditConflict if it is no longer the version that was edited.

    A row of which several forms show different parts has a `column` of versions for each.
    """
    row = rows.select_for_update(no_key=True, of=("self",)).get(pk=pk)
    if expected not in (ANY_VERSION, getattr(row, column)):
        raise EditConflict(row)
    return row


class Editable(Protocol):
    """A model that names the fields which people fill in: its forms ask for them, its services take them."""

    @property
    def EDITABLE(self) -> tuple[str, ...]: ...  # noqa: N802 - a constant of the class


def assign(row: Editable, values: Mapping[str, Any]) -> list[str]:
    """Set those of the row's EDITABLE fields that the values hold; return the names of those that were different."""
    return assign_fields(row, row.EDITABLE, values)


def assign_fields(row: Any, fields: Iterable[str], values: Mapping[str, Any]) -> list[str]:
    """Set those of these fields that the values hold; return the names of those that were different."""
    changed = [name for name in fields if name in values and getattr(row, name, None) != values[name]]
    for name in changed:
        setattr(row, name, values[name])
    return changed


def save_next_version(row: Versioned, fields: Iterable[str] | None = None, *, column: str = "version") -> None:
    """Write the row, or these fields of it, as its next version."""
    setattr(row, column, getattr(row, column) + 1)
    row.save(update_fields=None if fields is None else {*fields, column})


def save_changes(row: Versioned, changed: Sequence[str], *derived: str, column: str = "version") -> None:
    """Write what was changed, and what is derived from it, as the next version; without a change, nothing."""
    if changed:
        save_next_version(row, [*changed, *derived], column=column)
