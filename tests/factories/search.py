"""What a migration brings for the search, where tests that commit took it away."""

from importlib import import_module
from typing import Any

from accelerator.base.search.models import Synonyms

SYNONYMS = import_module("accelerator.base.search.migrations.0002_synonyms").SYNONYMS


def starting_synonyms(**_signal: Any) -> None:
    """Make the synonyms as a new portal has them; a receiver of `post_migrate`."""
    Synonyms.objects.bulk_create([Synonyms(words=words) for words in SYNONYMS], ignore_conflicts=True)
