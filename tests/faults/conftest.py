"""An engine per test, on the test's own database."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from accelerator.embedded.services import Services
from tests.cluster import copy_template_to
from tests.faults.engine import Engine
from tests.post_office import PostOffice


@pytest.fixture
def own(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Services]:
    """A PostgreSQL of the test's own, since the other tests need theirs; what is started from here on uses it.

    With the parameter `durable`, what it has committed outlives its being killed.
    """
    with tempfile.TemporaryDirectory(prefix="pf") as folder:
        Path(folder).chmod(0o711)  # as root, PostgreSQL runs as nobody and passes through
        with Services(Path(folder) / "own", durable=getattr(request, "param", "") == "durable") as services:
            copy_template_to(services)
            monkeypatch.setenv("DATABASE_URL", services.addresses.environment["DATABASE_URL"])
            yield services


@pytest.fixture
def engine(transactional_db: None, post_office: PostOffice) -> Iterator[Engine]:
    """A Valkey that runs; workers and beats are the test's to start."""
    with running(post_office) as engine:
        yield engine


@pytest.fixture
def own_engine(own: Services, post_office: PostOffice) -> Iterator[Engine]:
    """The same on the test's own PostgreSQL."""
    with running(post_office) as engine:
        yield engine


@contextmanager
def running(office: PostOffice) -> Iterator[Engine]:
    with tempfile.TemporaryDirectory(prefix="pf") as folder:  # short, since sockets' names must be
        engine = Engine(Path(folder), office)
        engine.start_valkey()
        try:
            yield engine
        finally:
            engine.close()
