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

from django.contrib.postgres.aggregates import BitXor
from django.db import migrations, models
from django.db.models import QuerySet, Value
from django.db.models.functions import Coalesce

from accelerator.base.common.models import Change
from accelerator.base.common.prepared import run


class Kind(IntEnum):
    """What a page may show."""

    CONTENT = 1  # texts, photos, prices, programmes: what people write
    OUTLOOK = 2  # the next start of each tour, and the places left in it


_VERSIONS = "SELECT " + ", ".join(
    f"coalesce(bit_xor(token) FILTER (WHERE kind = {kind.value}), 0)" for kind in Kind
)  # fmt: skip


def versions(kinds: Sequence[Kind] = tuple(Kind)) -> tuple[int, ...]:
    """Return the present version of each kind, by one statement."""
    row = run(f"{_VERSIONS} FROM common_change", {})[0]
    return tuple(row[kind - 1] for kind in kinds)


def version_of(kind: Kind) -> models.Subquery:
    """Return a kind's present version as an expression, for a statement that reads something else as well."""
    changes: QuerySet = Change.objects.filter(kind=kind).order_by().values("kind")
    return Coalesce(models.Subquery(changes.annotate(version=BitXor("token")).values("version")), Value(0))  # type: ignore[return-value]


class NoteChanges(migrations.RunSQL):
    """Note changes of a table's rows as changes of a kind, but not those of `ignored` columns alone."""

    def __init__(self, table: str, *, kind: Kind = Kind.CONTENT, ignored: Sequence[str] = ("version",)) -> None:
        arguments = f"{kind.value}, '{{{','.join(ignored)}}}'"
        events = {
            "insert": "INSERT ON {} REFERENCING NEW TABLE AS new_rows",
            "update": "UPDATE ON {} REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows",
            "delete": "DELETE ON {} REFERENCING OLD TABLE AS old_rows",
            "truncate": "TRUNCATE ON {}",
        }
        super().__init__(
            [
                f"CREATE TRIGGER {table}_noted_{event} AFTER {when.format(table)} "
                f"FOR EACH STATEMENT EXECUTE FUNCTION common_note_change({arguments})"
                for event, when in events.items()
            ],
            [f"DROP TRIGGER {table}_noted_{event} ON {table}" for event in events],
        )
        self._call = (table, kind, tuple(ignored))

    def deconstruct(self) -> tuple[str, Sequence[Any], dict[str, Any]]:
        table, kind, ignored = self._call
        return type(self).__qualname__, [table], {"kind": kind, "ignored": ignored}
