"""The demo exists in demo mode alone: its accounts have a password that everybody can read."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests import production
from tests.cluster import ROOT

COMMANDS = {"demo_accounts", "demo_mailbox", "load_demo"}
# All that a process of the portal has of its own, by name.
CHILD = """
import json, sys
import django
django.setup()
from django.conf import settings
from django.core.management import get_commands
from django.template import engines
from django.urls import URLPattern, get_resolver

def routes(patterns, prefix=""):
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        yield from [route] if isinstance(pattern, URLPattern) else routes(pattern.url_patterns, route)

print(json.dumps({
    "commands": sorted(get_commands()),
    "routes": sorted(routes(get_resolver().url_patterns)),
    "templates": [str(folder) for loader in engines["django"].engine.template_loaders for folder in loader.get_dirs()],
    "processors": settings.TEMPLATES[0]["OPTIONS"]["context_processors"],
    "modules": sorted(name for name in sys.modules if name.startswith("accelerator.")),
}))
"""


def contents_of(environment: dict[str, str]) -> dict[str, list[str]]:
    environment = {"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "accelerator.settings", **environment}
    ran = subprocess.run(
        [sys.executable, "-c", CHILD], cwd=ROOT, env=environment, check=True, capture_output=True, text=True
    )
    return dict(json.loads(ran.stdout.replace(str(ROOT), "")))


def of_the_demo(found: dict[str, list[str]]) -> dict[str, list[str]]:
    return {what: demos for what, names in found.items() if (demos := [name for name in names if "demo" in name])}


def test_demo_has_its_commands_and_pages(tmp_path: Path) -> None:
    found = of_the_demo(contents_of({"PORTAL_MODE": "demo", "PORTAL_LOCAL": str(tmp_path)}))

    assert set(found["commands"]) == COMMANDS
    assert len(found["routes"]) == 5
    assert set(found) == {"commands", "routes", "templates", "processors", "modules"}


@pytest.mark.parametrize("mode", ["production", "test"])
def test_nothing_of_the_demo_exists_elsewhere(mode: str) -> None:
    found = contents_of({**production.ENVIRONMENT, "PORTAL_MODE": mode})

    assert len(found["routes"]) > 100
    assert of_the_demo(found) == {}


def test_command_of_the_demo_is_unknown_elsewhere() -> None:
    environment = {"PATH": os.environ["PATH"], **production.ENVIRONMENT}
    ran = subprocess.run(
        [sys.executable, "manage.py", "load_demo"],
        cwd=ROOT, env=environment, check=False, capture_output=True, text=True,
    )  # fmt: skip

    assert ran.returncode == 1
    assert "Unknown command: 'load_demo'" in ran.stderr


def test_page_of_the_demo_does_not_exist_elsewhere(client: Any, db: None) -> None:
    assert client.get("/demo/mail/").status_code == 404
