"""Finding: which things have the words of a search, the best first. Any word will do, each further one counts.

A word counts by how much it says in the thing (its place, see hooks) and by how rare it is. Words that nothing has are
named; those that are spelt almost like a word of the index stand for it.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache, reduce
from itertools import product
from operator import or_
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
    known = _known(asked)
    if unknown := _missing(asked, {place for place, _word, _worth in known}):
        asked = _corrected(asked, unknown)
        known = _known(asked)
    scores, had = _scores(known, within)
    if hidden := [place for place in _missing(asked, had) if place not in unknown]:
        asked = _corrected(asked, hidden)
        scores, had = _scores(_known(asked), within)
    least = RELEVANT * max(scores.values(), default=0)
    relevant = {thing: score for thing, score in scores.items() if score >= least}
    meant = dict.fromkeys(word for place, one in enumerate(asked) if place in had for word in one.corrections)
    named = tuple(asked[place].typed for place in range(own) if place not in had)
    return Found(relevant, named, tuple(meant), tuple(asked[:own]))


# --- Reading ----------------------------------------------------------------------------------------------------------


def read(text: str, *, neutral: Collection[str] = (), being_typed: bool = False) -> list[Asked]:
    """Return the words of a typed text that narrow a search, in their order."""
    typed = words.split(text[:LONGEST_QUERY])
    forms = [_forms(token) for token in typed]
    meanings = _meanings(tuple(Synonyms.objects.values_list("words", flat=True))) if typed else {}
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


@lru_cache(maxsize=2)
def _meanings(rows: tuple[str, ...]) -> dict[tuple[str, ...], list[str]]:
    """For each word or phrase of the synonyms, by the forms of its words: the single words of the same meaning."""
    found: dict[tuple[str, ...], list[str]] = {}
    for row in rows:
        terms = [
            tuple(next(iter(_forms(token)), token) for token in words.split(term)) for term in Synonyms.terms_of(row)
        ]
        for term in terms:
            found.setdefault(term, []).extend(other[0] for other in terms if len(other) == 1 and other != term)
    return found


# --- Scores -----------------------------------------------------------------------------------------------------------


def _known(asked: list[Asked]) -> list[tuple[int, int, float]]:
    """Return the words of the index that are meant: the place in the search, the word's key, and what it counts."""
    rows: list[tuple[int, str, int, float]] = []
    for place, one in enumerate(asked):
        for form, worth in one.forms.items():
            rows.append((place, form, _FORM, float(worth)))
            if stem := words.root(form):
                rows.append((place, stem, _ROOT, worth * ROOT))
        if one.begun:
            rows.append((place, f"{one.begun}%", _BEGUN, BEGUN))
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            WITH typed AS (
                SELECT * FROM unnest(%s::int[], %s::text[], %s::int[], %s::float[]) AS asked (place, spelt, how, worth)
            )
            SELECT place, id, max(worth) FROM (
                SELECT place, id, worth FROM typed JOIN search_word ON form = spelt WHERE how = {_FORM}
                UNION ALL SELECT place, id, worth FROM typed JOIN search_word ON root = spelt WHERE how = {_ROOT}
                UNION ALL SELECT place, id, worth FROM typed JOIN search_word ON form LIKE spelt WHERE how = {_BEGUN}
            ) AS each_way
            WHERE EXISTS (SELECT FROM search_posting WHERE word_id = id) GROUP BY place, id
            """,  # noqa: S608 - nothing of it was typed
            [list(column) for column in zip(*rows, strict=True)],
        )
        return list(cursor.fetchall())


def _missing(asked: list[Asked], had: Collection[int]) -> list[int]:
    return [place for place in range(len(asked)) if place not in had]


def _scores(known: list[tuple[int, int, float]], within: Things) -> tuple[dict[tuple[str, int], float], set[int]]:
    """Return the score of each thing that has some of these words, and the places in the search that are found."""
    if not known:
        return {}, set()
    seen: list[str] = []
    params: list[Any] = []
    for kind, things in within.items():
        sql, values = things.order_by().values("pk").query.sql_with_params()
        seen.append(f"SELECT FROM ({sql}) AS own (id) WHERE entry.kind = '{kind}' AND own.id = entry.object_id")
        params += values
    places = sorted({place for place, _word, _worth in known})
    # Who may see a thing is asked of each in its turn, until there are enough: the limit inside keeps PostgreSQL from
    # reading everything that may be seen.
    sql = f"""
        WITH hits AS MATERIALIZED (
            SELECT entry_id, {_each(places, "max(weight * worth) FILTER (WHERE place = {0}) AS says{0}")}
            FROM unnest(%s::int[], %s::bigint[], %s::float[]) AS meant (place, word, worth)
            JOIN search_posting ON word_id = word GROUP BY entry_id
        ),
        rarity AS MATERIALIZED (
            SELECT {_each(places, "ln(1 + (SELECT count(*) FROM search_entry) / sum(says{0})) AS rare{0}")} FROM hits
        ),
        ranked AS MATERIALIZED (
            SELECT entry_id, ({_each(places, "coalesce(says{0} * rare{0}, 0)", " + ")})
                * (0.5::float + 0.5::float * num_nonnulls({_each(places, "says{0}")})) AS score,
                {_each(places, "((says{0} IS NOT NULL)::int << {0})", " | ")} AS places
            FROM hits, rarity ORDER BY score DESC, entry_id
        )
        SELECT entry.kind, entry.object_id, score, places
        FROM ranked JOIN search_entry AS entry ON entry.id = entry_id,
            LATERAL ({" UNION ALL ".join(seen)} LIMIT 1) AS seen
        ORDER BY score DESC, entry_id LIMIT {MOST_FOUND}
    """  # noqa: S608 - composed of the ORM's own text
    columns = [list(column) for column in zip(*known, strict=True)]
    with connection.cursor() as cursor:
        cursor.execute(sql, [*columns, *params])
        found = cursor.fetchall()
    bits = reduce(or_, (bits for *_thing, bits in found), 0)
    had = {place for place in places if bits >> place & 1}
    if len(found) == MOST_FOUND:  # something further down may have the others
        for place in set(places) - had:
            had |= _scores([row for row in known if row[0] == place], within)[1]
    return {(kind, key): score for kind, key, score, _bits in found}, had


def _each(places: Collection[int], sql: str, between: str = ", ") -> str:
    return between.join(sql.format(place) for place in places)


# --- Misspellings -----------------------------------------------------------------------------------------------------


def _corrected(asked: list[Asked], missing: Collection[int]) -> list[Asked]:
    """Return the words, each missing one with the words of the index that it is likely meant to be."""
    spelt = [
        (place, form, words.sound(form), _beginning(asked[place].typed))
        for place in missing
        for form in asked[place].forms
    ]
    if not spelt:
        return asked
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT place, typed.form, near.form, near.begins
            FROM unnest(%s::int[], %s::text[], %s::text[], %s::text[]) AS typed (place, form, sound, begun),
            LATERAL (
                SELECT alike.form, bool_or(begins) AS begins FROM (
                    SELECT word.*, false AS begins FROM search_word AS word WHERE word.sound %% typed.sound
                    UNION ALL SELECT word.*, true FROM search_word AS word WHERE word.form LIKE begun AND begun <> ''
                ) AS alike
                WHERE EXISTS (SELECT FROM search_posting WHERE word_id = alike.id)
                GROUP BY alike.form, alike.sound
                ORDER BY similarity(alike.sound, typed.sound) DESC, alike.form LIMIT 24
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
