"""Versions of what readers see: they change in the transaction that changes it, and never otherwise.

Triggers (`NoteChanges`, in the migration of each table that a public page reads) add a row with a random token for each
statement that really changed something. A kind's version is the XOR of its tokens. So

- nobody waits for anybody: changing a version locks no row;
- a reader sees the new version with the change, and not before;
- a version names a history: after a restore from a backup it is the version of then, and no later one comes again.

The triggers fold old rows into one now and then, which leaves the XOR as it is.
"""

from collections.abc import Sequence
from enum import IntEnum
from typing import Any

from django.db import migrations

from accelerator.base.common.prepared import run


class Kind(IntEnum):
    """What a page may show."""

    CONTENT = 1  # texts, photos, prices, programmes: what people write
    OUTLOOK = 2  # the next start of each tour, and the places left in it
    CHOICE = 3  # what there is to choose from, and by what: neither its texts nor how many places are left


# The versions of all kinds as one value, for a statement that reads something else as well.
VERSIONS = "SELECT ARRAY[{}] FROM common_change".format(  # noqa: S608 - numbers of this module
    ", ".join(f"coalesce(bit_xor(token) FILTER (WHERE kind = {kind.value}), 0)" for kind in Kind)
)


def versions(kinds: Sequence[Kind] = tuple(Kind)) -> tuple[int, ...]:
    """Return the present version of each kind, by one statement."""
    return of_kinds(run(VERSIONS, {})[0][0], kinds)


def of_kinds(read: Sequence[int], kinds: Sequence[Kind]) -> tuple[int, ...]:
    """Return those of the VERSIONS read that belong to these kinds."""
    return tuple(read[kind - 1] for kind in kinds)


class NoteChanges(migrations.RunSQL):
    """Note changes of a table's rows as changes of a kind, but not those of `ignored` columns alone.

    A table that is noted for several kinds has triggers of several names.
    """

    def __init__(
        self, table: str, *, kind: Kind = Kind.CONTENT, ignored: Sequence[str] = ("version",), name: str = "noted"
    ) -> None:
        arguments = f"{kind.value}, '{{{','.join(ignored)}}}'"
        events = {
            "insert": "INSERT ON {} REFERENCING NEW TABLE AS new_rows",
            "update": "UPDATE ON {} REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows",
            "delete": "DELETE ON {} REFERENCING OLD TABLE AS old_rows",
            "truncate": "TRUNCATE ON {}",
        }
        super().__init__(
            [
                f"CREATE TRIGGER {table}_{name}_{event} AFTER {when.format(table)} "
                f"FOR EACH STATEMENT EXECUTE FUNCTION common_note_change({arguments})"
                for event, when in events.items()
            ],
            [f"DROP TRIGGER {table}_{name}_{event} ON {table}" for event in events],
        )
        self._call = (table, kind, tuple(ignored), name)

    def deconstruct(self) -> tuple[str, Sequence[Any], dict[str, Any]]:
        table, kind, ignored, name = self._call
        return type(self).__qualname__, [table], {"kind": kind, "ignored": ignored, "name": name}
