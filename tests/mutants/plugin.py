"""Runs the tests that should notice against one mutant after another, in one session and on one cluster.

A mutant is an item of its own, which xdist gives to any worker. There the code object of one function is exchanged for
its mutated twin, and the tests that are known to pass through that function run until the first one fails. No source
file is touched, and nothing is restarted.

Each test is run once without a mutant before it is asked about one: what is red anyway proves nothing, and what it
passes through is written down. Tests that commit are left out: what they empty would be missed by the next mutant.
"""

from __future__ import annotations

import ast
import builtins
import gc
import importlib
import inspect
import signal
import sys
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import CodeType, FrameType, FunctionType
from typing import Any

import pytest
from _pytest.runner import runtestprotocol
from django.conf import settings

from tests.mutants import catalogue
from tests.mutants.operators import Mutant, functions_of, mutants_of
from tests.mutants.report import report_lines
from tests.mutants.sample import chosen, some_of_each

NOTE = "__function_was_called__"
OUTCOMES = {"killed": "passed", "equivalent": "passed", "not run": "skipped"}
LONGEST = 30.0  # seconds for one test: a loop that a mutant never leaves is noticed, too

_INNER = pytest.StashKey[dict[Path, list[pytest.Item]]]()
_BASELINE = pytest.StashKey["Baseline"]()


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("mutants")
    group.addoption("--mutants-of", action="append", default=[], help="only of modules whose name holds this")
    group.addoption("--mutants-each", type=int, default=1, help="so many of one function")
    group.addoption("--mutants-sample", type=int, default=0, help="so many, chosen by the seed")
    group.addoption("--mutants-seed", default="", help="makes the choice")
    group.addoption("--mutants-until", type=float, default=0, help="the moment after which no mutant is begun")


class MutantItem(pytest.Item):
    """One mutant; passed means that it was noticed."""

    def __init__(self, *, mutant: Mutant, tests: list[Path], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.mutant = mutant
        self.tests = tests

    def runtest(self) -> None:
        raise AssertionError("run by pytest_runtest_protocol")

    def reportinfo(self) -> tuple[Path, int | None, str]:
        return self.path, None, self.name


def pytest_configure(config: pytest.Config) -> None:
    config.stash[_INNER] = {}
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(Survivors(config))


class Survivors:
    """Says at once what was not noticed: a whole run takes long."""

    def __init__(self, config: pytest.Config) -> None:
        self.config = config
        self.ran = 0

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if not self.ran:  # a check that had no time has checked nothing
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.ran += not report.skipped
        if report.failed:
            terminal: Any = self.config.pluginmanager.get_plugin("terminalreporter")
            terminal.ensure_newline()
            terminal.write_line(str(report.longrepr))


def population(paths: list[Path], each: int) -> list[tuple[Mutant, list[Path]]]:
    """So many mutants of each function of these modules, with the tests that should notice."""
    found = []
    for path in paths:
        name = catalogue.name_of(path)
        tests = catalogue.tests_of(path)
        mutants = mutants_of(name, path.read_text(), wanted=lambda function, p=path: catalogue.is_rule(p, function))
        found += [(mutant, tests) for mutant in some_of_each(mutants, each)]
    return found


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(session: pytest.Session, config: pytest.Config, items: list[pytest.Item]) -> None:
    inner: dict[Path, list[pytest.Item]] = defaultdict(list)
    for item in items:
        if not _commits(item):
            inner[item.path].append(item)
    config.stash[_INNER] = inner
    everything = population(catalogue.wanted(config.getoption("mutants_of")), config.getoption("mutants_each"))
    wanted = chosen(everything, config.getoption("mutants_sample"), config.getoption("mutants_seed"))
    items[:] = [
        MutantItem.from_parent(session, name=f"{mutant.module}:{mutant.line}#{number}", mutant=mutant, tests=tests)
        for number, (mutant, tests) in enumerate(wanted)
    ]


def _commits(item: pytest.Item) -> bool:
    fixtures = getattr(item, "fixturenames", ())
    marks = list(item.iter_markers("django_db"))
    return (
        any(mark.kwargs.get("transaction") for mark in marks)
        or "transactional_db" in fixtures
        or "live_server" in fixtures
        or item.get_closest_marker("slow") is not None
    )


class Baseline:
    """What each test passes through when nothing is mutated.

    While a test is learnt, every function of the mutated modules says its own name first; a tracer would take longer.
    """

    def __init__(self) -> None:
        self._through: dict[pytest.Item, frozenset[str]] = {}
        self._saying = _saying_their_names()
        self.red: list[str] = []

    def passes_through(self, test: pytest.Item, function: str, stop: pytest.Item) -> bool:
        """Whether the test is green and calls the function."""
        if test not in self._through:
            seen: set[str] = set()
            with _exchanged(self._saying):
                setattr(builtins, NOTE, seen.add)
                passed = _passes(test, stop, LONGEST * 4)
            self._through[test] = frozenset(seen if passed else ())
            if not passed:
                self.red.append(test.nodeid)
        return function in self._through[test]


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> bool | None:
    if not isinstance(item, MutantItem):
        return None
    location = item.location
    item.ihook.pytest_runtest_logstart(nodeid=item.nodeid, location=location)
    started = time.time()
    until = item.config.getoption("mutants_until")
    killer: str | None = ""
    asked = 0
    if not until or started < until:
        killer, asked = _noticed_by(item, until)
    verdict = _verdict(item.mutant.key, killer)
    longrepr: Any = None
    if verdict == "not run":
        longrepr = (str(item.path), item.mutant.line, "out of time")
    elif verdict != "killed":
        longrepr = f"{verdict}: {item.mutant.key} (line {item.mutant.line}, {asked} tests)"
    report = pytest.TestReport(
        nodeid=item.nodeid, location=location, keywords={}, when="call", outcome=OUTCOMES.get(verdict, "failed"),
        longrepr=longrepr, duration=time.time() - started, start=started, stop=time.time(),
        user_properties=[
            ("mutant", [item.mutant.module, item.mutant.line, item.mutant.key, verdict, killer, asked]),
            ("red", baseline.red if (baseline := item.config.stash.get(_BASELINE, None)) else []),
        ],
    )  # fmt: skip
    item.ihook.pytest_runtest_logreport(report=report)
    item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=location)
    return True


def _verdict(key: str, killer: str | None) -> str:
    if killer == "":
        return "not run"
    if key in catalogue.EQUIVALENT:
        return "not equivalent" if killer else "equivalent"
    return "killed" if killer else "survived"


def _noticed_by(item: MutantItem, until: float) -> tuple[str | None, int]:
    """The first test that fails with the mutant, or None, or nothing once the time is over; and how many were asked."""
    baseline = item.config.stash.setdefault(_BASELINE, None) or Baseline()
    item.config.stash[_BASELINE] = baseline
    inner = item.config.stash[_INNER]
    mutated = _mutated(item.mutant)
    [name] = mutated
    asked = 0
    for path in item.tests:
        for test in inner.get(path, []):
            if until and time.time() > until:  # to learn what tests pass through may take long
                return "", asked
            if baseline.passes_through(test, name, item):
                asked += 1
                with _exchanged(mutated):
                    if not _passes(test, item, LONGEST):
                        return test.nodeid, asked
    return None, asked


class _Lasting(BaseException):
    """A test went on for so long that a mutant must be the reason."""


def _passes(test: pytest.Item, stop: pytest.Item, seconds: float) -> bool:
    def end(_number: int, _frame: FrameType | None) -> None:
        raise _Lasting

    before = signal.signal(signal.SIGALRM, end)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        _forget_texts()  # so that the test passes through what makes them
        reports = runtestprotocol(test, log=False, nextitem=stop)  # what the session holds stays set up
    except _Lasting:
        return False
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    return not any(report.failed for report in reports)


@contextmanager
def _exchanged(codes: dict[str, CodeType]) -> Iterator[None]:
    before: list[tuple[FunctionType, CodeType]] = []
    _forget_answers(codes)
    for name, code in codes.items():
        function = _originals()[name]
        nested = {_place(one): one for one in _within(code)}
        for inner in _made_by(name):
            twin = nested.get(_place(inner.__code__))
            if twin is not None and twin.co_freevars == inner.__code__.co_freevars:
                before.append((inner, inner.__code__))
                inner.__code__ = twin
        before.append((function, function.__code__))
        function.__code__ = code
    try:
        yield
    finally:
        for function, code in before:
            function.__code__ = code
        _forget_answers(codes)


def _forget_answers(names: Iterable[str]) -> None:
    """Empty what `cache` keeps of these functions: an answer of before the exchange would hide what it changes."""
    _forget_texts()
    for name in names:
        if name in _CACHED:
            _CACHED[name].cache_clear()


def _forget_texts() -> None:
    """Have the SQL of prepared reads made again."""
    from accelerator.base.common.prepared import forget_texts  # noqa: PLC0415 - settings are read later than plugins

    forget_texts()


def _mutated(mutant: Mutant) -> dict[str, CodeType]:
    """The changed code of the mutant's function, by its name."""
    name = f"{mutant.module}:{mutant.function}"
    original = _originals()[name].__code__
    return {name: _twin(_compiled(mutant.make(), original.co_filename), original)}


def _compiled(tree: ast.Module, path: str) -> dict[tuple[str, int], CodeType]:
    """The code of every function of a changed tree, by its name and first line."""
    return {_place(code): code for code in _within(compile(tree, path, "exec", dont_inherit=True))}


def _within(code: CodeType) -> Iterator[CodeType]:
    """The code of whatever is nested in it, to any depth."""
    for one in code.co_consts:
        if isinstance(one, CodeType):
            yield one
            yield from _within(one)


def _place(code: CodeType) -> tuple[str, int]:
    return code.co_qualname, code.co_firstlineno


def _twin(codes: dict[tuple[str, int], CodeType], original: CodeType) -> CodeType:
    found = codes[_place(original)]
    assert found.co_freevars == original.co_freevars, original.co_qualname
    return found


def _saying_their_names() -> dict[str, CodeType]:
    instrumented: dict[str, CodeType] = {}
    for path in catalogue.modules():
        module, tree = catalogue.name_of(path), ast.parse(path.read_text())
        for name, function in functions_of(tree):
            for one in [node for node in ast.walk(function) if isinstance(node, ast.FunctionDef)]:
                note = ast.parse(f"{NOTE}({module + ':' + name!r})").body[0]
                for node in ast.walk(note):
                    ast.copy_location(node, one.body[0])
                one.body.insert(0, note)
        codes = _compiled(tree, str(path))
        for name, original in _originals().items():
            if name.startswith(f"{module}:"):
                instrumented[name] = _twin(codes, original.__code__)
    return instrumented


_FOUND: dict[str, FunctionType] = {}
_CACHED: dict[str, Any] = {}  # those that keep their answers
_NESTED: dict[str, list[FunctionType]] = {}


def _made_by(name: str) -> list[FunctionType]:
    """What the function has handed out already, as a decorator has its views: their code is exchanged with its own.

    What is only made while a test runs comes from the exchanged code by itself.
    """
    if not _NESTED:
        importlib.import_module(settings.ROOT_URLCONF)  # all views are decorated by now
        owners = {id(code): owner for owner, one in _originals().items() for code in _within(one.__code__)}
        _NESTED.update({owner: [] for owner in _originals()})
        for one in gc.get_objects():
            # Asking a lazy object for its class would set it up, or fail.
            if type(one) is FunctionType and id(one.__code__) in owners:
                _NESTED[owners[id(one.__code__)]].append(one)
    return _NESTED[name]


def _originals() -> dict[str, FunctionType]:
    """The functions of all mutated modules, under their decorators."""
    if not _FOUND:
        for path in catalogue.modules():
            module = importlib.import_module(catalogue.name_of(path))
            for value in vars(module).values():
                _collect(module.__name__, value)
    return _FOUND


def _collect(module: str, value: object) -> None:
    if inspect.isclass(value) and value.__module__ == module:
        for member in vars(value).values():
            _collect(module, member)
        return
    for candidate in (
        value,
        getattr(value, "fget", None),
        getattr(value, "func", None),
        getattr(value, "__func__", None),
    ):
        function = inspect.unwrap(candidate) if callable(candidate) else None
        if isinstance(function, FunctionType) and function.__code__.co_filename == sys.modules[module].__file__:
            name = f"{module}:{function.__qualname__}"
            _FOUND[name] = function
            if hasattr(candidate, "cache_clear"):
                _CACHED[name] = candidate


# --- The report -------------------------------------------------------------------------------------------------------


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    rows = [
        dict(report.user_properties)["mutant"]
        for reports in terminalreporter.stats.values()
        for report in reports
        if isinstance(report, pytest.TestReport) and "mutant" in dict(report.user_properties)
    ]
    if hasattr(config, "workerinput") or not rows:
        return
    for line in report_lines(rows):
        terminalreporter.write_line(line)
    properties = [dict(report.user_properties) for reports in terminalreporter.stats.values() for report in reports
            if isinstance(report, pytest.TestReport)]  # fmt: skip
    for test in sorted({test for one in properties for test in one.get("red", ())}):
        terminalreporter.write_line(f"red without any mutant, so never asked: {test}")
