"""Write down the database of the release at hand, for the next ones to be upgraded from.

Where migrations begin again, the version in work gets one too, so that every further migration has rows to keep.

`python -m tests.upgrades` in the checkout of a release makes `tests/upgrades/<version>.sql`: its tables as it had them,
with two enterprises and everything that belongs to them, people who booked, cancelled, came and took their consent
back, and an outbox in every state.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent


def main() -> None:
    from accelerator.embedded.addresses import DATABASE, SUPERUSER  # noqa: PLC0415 - run as a module of the checkout
    from accelerator.embedded.services import Services, postgres_binary  # noqa: PLC0415

    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    with tempfile.TemporaryDirectory(prefix="portal-upgrade-") as folder:
        Path(folder).chmod(0o711)  # as root, PostgreSQL runs as nobody and passes through
        with Services(Path(folder) / "services", durable=False) as services:
            where = services.addresses
            os.environ.update(
                where.environment,
                PORTAL_MODE="test",
                MEDIA_ROOT=str(Path(folder) / "media"),
                DJANGO_SETTINGS_MODULE="accelerator.settings",
            )
            owner = {**os.environ, "DATABASE_URL": where.environment["DATABASE_OWNER_URL"]}
            subprocess.run(
                [sys.executable, "manage.py", "migrate", "--verbosity=0", "--no-input"], cwd=ROOT, env=owner, check=True
            )
            import django  # noqa: PLC0415 - reads the environment that was made just now

            django.setup()
            from tests.upgrades.world import furnish  # noqa: PLC0415 - its models need the settings

            furnish()
            dump = subprocess.run(
                [
                    postgres_binary("pg_dump"), f"--host={where.sockets}", f"--username={SUPERUSER}", "--schema=public",
                    "--no-owner", "--no-privileges", "--no-comments", "--restrict-key=portal", DATABASE,
                ],
                capture_output=True,
                text=True,
                check=True,
            ).stdout  # fmt: skip
    (HERE / f"{version}.sql").write_text(squeezed(dump))


def squeezed(dump: str) -> str:
    """The dump without the lines that say nothing: comments, blanks, and the schema that every database has."""
    kept = []
    for line in dump.splitlines():
        if line.startswith(("\\", "CREATE SCHEMA public", "ALTER SCHEMA public")) and not line.startswith("\\."):
            continue
        if line.strip() and not line.startswith("--"):
            kept.append(line)
    return "\n".join(kept) + "\n"


if __name__ == "__main__":
    main()
