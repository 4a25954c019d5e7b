"""Migrations of data go in batches: what would hold every row of a table until its end is refused here."""

from __future__ import annotations

import re

import pytest
from django.apps import apps
from django.db.migrations import RunPython, RunSQL
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation

from accelerator.base.common import batches
from accelerator.base.common.batches import RunInBatches, update_in_batches
from tests.factories.booking import confirmed_order
from tests.factories.tours import SlotFactory
from tours.booking.models import Booking

ROOMS = ("accelerator", "regions", "tours")
# Few rows, however old the portal is; each with its reason.
FEW_ROWS = {
    ("accounts", "0003_consent_texts"): "two texts",
    ("accounts", "0004_date_alert_text"): "one text",
    ("accounts", "0005_consent_needs"): "one text",
    ("enterprises", "0002_subjects"): "the table of subjects itself",
    ("search", "0002_synonyms"): "some sixty rows into a table made one migration earlier",
}
CHANGES_ROWS = re.compile(r"^\s*(?:UPDATE|DELETE|INSERT|TRUNCATE)\b", re.IGNORECASE | re.MULTILINE)


def at_once(operation: Operation) -> bool:
    """Whether the operation changes rows in one statement, as far as its kind tells."""
    if isinstance(operation, RunPython):
        return not isinstance(operation, RunInBatches)
    if not isinstance(operation, RunSQL):
        return False
    sql = re.sub(r"\$\$.*?\$\$", "", str(operation.sql), flags=re.DOTALL)  # the body of a function is for later
    return bool(CHANGES_ROWS.search(sql))


def test_migrations_of_data_go_in_batches() -> None:
    ours = {config.label for config in apps.get_app_configs() if config.name.split(".")[0] in ROOMS}
    found = {key: migration for key, migration in MigrationLoader(None).disk_migrations.items() if key[0] in ours}
    assert {key for key, migration in found.items() if any(map(at_once, migration.operations))} == FEW_ROWS.keys()
    in_batches = [one for one in found.values() if any(isinstance(step, RunInBatches) for step in one.operations)]
    assert not any(migration.atomic for migration in in_batches)


@pytest.mark.django_db
def test_every_row_is_updated_some_at_a_time(monkeypatch: pytest.MonkeyPatch, django_assert_num_queries) -> None:
    monkeypatch.setattr(batches, "BATCH", 2)
    slot = SlotFactory()
    for _one in range(5):
        confirmed_order(slot)
    update_in_batches(Booking.objects.all(), cancel_until_hours=7)
    assert set(Booking.objects.values_list("cancel_until_hours", flat=True)) == {7}
    with django_assert_num_queries(4 + 3 * 3):  # four reads, and three batches with a savepoint each
        update_in_batches(Booking.objects.all(), cancel_until_hours=8)
