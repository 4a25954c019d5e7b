"""Full-text columns over texts in several languages: each language by its own stemmer, side by side in one vector."""

from functools import reduce
from operator import add

from django.contrib.postgres.search import SearchVector
from django.db.models.fields.json import KT

STEMMERS = {"ru": "russian", "en": "english"}


def search_vector(**weights: str) -> SearchVector:
    """The expression of a generated column: `search_vector(name="A", summary="B")`."""
    vectors = [
        SearchVector(KT(f"{field}__{language}"), weight=weight, config=stemmer)
        for field, weight in weights.items()
        for language, stemmer in STEMMERS.items()
    ]
    return reduce(add, vectors)
