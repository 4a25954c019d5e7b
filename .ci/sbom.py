"""`make sbom`: what the portal is made of, as CycloneDX JSON, from the hashed locks and the vendored files.

    python .ci/sbom.py [FILE]        sbom.json in the project's root by default

Made with every release and not committed: it follows from files that are. It names packages by purl, which holds no
address of a registry, and every file by its SHA-256.
"""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path

from cyclonedx.model import HashAlgorithm, HashType, Property
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentScope, ComponentType
from cyclonedx.model.license import LicenseExpression
from cyclonedx.output.json import JsonV1Dot6
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packageurl import PackageURL

ROOT = Path(__file__).resolve().parent.parent
_PINNED = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)(?:\[[^\]]*\])?==(?P<version>[^\s;\\]+)")
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
_VENDORED = re.compile(
    r"^\| `(?P<file>[^`]+)` \| (?P<what>[^|]+) \| (?P<version>[^|]+) \| (?P<licence>[^|]+) \| "
    r"`(?P<sum>[0-9a-f]{64})` \|$",
    re.MULTILINE,
)


def main(target: Path) -> None:
    written = made()
    if problem := JsonStrictValidator(SchemaVersion.V1_6).validate_str(written):
        sys.exit(f"error: the SBOM is no valid CycloneDX: {problem}")
    target.write_text(written, encoding="utf-8")
    print(f"{target}: {written.count('bom-ref')} components")


def made() -> str:
    """The SBOM as JSON: what runs in production is required, what builds and tests is not."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    bom = Bom()
    bom.metadata.component = Component(
        type=ComponentType.APPLICATION,
        name=project["name"],
        version=project["version"],
        bom_ref=project["name"],
        licenses=[LicenseExpression(project["license"])],
    )
    needed = packages("requirements.lock")
    for name, (version, sums) in {**packages("requirements-dev.lock"), **needed}.items():
        scope = ComponentScope.REQUIRED if name in needed else ComponentScope.EXCLUDED
        purl = PackageURL("pypi", name=name, version=version)
        bom.components.add(
            Component(
                type=ComponentType.LIBRARY, name=name, version=version, purl=purl, bom_ref=str(purl), scope=scope,
                properties=[Property(name="portal:sha256", value=one) for one in sums],
            )
        )  # fmt: skip
    for found in _VENDORED.finditer((ROOT / "static" / "vendor" / "VENDORED.md").read_text()):
        bom.components.add(
            Component(
                type=ComponentType.FILE,
                name=f"static/vendor/{found['file']}",
                version=found["version"].strip(),
                description=found["what"].strip(),
                bom_ref=f"static/vendor/{found['file']}",
                hashes=[HashType(alg=HashAlgorithm.SHA_256, content=found["sum"])],
                licenses=[LicenseExpression(found["licence"].strip())],
            )
        )
    direct = [one for one in bom.components if one.scope != ComponentScope.EXCLUDED]
    bom.register_dependency(bom.metadata.component, direct)
    return JsonV1Dot6(bom).output_as_string(indent=2)


def packages(lock: str) -> dict[str, tuple[str, list[str]]]:
    """Each pinned package with its version and the sums of all its files."""
    found: dict[str, tuple[str, list[str]]] = {}
    name = ""
    for line in (ROOT / lock).read_text().splitlines():
        if pinned := _PINNED.match(line):
            name = pinned["name"]
            found[name] = (pinned["version"], [])
        if name:
            found[name][1].extend(_HASH.findall(line))
    return found


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "sbom.json")
