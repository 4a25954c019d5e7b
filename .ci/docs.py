"""Keep true what the docs say of the tree.

`python .ci/docs.py` prints the import contracts of pyproject.toml into docs/architecture.md.
"""

from __future__ import annotations

import re
import subprocess
import textwrap
import tomllib
from pathlib import Path, PurePosixPath
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
ARCHITECTURE = ROOT / "docs" / "architecture.md"
GLOSSARY = ROOT / "docs" / "glossary.md"
_BLOCK = re.compile(r"(?<=<!-- contracts -->\n).*?(?=<!-- /contracts -->)", re.DOTALL)
# What each list of a contract means; layers are printed from top to bottom.
_LISTS = {
    "containers": "in",
    "ancestors": "in",
    "modules": "each of",
    "source_modules": "of",
    "forbidden_modules": "never imports",
    "protected_modules": "of",
    "allowed_importers": "imported by",
}
# Packages whose modules stand in one layer, and which contracts of their own keep apart.
_STANDS_AS_ONE = re.compile(r"\.(commands|management|migrations|templatetags|views)$")
_PATH = re.compile(r"[\w.-]+(?:/[\w.-]+)+/?")
_TOP = {"accelerator", "deploy", "docs", "locale", "regions", "static", "templates", "tests", "tours", ".ci"}
_MADE_THERE = ("deploy/.env", "tests/upgrades/")  # by the operator, by a release


def with_contracts() -> str:
    """Return docs/architecture.md with the contracts of pyproject.toml."""
    text = "\n\n".join(_contract(contract) for contract in _contracts())
    return _BLOCK.sub(lambda _old: f"```text\n{text}\n```\n", ARCHITECTURE.read_text())


def _contracts() -> list[dict[str, Any]]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]


def _contract(contract: dict[str, Any]) -> str:
    lines = [f"{contract['name']}"]
    lines += [_line(f"{words}: {', '.join(contract[key])}") for key, words in _LISTS.items() if key in contract]
    lines += [_line(" ".join(layer.split())) for layer in contract.get("layers", [])]
    return "\n".join(lines)


def _line(text: str) -> str:
    return textwrap.fill(text, 116, initial_indent="  ", subsequent_indent="      ", break_on_hyphens=False)


def stale_names() -> list[str]:
    """Return the paths that docs name and the tree lacks, and names of the map and the glossary that no code has."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout.splitlines()  # fmt: skip
    files = [PurePosixPath(name) for name in listed if (ROOT / name).is_file()]
    places = {str(place) for file in files for place in (file, *file.parents)}
    problems = []
    for page in (page for page in files if page.suffix == ".md" and page.parts[0] in {"docs", "README.md"}):
        for span in re.findall(r"`([^`\n]+)`", (ROOT / page).read_text()):
            named = span.rstrip("/")
            if not _PATH.fullmatch(span) or span.startswith(_MADE_THERE) or named.split("/")[0] not in _TOP:
                continue
            if named not in places:
                problems.append(f"{page}: there is no {span}")
    named = re.findall(r"\b\w+\.py\b", (ROOT / "README.md").read_text())
    problems += [f"README.md: there is no {name}" for name in named if not any(file.name == name for file in files)]
    code = {f"/{file.with_suffix('')}/": _words(file) for file in files if file.suffix in {".py", ".html"}}
    words = set().union(*code.values())
    for page in (ARCHITECTURE, GLOSSARY):
        for name in re.findall(r"`([a-zA-Z][\w.]*)`", page.read_text()):
            module, _dot, last = name.rpartition(".")
            if not module or not name.islower() or any(file.name == name for file in files):
                is_said = words.issuperset(name.split("."))  # a word, or `Class.name`
            else:
                place = f"/{module.replace('.', '/')}/"
                is_said = any(place in path and last in found for path, found in code.items())
            if not is_said:
                problems.append(f"docs/{page.name}: no code says {name}")
    return problems


def packages_without_layers() -> list[str]:
    """Return the packages of several modules that are in no exhaustive contract, though their modules should be."""
    layered = {name for contract in _contracts() if contract.get("exhaustive") for name in contract["containers"]}
    inits = [init for top in ("accelerator", "regions", "tours") for init in (ROOT / top).rglob("__init__.py")]
    packages = {
        ".".join(init.parent.relative_to(ROOT).parts) for init in inits if len(list(init.parent.glob("*.py"))) > 1
    }
    missing = sorted(name for name in packages - layered if not _STANDS_AS_ONE.search(name))
    return [f"pyproject.toml: no exhaustive contract has the layers of {name}" for name in missing]


def _words(file: PurePosixPath) -> set[str]:
    return {*file.with_suffix("").parts, *re.findall(r"\w+", (ROOT / file).read_text())}


if __name__ == "__main__":
    ARCHITECTURE.write_text(with_contracts())
    print("\n".join(stale_names() + packages_without_layers()) or "docs/architecture.md is as pyproject.toml says.")
