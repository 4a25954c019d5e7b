"""An engine per test, on the test's own database."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.engine import Engine


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
