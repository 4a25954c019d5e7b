"""What an operator reads is what the portal reads."""

import os
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest
import yaml
from django.conf import settings

from accelerator.embedded.addresses import APP_ROLE, DATABASE, OWNER_ROLE
from accelerator.embedded.services import Services, postgres_binary
from accelerator.serving import configuration
from accelerator.serving.configuration import DEFAULTS as WEB_DEFAULTS
from tests import cluster, production

OPERATIONS = (cluster.ROOT / "docs" / "operations.md").read_text()
SETTINGS = (cluster.ROOT / "accelerator" / "settings.py").read_text()
EXTRAS = "".join((cluster.ROOT / "accelerator" / f"{name}.py").read_text() for name in ("media", "error_reports"))
SIGN_IN = (cluster.ROOT / "accelerator" / "sign_in.py").read_text()
ENV_EXAMPLE = (cluster.ROOT / "deploy" / ".env.example").read_text()
COMPOSE = (cluster.ROOT / "deploy" / "compose.yaml").read_text()


def variables_of_settings() -> set[str]:
    return {
        *WEB_DEFAULTS,
        *re.findall(r'env\.\w+\(\s*"([A-Z0-9_]+)"', SETTINGS + EXTRAS),
        *re.findall(r'"([A-Z]+_[A-Z_]+)"', SIGN_IN),
    }


def test_every_variable_of_the_settings_is_explained() -> None:
    assert len(variables_of_settings()) > 20
    assert {name for name in variables_of_settings() if f"`{name}`" not in OPERATIONS} == set()


def test_every_bell_of_beat_is_explained() -> None:
    listed = re.findall(r"^\| `([a-z]+\.[a-z_]+)` \|", OPERATIONS, re.MULTILINE)

    assert sorted(listed) == sorted(bell["task"] for bell in settings.CELERY_BEAT_SCHEDULE.values())


def test_every_variable_explained_is_read_somewhere() -> None:
    explained = set(re.findall(r"`([A-Z]+_[A-Z_]+|PORT|HOST|DEBUG)`", OPERATIONS))
    read = "".join(
        path.read_text()
        for path in [
            *(cluster.ROOT / "accelerator").glob("*.py"),
            *(cluster.ROOT / "accelerator" / "embedded").glob("*.py"),
            *(cluster.ROOT / "accelerator" / "serving").glob("*.py"),
            *(path for path in (cluster.ROOT / "deploy").iterdir() if path.is_file()),
        ]
    )
    assert {name for name in explained if name not in read} == set()


def test_compose_asks_for_nothing_that_the_example_does_not_name() -> None:
    asked = set(re.findall(r"(?<!\$)\$\{([A-Z_]+)", COMPOSE))
    named = set(re.findall(r"^([A-Z_]+)=", ENV_EXAMPLE, re.MULTILINE))

    assert asked == named


# What compose.yaml itself decides, and what belongs to the demo or to web alone.
DECIDED = {
    "PORTAL_MODE",
    "DATABASE_URL",
    "REDIS_URL",
    "CELERY_BROKER_URL",
    "STATIC_ROOT",
    "MEDIA_ROOT",
    "ERASURE_LEDGER",
}
NOT_FOR_ALL = {"PORTAL_LOCAL", "PORTAL_WEB", "PORT"}
PASSWORDS = {
    "POSTGRES_PASSWORD": "superuser",
    "PORTAL_OWNER_PASSWORD": "owner",
    "PORTAL_APP_PASSWORD": "application",
    "VALKEY_PASSWORD": "valkeys",
    "CERTIFICATE_FOLDER": "/etc/prokhodnaya/certificate",
}
FILLED_IN = {**{name: value for name, value in production.ENVIRONMENT.items() if name not in DECIDED}, **PASSWORDS}

Compose = Callable[[dict[str, str]], subprocess.CompletedProcess[str]]


@pytest.fixture
def compose(tmp_path: Path) -> Compose:
    """What docker-compose makes of deploy/compose.yaml when deploy/.env holds these values."""
    program = shutil.which("docker-compose")
    if program is None:
        pytest.skip("docker-compose is not installed")
    (tmp_path / "compose.yaml").write_text(COMPOSE)

    def read(values: dict[str, str]) -> subprocess.CompletedProcess[str]:
        (tmp_path / ".env").write_text("".join(f"{name}={value}\n" for name, value in values.items()))
        argv = [program, "--env-file", tmp_path / ".env", "-f", tmp_path / "compose.yaml", "config"]
        environment = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}
        return subprocess.run(argv, env=environment, capture_output=True, text=True, check=False)

    return read


def services_of(read: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    assert read.returncode == 0, read.stderr
    return dict(yaml.safe_load(read.stdout)["services"])


def test_every_setting_reaches_the_containers(compose: Compose) -> None:
    names = variables_of_settings() - DECIDED - NOT_FOR_ALL
    services = services_of(compose({**PASSWORDS, **{name: f"the {name}" for name in names}}))

    for service in ("web", "worker", "beat", "migrate"):
        environment = services[service]["environment"]
        assert {name for name in names if environment.get(name) != f"the {name}"} == set()
        assert environment.keys() >= DECIDED
        assert (environment.get("PORTAL_WEB") == "1") == (service == "web")


def test_application_is_given_no_password_but_its_own(compose: Compose) -> None:
    services = services_of(compose(FILLED_IN))

    for name in ("web", "worker", "beat"):
        values = " ".join(str(value) for value in services[name]["environment"].values())
        assert "application" in values
        assert "superuser" not in values
        assert "owner" not in values.replace("portal_owner", "")


@pytest.mark.parametrize("name", FILLED_IN)
def test_compose_asks_for_what_is_missing_before_it_makes_anything(compose: Compose, name: str) -> None:
    read = compose({**FILLED_IN, name: ""})

    assert read.returncode == 1
    assert read.stderr.strip().endswith(f"set {name} in deploy/.env")


def test_nobody_but_the_proxy_is_reached_from_outside(compose: Compose) -> None:
    services = services_of(compose(FILLED_IN))
    assert {name: service["ports"] for name, service in services.items() if "ports" in service} == {
        "proxy": [{"published": 80, "target": 8080}, {"published": 443, "target": 8443}]
    }


def test_no_service_fills_the_disk_with_what_it_says_or_is_ended_before_it_is_done(compose: Compose) -> None:
    services = services_of(compose(FILLED_IN))
    assert len(services) >= 8
    for service in services.values():
        assert service["logging"]["options"] == {"max-size": "20m", "max-file": "5"}
    assert services["web"]["stop_grace_period"] == "50s"
    assert configuration.graceful_timeout < 50
    lasting = {name for name, service in services.items() if service.get("restart") == "unless-stopped"}
    assert {name for name in lasting if "healthcheck" not in services[name]} <= {"beat", "backup"}


def test_script_of_the_postgres_image_makes_what_the_demo_has(tmp_path: Path) -> None:
    """Roles, database, extensions and grants; then the check of compose.yaml finds the application's way in."""
    tmp_path.chmod(0o711)
    with Services(tmp_path / "services", durable=False) as services:
        with services.superuser(DATABASE) as connected:
            wanted = picture(connected)
        with services.superuser() as connected:
            connected.execute("DROP DATABASE portal")
            connected.execute(f"DROP ROLE {OWNER_ROLE}, {APP_ROLE}")
        environment = {
            "PATH": f"{postgres_binary('psql').parent}:{os.environ['PATH']}",
            "PGHOST": str(services.addresses.sockets),
            "PORTAL_OWNER_PASSWORD": "owner's",
            "PORTAL_APP_PASSWORD": "application's",
        }
        subprocess.run([cluster.ROOT / "deploy" / "postgres-init.sh"], env=environment, check=True, capture_output=True)

        with services.superuser(DATABASE) as connected:
            assert picture(connected) == wanted
            sealed = connected.execute("SELECT count(*) FROM pg_authid WHERE rolpassword LIKE 'SCRAM-SHA-256%'")
            assert sealed.fetchone() == (2,)
        _shell, check = yaml.safe_load(COMPOSE)["services"]["postgres"]["healthcheck"]["test"]
        environment["HOSTNAME"] = environment["PGHOST"]
        subprocess.run(["sh", "-c", check.replace("$$", "$")], env=environment, check=True, capture_output=True)


def picture(connected: psycopg.Connection) -> list[tuple[Any, ...]]:
    """What two clusters have to have in common."""
    questions = (
        "SELECT extname FROM pg_extension ORDER BY 1",
        "SELECT rolname, rolcanlogin, rolsuper, rolcreatedb FROM pg_roles WHERE rolname ~ 'portal' ORDER BY 1",
        "SELECT setrole::regrole::text, setconfig FROM pg_db_role_setting ORDER BY 1",
        "SELECT datname, datdba::regrole::text FROM pg_database WHERE datname = 'portal'",
        "SELECT nspowner::regrole::text, nspacl::text FROM pg_namespace WHERE nspname = 'public'",
        "SELECT defaclrole::regrole::text, defaclobjtype, defaclacl::text FROM pg_default_acl ORDER BY 1, 2",
    )
    return [row for question in questions for row in connected.execute(question).fetchall()]


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
