"""Writing the index: with every change of a text in its own transaction, and all of it by a command."""

import hashlib
from collections.abc import Collection, Mapping, Sequence

from accelerator.base.common.transactions import atomic
from accelerator.base.search.hooks import NAME, Document, dependents, documents
from accelerator.base.search.models import Entry, Posting, Word
from accelerator.base.search.words import lexemes, root, sound

VERSION = "1"  # of how words are read: a change makes reindex() write everything again
BATCH = 200
LONGEST_FORM = 60
_REPEATED = 0.1  # what each further time that a word stands in a text adds, as a share of its weight


def index(kind: str, ids: Collection[int]) -> int:
    """Bring the index up to the texts of these things, and of what names them; return how many entries changed.

    Call it in the transaction that changed the texts, or removed the things, after it did.
    """
    return _write(kind, ids) + index_dependents(kind, ids)


@atomic
def index_dependents(kind: str, ids: Collection[int]) -> int:
    """The same only of what names these things, which are none that can be found themselves."""
    return sum(_write(other, theirs) for other, theirs in dependents.collect(kind, ids) if theirs)


def reindex() -> int:
    """Bring the whole index up to the texts; return how many entries changed."""
    changed = 0
    for kind, answer in documents.answers:
        known = Entry.objects.filter(kind=kind).values_list("object_id", flat=True)
        ids = sorted({*known, *(document.object_id for document in answer(None))})
        changed += sum(_write(kind, ids[start : start + BATCH]) for start in range(0, len(ids), BATCH))
    return changed


@atomic
def _write(kind: str, ids: Collection[int]) -> int:
    """Write what differs. Entries are locked before the texts are read, so that the last to write has read the last."""
    answer = documents.find(kind)
    if answer is None:
        raise LookupError(f"no room hands in texts of the kind {kind!r}")
    Entry.objects.bulk_create((Entry(kind=kind, object_id=pk) for pk in sorted(ids)), ignore_conflicts=True)
    asked = Entry.objects.filter(kind=kind, object_id__in=ids)
    entries = {entry.object_id: entry for entry in asked.select_for_update(no_key=True).order_by("object_id")}
    texts = {document.object_id: document for document in answer(ids)}
    gone = [entry for pk, entry in entries.items() if pk not in texts]
    stale = [entry for pk, entry in entries.items() if pk in texts and entry.digest != _digest(texts[pk])]
    Posting.objects.filter(entry__in=[*gone, *stale]).delete()
    Entry.objects.filter(pk__in=[entry.pk for entry in gone]).delete()
    for entry in stale:
        entry.digest = _digest(texts[entry.object_id])
    Entry.objects.bulk_update(stale, ["digest"], batch_size=BATCH)
    _add_words([(entry, _weights(texts[entry.object_id])) for entry in stale])
    return len(stale) + sum(bool(entry.digest) for entry in gone)


def _add_words(found: Sequence[tuple[Entry, Mapping[str, float]]]) -> None:
    forms = sorted({form for _entry, weights in found for form in weights})
    Word.objects.bulk_create(
        (Word(form=form, root=root(form), sound=sound(form)) for form in forms), ignore_conflicts=True
    )
    keys = dict(Word.objects.filter(form__in=forms).values_list("form", "pk"))
    Posting.objects.bulk_create(
        (
            Posting(entry=entry, word_id=keys[form], weight=weight)
            for entry, weights in found
            for form, weight in weights.items()
        ),
        batch_size=5000,
    )


def _weights(document: Document) -> dict[str, float]:
    """How much each word says of the thing: by the best place where it stands, a little more if it stands often."""
    best: dict[str, float] = {}
    times: dict[str, int] = {}
    for weight, text in document.texts:
        for form in lexemes(text, is_name=weight >= NAME):
            if len(form) <= LONGEST_FORM:
                best[form] = max(best.get(form, 0), weight)
                times[form] = times.get(form, 0) + 1
    return {form: weight * (1 + _REPEATED * min(times[form] - 1, 3)) for form, weight in best.items()}


def _digest(document: Document) -> str:
    return hashlib.md5(repr((VERSION, document.texts)).encode(), usedforsecurity=False).hexdigest()
