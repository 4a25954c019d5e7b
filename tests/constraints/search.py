"""The index of the search: each thing once, and words that say something."""

from accelerator.base.search.models import Entry, Posting
from accelerator.base.search.services import index
from tests.constraints.proofs import Proof, Values, one
from tests.factories.tours import TourFactory


def entry() -> Entry:
    return Entry.objects.create(kind="tour", object_id=7)


def posting() -> Values:
    index("tour", [TourFactory().pk])
    found = Posting.objects.all()[0]
    return {"entry": found.entry_id, "word": found.word_id}


PROOFS = {
    "search_entry_once": Proof(
        one(entry),
        "INSERT INTO search_entry (kind, object_id, digest) SELECT {}, digest FROM search_entry WHERE id = %(id)s",
        ["kind, object_id + 1", "'route', object_id"],
        ["kind, object_id"],
    ),
    "search_posting_weight_says_something": Proof(
        posting,
        "UPDATE search_posting SET weight = {} WHERE entry_id = %(entry)s AND word_id = %(word)s",
        ["0.1", "2"],
        ["0", "-1"],
    ),
}
