"""Data migrations in batches, so that no booking waits for all of it."""

from typing import Any

from django.db import migrations, models, transaction

BATCH = 2000


def update_in_batches(rows: models.QuerySet, **values: Any) -> None:
    """Update these rows in the order of their keys, each batch in its own transaction.

    For a migration with `atomic = False`. Interrupted, it is run again: values must not depend on those they replace.
    """
    last = 0
    while batch := list(rows.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH]):
        with transaction.atomic():
            rows.model._default_manager.filter(pk__in=batch).update(**values)
        last = batch[-1]


class RunInBatches(migrations.RunPython):
    """RunPython of a function that changes rows by `update_in_batches` alone."""
