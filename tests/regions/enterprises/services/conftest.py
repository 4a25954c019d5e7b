"""What the services write to the log."""

import pytest
from structlog.testing import capture_logs


@pytest.fixture
def log_lines():
    with capture_logs() as lines:
        yield lines
