"""Optimistic locking of rows that two people may edit: a change names the version that its author saw."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol, TypeVar

from django.db import models
from django.utils.translation import gettext as _

from accelerator.base.common.errors import Refusal


class Versioned(models.Model):
    """A row whose `version` grows with each change; a change made from an older version is refused."""

    version = models.PositiveIntegerField(default=1, db_default=1, editable=False)

    class Meta:
        abstract = True


class EditConflict(Refusal):
    """The row has changed since this user opened it; `current` is the row as it is now."""

    def __init__(self, current: Any) -> None:
        super().__init__(_("Someone else changed this while you were editing it."))
        self.current = current


Row = TypeVar("Row", bound=Versioned)
ANY_VERSION = -1  # for callers that showed the row to no user


def lock_version(rows: "models.QuerySet[Row]", pk: int, expected: int, *, column: str = "version") -> Row:
    """Return the row, locked; raise EditConflict if it is no longer the version that was edited.

    A row that several forms edit in parts has a version `column` for each.
    """
    row = rows.select_for_update(no_key=True, of=("self",)).get(pk=pk)
    if expected not in (ANY_VERSION, getattr(row, column)):
        raise EditConflict(row)
    return row


class Editable(Protocol):
    """A model that names the fields which its forms ask for and its services accept."""

    @property
    def EDITABLE(self) -> tuple[str, ...]: ...  # noqa: N802 - a constant of the class


def assign(row: Editable, values: Mapping[str, Any]) -> list[str]:
    """Set the row's EDITABLE fields to these values; return the names of those that changed."""
    return assign_fields(row, row.EDITABLE, values)


def assign_fields(row: Any, fields: Iterable[str], values: Mapping[str, Any]) -> list[str]:
    """Set the named fields to their values, if given; return the names of those that changed."""
    changed = [name for name in fields if name in values and getattr(row, name, None) != values[name]]
    for name in changed:
        setattr(row, name, values[name])
    return changed


def save_next_version(row: Versioned, fields: Iterable[str] | None = None, *, column: str = "version") -> None:
    """Save the row, or these fields of it, as its next version."""
    setattr(row, column, getattr(row, column) + 1)
    row.save(update_fields=None if fields is None else {*fields, column})


def save_changes(row: Versioned, changed: Sequence[str], *derived: str, column: str = "version") -> None:
    """Save the changed fields and what is derived from them as the next version; nothing if none changed."""
    if changed:
        save_next_version(row, [*changed, *derived], column=column)
