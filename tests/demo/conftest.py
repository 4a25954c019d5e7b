"""The demo within the tests, whose portal is otherwise the one of production: without it."""

import copy
from pathlib import Path
from typing import Any

import pytest

from accelerator import demo as package


@pytest.fixture
def demo(settings: Any) -> None:
    """The pages of demo mode, and what they say of it."""
    settings.ROOT_URLCONF = "accelerator.demo.urls"
    (templates,) = copy.deepcopy(settings.TEMPLATES)
    templates["DIRS"].append(Path(package.__file__).parent / "templates")
    templates["OPTIONS"]["context_processors"].append("accelerator.demo.context_processors.notice")
    settings.TEMPLATES = [templates]
