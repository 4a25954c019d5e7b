"""Full-text columns over texts in several languages: each language by its own stemmer, side by side in one vector.

Which languages those are is a setting, and the columns are the database's: `manage.py search_columns` brings them up to
date when a language comes.
"""

from functools import reduce
from operator import add

from django.conf import settings
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce, Concat, Lower

PLAIN = "simple"  # PostgreSQL's way with a language of which it knows no stems


def configurations() -> dict[str, str]:
    """Return how PostgreSQL reads each language of the portal."""
    return {code: settings.SEARCH_CONFIGURATIONS.get(code, PLAIN) for code, _name in settings.LANGUAGES}


def search_vector(**weights: str) -> SearchVector:
    """The expression of a generated column: `search_vector(name="A", summary="B")`."""
    vectors = [
        SearchVector(KT(f"{field}__{language}"), weight=weight, config=configuration)
        for field, weight in weights.items()
        for language, configuration in configurations().items()
    ]
    return reduce(add, vectors)


def as_written(field: str) -> Lower:
    """The expression of a generated column: the text in every language, as it is written."""
    space, nothing = models.Value(" ", models.TextField()), models.Value("", models.TextField())
    parts: list[models.Expression] = []
    for language in configurations():
        parts += [space, Coalesce(KT(f"{field}__{language}"), nothing)]
    return Lower(Concat(*parts[1:]))
