"""What the code imports is what pyproject.toml names, and not what something else happens to bring along."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
OURS = {"accelerator", "regions", "tours", "tests"}
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
NAMED = sum(PROJECT["project"]["optional-dependencies"].values(), PROJECT["project"]["dependencies"])
FOR_TESTS = PROJECT["dependency-groups"]["dev"]
SCENES = ROOT / "accelerator/demo/scenes"  # run in an environment of their own: see their requirements.txt
BROUGHT_ON_PURPOSE = {
    "django_stubs_ext",
    "markupsafe",
}  # by django-stubs, for types alone; by jinja2, which escapes with it


def names(requirements: list[str]) -> set[str]:
    return {canonical(re.split(r"[\[<>=~! ]", requirement)[0]) for requirement in requirements}


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def imported(folder: str) -> Iterator[str]:
    """Top-level packages of others that the folder's modules import."""
    for path in (ROOT / folder).rglob("*.py"):
        if path.is_relative_to(SCENES):
            continue
        for node in ast.walk(ast.parse(path.read_bytes())):
            if isinstance(node, ast.Import):
                yield from (alias.name.partition(".")[0] for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.level == 0:
                yield str(node.module).partition(".")[0]


@pytest.mark.parametrize("folder", sorted(OURS))
def test_imported_packages_are_named(folder: str) -> None:
    known = names(NAMED + FOR_TESTS)
    others = set(imported(folder)) - OURS - sys.stdlib_module_names
    by_package = packages_distributions()

    unnamed = {package for package in others if not known & {canonical(one) for one in by_package.get(package, ())}}
    assert unnamed - BROUGHT_ON_PURPOSE == set()
