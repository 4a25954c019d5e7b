"""Rows that two people may edit at once: a change names the version that its author had before their eyes."""

from collections.abc import Mapping
from typing import Any, Protocol, TypeVar

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


class Editable(Protocol):
    """A model that names the fields which people fill in: its forms ask for them, its services take them."""

    @property
    def EDITABLE(self) -> tuple[str, ...]: ...  # noqa: N802 - a constant of the class


def assign(row: Editable, values: Mapping[str, Any]) -> None:
    """Set those of the row's EDITABLE fields that the values hold; whatever else they hold is passed over."""
    for name in row.EDITABLE:
        if name in values:
            setattr(row, name, values[name])


def save_next_version(row: Versioned) -> None:
    """Write the row as its next version."""
    row.version += 1
    row.save()
