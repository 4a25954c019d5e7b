"""Where the demos of the tests have their data, and a port to be found at."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def local(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the demo that the longer tests share, in any order."""
    return tmp_path_factory.mktemp("demo") / ".local"


@pytest.fixture
def port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])
