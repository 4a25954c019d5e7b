"""Print the SQL of all migrations of our own apps as JSON, by app and name."""

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
        sql = io.StringIO()
        call_command("sqlmigrate", label, name, stdout=sql, skip_checks=True, no_color=True)
        steps[f"{label}/{name}"] = sql.getvalue()
    json.dump(steps, sys.stdout)


if __name__ == "__main__":
    main()
