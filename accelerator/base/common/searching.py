"""Full-text columns over texts in several languages: each language with its own stemmer, all in one vector.

The languages are a setting and the columns are generated: `manage.py search_columns` updates them after a language is
added.
"""

from functools import reduce
from operator import add

from django.conf import settings
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce, Concat, Lower

PLAIN = "simple"  # PostgreSQL's configuration without a stemmer


def configurations() -> dict[str, str]:
    """Return PostgreSQL's search configuration for each language of the portal."""
    return {code: settings.SEARCH_CONFIGURATIONS.get(code, PLAIN) for code, _name in settings.LANGUAGES}


def search_vector(**weights: str) -> SearchVector:
    """Return the expression of a generated column: `search_vector(name="A", summary="B")`."""
    vectors = [
        SearchVector(KT(f"{field}__{language}"), weight=weight, config=configuration)
        for field, weight in weights.items()
        for language, configuration in configurations().items()
    ]
    return reduce(add, vectors)


def as_written(field: str) -> Lower:
    """Return the expression of a generated column: the text in all languages, in lower case."""
    space, nothing = models.Value(" ", models.TextField()), models.Value("", models.TextField())
    parts: list[models.Expression] = []
    for language in configurations():
        parts += [space, Coalesce(KT(f"{field}__{language}"), nothing)]
    return Lower(Concat(*parts[1:]))
