"""Keys added to tables that have rows, step by step, so that nobody who reads or writes them waits for a scan.

For migrations with `atomic = False`; each step can be taken back.
"""

from collections.abc import Sequence

from django.db import migrations, models


def add_key(table: str, model: str, name: str, field: models.Field) -> migrations.SeparateDatabaseAndState:
    """Add an empty column for this relation; its index and its constraints are steps of their own."""
    add = f"ALTER TABLE {table} ADD COLUMN IF NOT EXISTS {name}_id bigint NULL"
    drop = f"ALTER TABLE {table} DROP COLUMN IF EXISTS {name}_id"
    return migrations.SeparateDatabaseAndState(
        [migrations.RunSQL(add, drop)], [migrations.AddField(model, name, field)]
    )


def add_index(table: str, column: str, *, unique: bool) -> migrations.RunSQL:
    """Build the index of a key while the table is used."""
    name = f"{table}_{column}_key"
    kind = "UNIQUE INDEX" if unique else "INDEX"
    return migrations.RunSQL(
        f"CREATE {kind} CONCURRENTLY IF NOT EXISTS {name} ON {table} ({column})",
        f"DROP INDEX CONCURRENTLY IF EXISTS {name}",
    )


def add_foreign_key(
    table: str, name: str, columns: Sequence[str], target: str, target_columns: Sequence[str]
) -> migrations.RunSQL:
    """Bind what is written from now on, then look through what is there."""
    key = f"FOREIGN KEY ({', '.join(columns)}) REFERENCES {target} ({', '.join(target_columns)})"
    return migrations.RunSQL(
        [
            f"ALTER TABLE {table} ADD CONSTRAINT {name} {key} DEFERRABLE INITIALLY DEFERRED NOT VALID",
            f"ALTER TABLE {table} VALIDATE CONSTRAINT {name}",
        ],
        f"ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {name}",
    )
