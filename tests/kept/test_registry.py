"""Nothing that may change what readers see is without its comparison of kept pages with fresh ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.kept import plugin, registry

HOW = 'call each in a test, and run that with: make test ARGS="<the test> --kept-all"'


def test_everything_that_changes_pages_has_been_compared(request: pytest.FixtureRequest) -> None:
    if request.config.getoption("--kept-all"):
        pytest.skip("this run writes the list")
    missing = set(registry.names()) - plugin.proven() - plugin.excused()

    assert not missing, f"{HOW}: {sorted(missing)}"


def test_lists_name_only_what_there_is() -> None:
    assert (plugin.proven() | plugin.excused()) - set(registry.names()) == set()


def test_excuse_has_a_reason_and_is_needed() -> None:
    for line in (Path(plugin.__file__).parent / "unproven.txt").read_text().splitlines():
        name, _, reason = line.partition("  ")
        assert line.startswith("#") or (len(reason.split()) > 2 and name not in plugin.proven()), line
