"""Compares the kept pages with fresh ones after whatever the suite does by a service, a task, a command or the admin.

`make test` asks it of a sample of them, chosen by the code, `make faults` of all (`--kept-all`). What was found true
is written down in `proven.txt`: the whole suite, when it passes, writes the list anew, a part of it
(`make test ARGS="tests/portal --kept-all"`) adds to it, and whatever was found false leaves it. `unproven.txt` names
those that no test can ask about, each with the reason. `test_registry.py` asks for those that neither file names.
"""

from __future__ import annotations

import hashlib
import sys
from collections import Counter
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import pytest

from tests.seed import of_code

ROOT = Path(__file__).resolve().parents[2]
PROVEN = Path(__file__).parent / "proven.txt"
SHARE = 8  # one in so many is asked about in `make test`
CALLS = 2  # of one doer, by one worker
FOLDERS_WITHOUT = ("faults", "races", "journeys", "embedded", "mutants", "bench", "deploy", "upgrades")

_state = pytest.StashKey["Watch"]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--kept-all", action="store_true", help="compare kept pages after every service, task and command")


class Watch:
    """What is watched in this process, and what has been proven."""

    def __init__(self, *, everything: bool, seed: str) -> None:
        self.everything = everything
        self.seed = seed
        self.calls: Counter[str] = Counter()
        self.compared: set[str] = set()
        self.refuted: set[str] = set()
        self.is_on = False
        self.is_busy = False

    def wrap(self, name: str, doer: Callable[..., Any]) -> Callable[..., Any]:
        """Return the doer with the comparison around it, if it is one of those that are asked about."""
        if not (self.everything or _number(f"{self.seed} {name}") % SHARE == 0):
            return doer

        @wraps(doer)
        def watched(*args: Any, **kwargs: Any) -> Any:
            if not self.is_on or self.is_busy or self.calls[name] >= CALLS or not _can_look():
                return doer(*args, **kwargs)
            return self._compared(name, doer, args, kwargs)

        return watched

    def _compared(self, name: str, doer: Callable[..., Any], args: tuple, kwargs: dict[str, Any]) -> Any:
        from accelerator.base.common.shelf import shelf  # noqa: PLC0415 - models come later than plugins
        from tests.kept import pages  # noqa: PLC0415

        self.calls[name] += 1
        self.is_busy = True
        try:
            addresses = pages.addresses()
            pages.keep(addresses)
            try:
                return doer(*args, **kwargs)
            finally:
                if _can_look():
                    others = [one for one in pages.addresses() if one not in addresses]
                    different = pages.differences([*addresses, *others])
                    (self.refuted if different else self.compared).add(name)
                    assert not different, f"after {name}, what is kept is not what would be drawn: {different}"
        finally:
            shelf.clear()  # the test goes on with pages that are drawn, whose templates it may ask for
            self.is_busy = False


def pytest_configure(config: pytest.Config) -> None:
    everything = config.getoption("--kept-all")
    config.stash[_state] = Watch(everything=everything, seed="" if everything else of_code())


@pytest.hookimpl(trylast=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    """Wrap before any test module imports what it calls."""
    if session.config.getoption("numprocesses", None) and not hasattr(session.config, "workerinput"):
        return  # the tests run in workers
    from tests.kept import registry  # noqa: PLC0415 - models come later than plugins

    registry.wrap_all(session.config.stash[_state].wrap)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Where nothing is compared, the run that compares everything has no business."""
    if config.stash[_state].everything:
        without = [item for item in items if not _is_watched(item)]
        config.hook.pytest_deselected(items=without)
        items[:] = [item for item in items if _is_watched(item)]


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Any:
    watch = item.config.stash[_state]
    watch.is_on = _is_watched(item)
    yield
    watch.is_on = False


def _is_watched(item: pytest.Item) -> bool:
    folder = item.path.relative_to(ROOT / "tests").parts[0]
    counts = "django_assert_num_queries" in getattr(item, "fixturenames", ()) or item.get_closest_marker("counts")
    return folder not in FOLDERS_WITHOUT and not counts


def pytest_sessionfinish(session: pytest.Session) -> None:
    output = getattr(session.config, "workeroutput", None)
    if output is not None:
        watch = session.config.stash[_state]
        output["kept"] = sorted(watch.compared), sorted(watch.refuted)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    watch = node.config.stash[_state]
    compared, refuted = getattr(node, "workeroutput", {}).get("kept", ((), ()))  # a worker may have died
    watch.compared.update(compared)
    watch.refuted.update(refuted)


@pytest.hookimpl(hookwrapper=True)
def pytest_terminal_summary(terminalreporter: Any, exitstatus: int, config: pytest.Config) -> Any:
    yield
    watch = config.stash[_state]
    if not watch.everything:
        return
    from tests.kept import registry  # noqa: PLC0415 - models come later than plugins

    is_whole = config.args_source is not config.ArgsSource.ARGS and not config.option.keyword
    others = set() if is_whole and exitstatus == pytest.ExitCode.OK else proven()
    names = (others | watch.compared) - watch.refuted
    PROVEN.write_text("".join(f"{name}\n" for name in sorted(names & {*registry.names()})))
    terminalreporter.write_line(f"kept pages: compared after {len(watch.compared)} of what changes things")


def proven() -> set[str]:
    """Return the names of those that were compared, by the last run of all and those of parts since."""
    return set(PROVEN.read_text().splitlines()) if PROVEN.exists() else set()


def excused() -> set[str]:
    """Return the names of those that no test can ask about."""
    lines = (Path(__file__).parent / "unproven.txt").read_text().splitlines()
    return {line.split("  ")[0] for line in lines if line and not line.startswith("#")}


def _can_look() -> bool:
    from django.db import connection  # noqa: PLC0415 - settings are read later than plugins

    if sys.getprofile() is not None:  # a test that counts calls
        return False
    try:
        connection.ensure_connection()  # which is refused to a test without a database, even where one is open
        return not connection.needs_rollback and not connection.force_debug_cursor and connection.is_usable()
    except RuntimeError:  # a test without a database
        return False


def _number(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest())
