"""What an operator reads is what the portal reads."""

import re
import subprocess

from accelerator.embedded.addresses import APP_ROLE, OWNER_ROLE
from accelerator.embedded.services import postgres_binary
from tests import cluster

OPERATIONS = (cluster.ROOT / "docs" / "operations.md").read_text()
SETTINGS = (cluster.ROOT / "accelerator" / "settings.py").read_text()
SIGN_IN = (cluster.ROOT / "accelerator" / "sign_in.py").read_text()
ENV_EXAMPLE = (cluster.ROOT / "deploy" / ".env.example").read_text()
COMPOSE = (cluster.ROOT / "deploy" / "compose.yaml").read_text()


def variables_of_settings() -> set[str]:
    return {*re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', SETTINGS), *re.findall(r'"([A-Z]+_[A-Z_]+)"', SIGN_IN)}


def test_every_variable_of_the_settings_is_explained() -> None:
    assert len(variables_of_settings()) > 20
    assert {name for name in variables_of_settings() if f"`{name}`" not in OPERATIONS} == set()


def test_every_variable_explained_is_read_somewhere() -> None:
    explained = set(re.findall(r"`([A-Z]+_[A-Z_]+|PORT|HOST|DEBUG)`", OPERATIONS))
    read = "".join(
        path.read_text()
        for path in [
            *(cluster.ROOT / "accelerator").glob("*.py"),
            *(cluster.ROOT / "accelerator" / "embedded").glob("*.py"),
            *(cluster.ROOT / "deploy").iterdir(),
        ]
    )
    assert {name for name in explained if name not in read} == set()


def test_compose_asks_for_nothing_that_the_example_does_not_name() -> None:
    asked = set(re.findall(r"(?<!\$)\$\{([A-Z_]+)", COMPOSE))
    named = set(re.findall(r"^([A-Z_]+)=", ENV_EXAMPLE, re.MULTILINE))

    assert asked == named


def test_backup_restores_rows_rights_and_roles(django_db_setup: None) -> None:
    """The commands of the page: a dump restored into an empty database serves the application as before."""
    services = cluster.client()
    where = ["--host", str(services.addresses.sockets), "--username", "postgres"]
    dump = subprocess.run(
        [postgres_binary("pg_dump"), *where, "--format=custom", cluster.TEMPLATE], capture_output=True, check=True
    ).stdout
    with services.superuser() as connected:
        connected.execute("CREATE DATABASE restored OWNER portal_owner")
    try:
        subprocess.run(
            [postgres_binary("pg_restore"), *where, "--dbname=restored", "--exit-on-error"], input=dump, check=True
        )
        with services.superuser("restored") as connected:
            connected.execute("SET ROLE portal_owner")
            connected.execute("CREATE TABLE next_migration (id int)")
            connected.execute(f"SET ROLE {APP_ROLE}")
            connected.execute("INSERT INTO next_migration VALUES (1)")
            assert connected.execute("SELECT count(*) > 0 FROM django_migrations").fetchone() == (True,)
            owners = connected.execute(
                "SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'public'"
            ).fetchall()
            assert owners == [(OWNER_ROLE,)]
    finally:
        with services.superuser() as connected:
            connected.execute("DROP DATABASE restored WITH (FORCE)")
