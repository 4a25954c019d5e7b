"""Finding: which things have the words of a search, the best first. Any word will do, each further one counts.

A word counts by how much it says in the thing (its place, see hooks) and by how rare it is. Words that nothing has are
named; those that are spelt almost like a word of the index stand for it.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import product
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from rapidfuzz.distance import OSA

from accelerator.base.search import words
from accelerator.base.search.models import Synonyms

LONGEST_QUERY = 100
MOST_WORDS = 10
MOST_FOUND = 1000
LONGEST_PHRASE = 3  # words
ROOT, SYNONYM, READING, CORRECTED, BEGUN = 0.6, 0.8, 0.9, 0.8, 0.5  # what another word counts for the typed one
RELEVANT = 0.2  # of the best one's score: what has less is found by a side issue
SHORTEST_BEGUN, SHORTEST_CORRECTED, SHORTEST_TWICE_WRONG = 3, 5, 8  # letters
_FORM, _ROOT, _BEGUN = 0, 1, 2
Things = Mapping[str, QuerySet]  # that may be found, by kind


@dataclass(frozen=True)
class Asked:
    """A word of a search, or a phrase that means one: the dictionary forms it may have, and what each counts."""

    typed: str
    forms: Mapping[str, float]
    begun: str = ""
    corrections: tuple[str, ...] = ()


@dataclass(frozen=True)
class Found:
    """The things found by kind and key, the best first; and what became of the words."""

    scores: dict[tuple[str, int], float] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    corrections: tuple[str, ...] = ()
    asked: tuple[Asked, ...] = ()

    def of(self, kind: str) -> list[int]:
        """Return the keys of the things of this kind, the best first."""
        return [key for other, key in self.scores if other == kind]


def find(
    text: str, within: Things, *, neutral: Collection[str] = (), besides: str = "", being_typed: bool = False
) -> Found:
    """Return what has the words of the text, among the things that these QuerySets hold by kind.

    `neutral` are dictionary forms that are true of everything and narrow nothing; the words `besides` only rank. While
    it is `being_typed`, the last word stands for all that begin so. Without a word to search for, `asked` is empty.
    """
    asked = read(text, neutral=neutral, being_typed=being_typed)
    if not asked:
        return Found()
    own = len(asked)
    asked += read(besides)
    scores, missing = _scores(asked, within)
    if missing:
        better = _corrected(asked, missing)
        if better != asked:
            asked = better
            scores, missing = _scores(asked, within)
    least = RELEVANT * max(scores.values(), default=0)
    relevant = {thing: score for thing, score in scores.items() if score >= least}
    meant = dict.fromkeys(word for place, one in enumerate(asked) if place not in missing for word in one.corrections)
    named = tuple(asked[place].typed for place in missing if place < own)
    return Found(relevant, named, tuple(meant), tuple(asked[:own]))


# --- Reading ----------------------------------------------------------------------------------------------------------


def read(text: str, *, neutral: Collection[str] = (), being_typed: bool = False) -> list[Asked]:
    """Return the words of a typed text that narrow a search, in their order."""
    typed = words.split(text[:LONGEST_QUERY])
    forms = [_forms(token) for token in typed]
    meanings = _meanings() if typed else {}
    asked: list[Asked] = []
    place = 0
    while place < len(typed):
        size, others = next(_phrases(forms[place:], meanings), (1, ()))
        own = forms[place] if size == 1 else {}
        is_last = being_typed and place + size == len(typed)
        begun = typed[place] if is_last and len(typed[place]) >= SHORTEST_BEGUN else ""
        counted = {**dict.fromkeys(others, SYNONYM if own else 1), **own}
        if (counted or begun) and not own.keys() & set(neutral):
            asked.append(Asked(" ".join(typed[place : place + size]), counted, begun))
        place += size
    return asked[:MOST_WORDS]


def _phrases(
    forms: list[dict[str, float]], meanings: Mapping[tuple[str, ...], list[str]]
) -> Iterator[tuple[int, list[str]]]:
    """The phrases with synonyms that these words begin with, the longest first: how many words, and the synonyms."""
    for size in range(min(LONGEST_PHRASE, len(forms)), 0, -1):
        for key in product(*forms[:size]):
            if key in meanings:
                yield size, meanings[key]


def _forms(token: str) -> dict[str, float]:
    found: dict[str, float] = {}
    for number, reading in enumerate(words.readings(token)):
        for form in words.forms_of(reading):
            found.setdefault(form, READING if number else 1)
    return found


def _meanings() -> dict[tuple[str, ...], list[str]]:
    """For each word or phrase of the synonyms, by the forms of its words: the single words of the same meaning."""
    found: dict[tuple[str, ...], list[str]] = {}
    for row in Synonyms.objects.all():
        terms = [tuple(next(iter(_forms(token)), token) for token in words.split(term)) for term in row.terms]
        for term in terms:
            found.setdefault(term, []).extend(other[0] for other in terms if len(other) == 1 and other != term)
    return found


# --- Scores -----------------------------------------------------------------------------------------------------------


def _scores(asked: list[Asked], within: Things) -> tuple[dict[tuple[str, int], float], list[int]]:
    """Return the score of each thing that has some of the words, and the places of the words that nothing has."""
    rows: list[tuple[int, str, int, float]] = []
    for place, one in enumerate(asked):
        for form, worth in one.forms.items():
            rows.append((place, form, _FORM, float(worth)))
            if stem := words.root(form):
                rows.append((place, stem, _ROOT, worth * ROOT))
        if one.begun:
            rows.append((place, f"{one.begun}%", _BEGUN, BEGUN))
    seen: list[str] = []
    params: list[Any] = []
    for kind, things in within.items():
        sql, values = things.order_by().values("pk").query.sql_with_params()
        seen.append(f"SELECT '{kind}' AS kind, own.id FROM ({sql}) AS own (id)")  # noqa: S608 - kinds are our own
        params += values
    sql = f"""
        WITH typed AS (
            SELECT * FROM unnest(%s::int[], %s::text[], %s::int[], %s::float[]) AS asked (place, spelt, how, worth)
        ),
        meant AS (
            SELECT place, id AS word, max(worth) AS worth FROM (
                SELECT place, id, worth FROM typed JOIN search_word ON form = spelt WHERE how = {_FORM}
                UNION ALL SELECT place, id, worth FROM typed JOIN search_word ON root = spelt WHERE how = {_ROOT}
                UNION ALL SELECT place, id, worth FROM typed JOIN search_word ON form LIKE spelt WHERE how = {_BEGUN}
            ) AS each_way GROUP BY place, id
        ),
        seen AS (
            SELECT entry.id, entry.kind, entry.object_id FROM ({" UNION ALL ".join(seen)}) AS seen
            JOIN search_entry AS entry ON entry.kind = seen.kind AND entry.object_id = seen.id
        ),
        hits AS (
            SELECT place, posting.entry_id, max(weight * worth) AS weight
            FROM meant JOIN search_posting AS posting ON posting.word_id = meant.word
            WHERE posting.entry_id IN (SELECT id FROM seen) GROUP BY place, posting.entry_id
        ),
        rarity AS (SELECT place, ln(1 + (SELECT count(*) FROM seen) / sum(weight)) AS idf FROM hits GROUP BY place),
        best AS (
            SELECT entry_id, sum(weight * idf) * (1 + 0.5 * (count(*) - 1)) AS score FROM hits JOIN rarity USING (place)
            GROUP BY entry_id ORDER BY score DESC, entry_id LIMIT {MOST_FOUND}
        )
        SELECT kind, object_id, score, (SELECT array_agg(place) FROM rarity)
        FROM best JOIN seen ON seen.id = best.entry_id ORDER BY score DESC, kind, object_id
    """  # noqa: S608 - composed of the ORM's own text
    columns = [list(column) for column in zip(*rows, strict=True)]
    with connection.cursor() as cursor:
        cursor.execute(sql, [*columns, *params])
        found = cursor.fetchall()
    had = set(found[0][3]) if found else set()
    scores = {(kind, key): score for kind, key, score, _had in found}
    return scores, [place for place in range(len(asked)) if place not in had]


# --- Misspellings -----------------------------------------------------------------------------------------------------


def _corrected(asked: list[Asked], missing: Collection[int]) -> list[Asked]:
    """Return the words, each missing one with the words of the index that it is likely meant to be."""
    spelt = [
        (place, form, words.sound(form), _beginning(asked[place].typed))
        for place in missing
        for form in asked[place].forms
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT place, typed.form, near.form, near.begins
            FROM unnest(%s::int[], %s::text[], %s::text[], %s::text[]) AS typed (place, form, sound, begun),
            LATERAL (
                SELECT word.form, word.form LIKE begun AS begins FROM search_word AS word
                WHERE (word.sound %% typed.sound OR word.form LIKE begun)
                    AND EXISTS (SELECT FROM search_posting WHERE word_id = word.id)
                ORDER BY similarity(word.sound, typed.sound) DESC, word.form LIMIT 24
            ) AS near
            """,
            [list(column) for column in zip(*spelt, strict=True)],
        )
        near = cursor.fetchall()
    better = list(asked)
    for place in missing:
        errors = {
            known: wrong
            for at, form, known, begins in near
            if at == place and (wrong := 0 if begins else _errors(asked[place].typed, form, known)) is not None
        }
        fewest = min(errors.values(), default=0)
        meant = [known for known, wrong in errors.items() if wrong == fewest]
        halves = (half for form in asked[place].forms for half in words.parts_of(form))
        counted = {**dict.fromkeys(halves, ROOT), **asked[place].forms, **dict.fromkeys(meant, CORRECTED)}
        better[place] = replace(asked[place], forms=counted, corrections=tuple(meant))
    return better


def _beginning(typed: str) -> str:
    """The pattern of words that begin as the typed one, which may not have been finished; of none if it was."""
    return f"{typed}%" if len(typed) > SHORTEST_BEGUN and not words.is_in_dictionary(typed) else ""


def _errors(typed: str, form: str, known: str) -> int | None:
    """Return how many errors would make the known word the typed one; None if it is another word."""
    pairs = [
        pair
        for pair in ((form, known), (words.root(form), words.root(known)))
        if min(map(len, pair)) > words.SHORTEST_ROOT
    ]
    fewest = min((OSA.distance(words.sound(one), words.sound(other)) for one, other in pairs), default=len(typed))
    if fewest == 0:
        return 0
    if words.is_in_dictionary(typed) or len(typed) < SHORTEST_CORRECTED:
        return None
    return fewest if fewest <= (2 if len(typed) >= SHORTEST_TWICE_WRONG else 1) else None
