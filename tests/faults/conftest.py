"""An engine per test, on the test's own database."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from accelerator.embedded.services import Services
from tests.cluster import copy_template_to
from tests.faults.engine import Engine


@pytest.fixture
def own(monkeypatch: pytest.MonkeyPatch) -> Iterator[Services]:
    """A PostgreSQL of the test's own, since the other tests need theirs; what is started from here on uses it."""
    with tempfile.TemporaryDirectory(prefix="pf") as folder:
        Path(folder).chmod(0o711)  # as root, PostgreSQL runs as nobody and passes through
        with Services(Path(folder) / "own", durable=False) as services:
            copy_template_to(services)
            monkeypatch.setenv("DATABASE_URL", services.addresses.database_url)
            yield services


@pytest.fixture
def engine(transactional_db: None, post_office: object) -> Iterator[Engine]:
    """A Valkey that runs; workers and beats are the test's to start. The folder is short: sockets' names must be."""
    with tempfile.TemporaryDirectory(prefix="pf") as folder:
        engine = Engine(Path(folder), post_office)
        engine.start_valkey()
        try:
            yield engine
        finally:
            engine.close()
