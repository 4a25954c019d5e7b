"""Print the SQL of all migrations of our own apps as JSON, by step; the initial ones of an app are one step.

They run on empty tables, one after the other, so that what locks a table that has rows is harmless among them.
"""

from __future__ import annotations

import io
import json
import os
import sys
from pathlib import Path

ROOMS = {"accelerator", "regions", "tours"}
ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "accelerator.settings")

import django  # noqa: E402
from django.apps import apps  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.db.migrations.loader import MigrationLoader  # noqa: E402


def main() -> None:
    django.setup()
    ours = {config.label for config in apps.get_app_configs() if config.name.split(".")[0] in ROOMS}
    loader = MigrationLoader(connection)
    steps: dict[str, str] = {}
    for label, name in sorted(loader.disk_migrations):
        if label not in ours:
            continue
        step = "initial" if loader.disk_migrations[label, name].initial else name
        sql = io.StringIO()
        call_command("sqlmigrate", label, name, stdout=sql, skip_checks=True, no_color=True)
        steps[f"{label}/{step}"] = steps.get(f"{label}/{step}", "") + sql.getvalue()
    for step, text in steps.items():
        # One transaction, so that the linter sees which tables are new.
        steps[step] = text.replace("COMMIT;\nBEGIN;\n", "")
    json.dump(steps, sys.stdout)


if __name__ == "__main__":
    main()
