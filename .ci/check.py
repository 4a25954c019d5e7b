"""`make check`: every check by name, several at once, each with its time, and the output of those that fail.

`make check ARGS="ruff mypy"` runs only those named.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import docs  # noqa: E402 - beside this file
from accelerator.embedded.processes import Failure  # noqa: E402
from accelerator.embedded.services import Services  # noqa: E402

BIN = Path(sys.executable).parent
CI = os.environ.get("CI", "").lower() in {"1", "true", "yes"}

# Rules of squawk that every Django project breaks, or that are enforced elsewhere, each with its reason.
SQUAWK_EXCLUDED = {
    "prefer-text-field": "Django's CharField is varchar(n); widening it rewrites nothing in PostgreSQL",
    "prefer-robust-stmts": "Django cannot say IF NOT EXISTS; docs/operations.md says how to try again",
    "prefer-bigint-over-int": "Django's own groups and permissions have integer keys; ours are all bigint",
    "prefer-bigint-over-smallint": "small numbers are small by meaning: seats, minutes, ages, places in an order",
    "prefer-timestamp-tz": "a slot's truth is its local start; what is an instant is timestamptz through Django",
    "require-lock-timeout": "settings give every connection a lock_timeout",
    "require-statement-timeout": "the owner's role, which migrates, has its own statement_timeout",
    "transaction-nesting": "sqlmigrate prints the BEGIN and COMMIT with which Django wraps a migration",
}
# Exceptions for single migrations, each with its reason. An exception that no longer finds anything is refused.
SQUAWK_ALLOWED: dict[str, dict[str, str]] = {
    "enterprises/0001_initial": {
        "adding-foreign-key-constraint": "albums and enterprises point at each other, and both tables are new"
    },
    # No release has read these columns: 0.2.0 is in work, and nothing before it is upgraded.
    "regions/0003_no_search_column": {"ban-drop-column": "no release has read it"},
    "enterprises/0004_no_search_column": {
        "ban-drop-column": "no release has read them",
        "require-concurrent-index-deletion": "dropped with its column, at once",
    },
    "tours/0003_no_search_column": {
        "ban-drop-column": "no release has read them",
        "require-concurrent-index-deletion": "dropped with its column, at once",
    },
}
_SQUAWK_FINDING = re.compile(r": (?:warning|error): ([a-z-]+) ")


TEMPLATES = ("templates", "accelerator/demo/templates")
TEMPLATE_SUFFIXES = {".html", ".jinja", ".txt"}
TEMPLATE_LINE = 120


class Skipped(Exception):
    """This machine lacks what the check needs; str() says what."""


@dataclass
class Result:
    name: str
    verdict: str
    seconds: float
    output: str


def main() -> int:
    """Run the checks; return 0 if none failed."""
    wanted = sys.argv[1:]
    unknown = set(wanted) - set(CHECKS)
    if unknown:
        sys.exit(f"error: no such check: {', '.join(sorted(unknown))}. There are: {', '.join(CHECKS)}.")
    chosen = {name: check for name, check in CHECKS.items() if not wanted or name in wanted}
    started = time.monotonic()
    with ThreadPoolExecutor(max_workers=os.cpu_count() or 2) as pool:
        results = []
        for result in pool.map(lambda item: run_check(*item), chosen.items()):
            results.append(result)
            print(f"  {result.verdict:<8} {result.name:<14} {result.seconds:6.1f} s", flush=True)
            if result.verdict != "ok":
                print(indented(result.output), flush=True)
    failed = [result.name for result in results if result.verdict == "FAILED"]
    print(
        f"{len(results)} checks in {time.monotonic() - started:.1f} s; "
        + (f"failed: {', '.join(failed)}" if failed else "all in order")
    )
    return 1 if failed else 0


def run_check(name: str, check: Callable[[], str]) -> Result:
    started = time.monotonic()
    try:
        output, verdict = check(), "ok"
    except Skipped as reason:
        output, verdict = str(reason), "FAILED" if CI else "skipped"
    except (Failure, CheckFailed) as problem:
        output, verdict = str(problem), "FAILED"
    return Result(name, verdict, time.monotonic() - started, output)


def indented(text: str) -> str:
    return "\n".join(f"      {line}" for line in text.strip().splitlines())


class CheckFailed(Exception):
    """str() is the output of the check."""


def command(*argv: str | Path, environment: dict[str, str] | None = None, feed: str | None = None) -> str:
    """Run a program in the project's root and return its output; raise CheckFailed if it fails."""
    ran = subprocess.run(
        [str(part) for part in argv],
        cwd=ROOT,
        env={**os.environ, "NO_COLOR": "1", **(environment or {})},
        input=feed,
        capture_output=True,
        text=True,
        check=False,
    )
    if ran.returncode != 0:
        raise CheckFailed((ran.stdout + ran.stderr).strip() or f"{argv[0]} ended with exit code {ran.returncode}")
    return ran.stdout


def manage(*arguments: str, environment: dict[str, str] | None = None) -> str:
    return command(sys.executable, "manage.py", *arguments, environment=environment)


def ruff() -> str:
    return command(BIN / "ruff", "check", ".")


def ruff_format() -> str:
    return command(BIN / "ruff", "format", "--check", ".")


def djlint() -> str:
    # Lint only: its formatter breaks lines inside sentences, where white space is text.
    return command(BIN / "djlint", "templates", "accelerator/demo/templates", "--lint", "--quiet")


def templates_format() -> str:
    """Templates are as djangofmt leaves them, and no line of them is too long to read, which it cannot promise."""
    long = [
        f"{path.relative_to(ROOT)}:{number}: {len(line)} characters, {TEMPLATE_LINE} at most"
        for folder in TEMPLATES
        for path in sorted((ROOT / folder).rglob("*"))
        if path.suffix in TEMPLATE_SUFFIXES
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if len(line) > TEMPLATE_LINE
    ]
    if long:
        raise CheckFailed("\n".join(long))
    if not (BIN / "djangofmt").exists():
        raise Skipped("djangofmt is not installed; make renews .venv from requirements-dev.lock")
    parts = [path for folder in TEMPLATES for path in sorted((ROOT / folder).rglob("*.jinja"))]
    command(BIN / "djangofmt", "--check", "--profile", "jinja", *parts)
    return command(BIN / "djangofmt", "--check", *TEMPLATES)


def mypy() -> str:
    return command(BIN / "mypy", "--no-error-summary", environment={"PORTAL_MODE": "demo"})


def imports() -> str:
    return command(BIN / "lint-imports", "--no-logo")


def pages() -> str:
    """The docs name what is there, docs/architecture.md prints the import contracts, and these name every package."""
    problems = docs.stale_names() + docs.packages_without_layers()
    if docs.with_contracts() != docs.ARCHITECTURE.read_text():
        problems.append("docs/architecture.md prints other import contracts: run python .ci/docs.py")
    if problems:
        raise CheckFailed("\n".join(problems))
    return ""


def migrations() -> str:
    """Every change of a model has its migration, and squawk accepts the migrations' SQL."""
    with tempfile.TemporaryDirectory(prefix="portal-check-") as folder:
        Path(folder).chmod(0o711)
        with Services(Path(folder) / "services", durable=False) as services:
            addresses = services.addresses.environment
            environment = {**addresses, "PORTAL_MODE": "demo", "DATABASE_URL": addresses["DATABASE_OWNER_URL"]}
            manage("makemigrations", "--check", "--dry-run", environment=environment)
            return squawk(environment)


def squawk(environment: dict[str, str]) -> str:
    """Lint the SQL of every migration."""
    steps = json.loads(command(sys.executable, ".ci/migration_sql.py", environment=environment))
    problems = []
    for step, sql in steps.items():
        excluded = [f"--exclude={rule}" for rule in SQUAWK_EXCLUDED]
        found = ""
        try:
            command(
                BIN / "squawk", *excluded, "--reporter=gcc", "--pg-version=18", f"--stdin-filepath={step}.sql", feed=sql
            )
        except CheckFailed as problem:
            found = str(problem)
        problems += unexpected(step, found)
    problems += [f"SQUAWK_ALLOWED names {step}, which is no migration" for step in SQUAWK_ALLOWED.keys() - steps.keys()]
    if problems:
        raise CheckFailed("\n".join(problems))
    return ""


def unexpected(step: str, found: str) -> list[str]:
    """Return the findings without an exception for this migration, and exceptions without a finding."""
    allowed, used, problems = SQUAWK_ALLOWED.get(step, {}), set(), []
    for line in found.splitlines():
        rule = _SQUAWK_FINDING.search(line)
        if rule and rule[1] in allowed:
            used.add(rule[1])
        else:
            problems.append(line)
    return [*problems, *(f"{step}: {rule} is allowed, but finds nothing" for rule in sorted(allowed.keys() - used))]


def deployment() -> str:
    """`check --deploy` under the settings of production."""
    return manage("check", "--deploy", "--fail-level", "WARNING", environment=production_environment())


def production_environment() -> dict[str, str]:
    """Return valid values for what deploy/.env.example leaves to the operator."""
    return {
        "PORTAL_MODE": "production",
        "SECRET_KEY": base64.b64encode(hashlib.sha512(b"only for make check").digest()).decode(),
        "IDENTITY_KEYS": "check:" + base64.b64encode(hashlib.sha256(b"only for make check").digest()).decode(),
        "ALLOWED_HOSTS": "tours.portal.internal",
        "BASE_URL": "https://tours.portal.internal",
        "DATABASE_URL": "postgres://portal_app:pa55word@db.invalid:5432/portal",
        "REDIS_URL": "redis://valkey.invalid:6379/0",
        "ERASURE_LEDGER": "/var/lib/portal/ledger/erasures.jsonl",
        "EMAIL_URL": "smtps://user:pa55word@mail.portal.internal:465",
        "DEFAULT_FROM_EMAIL": "post@tours.portal.internal",
        "OPERATOR_NAME_RU": "ООО «Оператор»",
        "OPERATOR_NAME_EN": "Operator LLC",
        "OPERATOR_ADDRESS_RU": "101000, Москва, ул. Испытательная, д. 1",
        "OPERATOR_ADDRESS_EN": "1 Ispytatelnaya St, Moscow 101000",
        "PRIVACY_EMAIL": "privacy@tours.portal.internal",
    }


def translations() -> str:
    return manage("messages", "--check", environment={"PORTAL_MODE": "demo"})


def vendored() -> str:
    """Every file under static/vendor/ is listed with its SHA-256, and is what the list says."""
    return command(sys.executable, ".ci/vendored.py")


def locks() -> str:
    """The lock files hold hashes and no address of a registry."""
    for name in ("requirements.lock", "requirements-extras.lock", "requirements-dev.lock"):
        text = (ROOT / name).read_text()
        if "://" in text or re.search(r"^--", text, re.MULTILINE):
            raise CheckFailed(f"{name} holds an address or an option; make it again with `make lock`.")
    return ""


def sbom() -> str:
    """The SBOM is valid CycloneDX, complete, and without a registry's address."""
    with tempfile.TemporaryDirectory(prefix="portal-check-") as folder:
        file = Path(folder) / "sbom.json"
        command(sys.executable, ".ci/sbom.py", file)
        bom = json.loads(file.read_text())
        names = {component["name"] for component in bom["components"]}
        pinned = set(
            re.findall(r"^([A-Za-z0-9._-]+)(?:\[.*?\])?==", (ROOT / "requirements.lock").read_text(), re.MULTILINE)
        )
        if missing := pinned - names:
            raise CheckFailed(f"The SBOM lacks {', '.join(sorted(missing))}.")
        if addresses := set(re.findall(r"https?://[^\"\s]+", json.dumps(bom["components"]))):
            raise CheckFailed(f"The SBOM holds addresses: {', '.join(sorted(addresses))}.")
    return ""


def compose() -> str:
    """deploy/compose.yaml is valid for Debian's docker-compose, with a filled-in .env."""
    program = shutil.which("docker-compose")
    if program is None:
        raise Skipped("docker-compose is not installed (on Debian: apt install docker-compose)")
    with tempfile.TemporaryDirectory(prefix="portal-check-") as folder:
        deploy = Path(folder) / "deploy"
        shutil.copytree(ROOT / "deploy", deploy, ignore=shutil.ignore_patterns(".env"))
        values = production_environment()
        example = (deploy / ".env.example").read_text()
        filled = re.sub("(?m)^([A-Z_]+)=$", lambda line: line[0] + values.get(line[1], "filled"), example)
        (deploy / ".env").write_text(filled)
        return command(program, "--env-file", deploy / ".env", "-f", deploy / "compose.yaml", "config", "--quiet")


CHECKS: dict[str, Callable[[], str]] = {
    "mypy": mypy,
    "migrations": migrations,
    "ruff": ruff,
    "format": ruff_format,
    "djlint": djlint,
    "templates": templates_format,
    "imports": imports,
    "docs": pages,
    "deployment": deployment,
    "translations": translations,
    "vendored": vendored,
    "locks": locks,
    "sbom": sbom,
    "compose": compose,
}

if __name__ == "__main__":
    sys.exit(main())
