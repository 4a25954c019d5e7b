"""Corrections, where no text has the words as typed: their base nouns, and what they may be misspellings of.

They are compared by stems with all that is searched: titles, texts, names, cities, regions, industries, kinds and
subjects. A word that is found there is spelt right and stays.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from django.db import connection
from django.db.models.functions import Coalesce

from regions.enterprises.models import Enterprise, Site
from regions.models import Region
from tours.catalogue.spelling import VOWELS, base_nouns, edit_distance, likeness, soft_stem, sound, vowel_skeleton
from tours.catalogue.synonyms import CHOICES, SUBJECT, choices_columns
from tours.catalogue.words import Word
from tours.models import Tour

# Lengths in letters, from which on something is accepted.
MIN_WORD = 4  # a correction at all: anything shorter is close to too many words
MIN_STEM = 5  # a stem outside of titles and names
MIN_WITHOUT_VOWELS = 7  # wrong vowels
# One error, in a word of a title or name, and in one of a text. People misspell names most, and of the many words of
# texts one is always close.
MIN_CHANGED, MIN_MISSING = (6, 8), (5, 7)
MIN_TWO_ERRORS, MIN_SIMILARITY = 8, 0.5  # two errors, if so many of the trigrams are the same
MAX_ENDING = 3  # letters by which a stem may go on: «шоколад» finds «шоколадный», but not «шоколадница»
CANDIDATES = 16


@dataclass(frozen=True)
class Known:
    """A stem of the index that is like the stem of a spelling, and a word of a text with it."""

    spelling: str
    stem: str
    found: str
    in_a_name: bool
    codes: tuple[str, ...]
    word: str | None

    @property
    def shown(self) -> str | None:
        """A whole word; of a noun whose stem is a verb's too, the noun itself."""
        return self.spelling if self.found == self.stem and soft_stem(self.spelling) else self.word


def corrected(words: Sequence[Word]) -> list[Word] | None:
    """Return the words, each unknown one with its corrections; None if there are none."""
    typed = {way for word in words if word.required for way in word.variants if len(way) >= MIN_WORD}
    nouns = {way: base_nouns(way) for way in typed}
    known = _known(typed, {noun for found in nouns.values() for noun in found})
    better = [_corrected(word, nouns, known) if word.required else word for word in words]
    return better if any(word.similar for word in better) else None


def _corrected(word: Word, nouns: Mapping[str, Sequence[str]], known: Mapping[str, Sequence[Known]]) -> Word:
    near = [one for way in word.variants for one in known.get(way, ())]
    if any(one.found == one.stem or one.found.startswith(word.beginnings) for one in near):
        return word
    if made_of := [one for way in word.variants for noun in nouns.get(way, ()) for one in known.get(noun, ())]:
        variants = dict.fromkeys([*word.variants, *(one.spelling for one in made_of)])
        return _with_matches(replace(word, variants=tuple(variants)), made_of)
    misspelt = [(errors, one) for one in near if one.spelling in word.read and (errors := _errors(one)) is not None]
    fewest = min((errors for errors, _one in misspelt), default=0)
    meant = [one for errors, one in misspelt if errors == fewest]
    return _with_matches(replace(word, stems=tuple(dict.fromkeys(one.found for one in meant))), meant)


def _with_matches(word: Word, meant: Sequence[Known]) -> Word:
    shown = [one.shown for one in meant if one.shown] or [one.found for one in meant]
    codes = {code for one in meant for code in one.codes}
    return replace(word, similar=tuple(dict.fromkeys(shown)), codes=tuple(sorted({*word.codes, *codes})))


def _errors(known: Known) -> int | None:
    """Return the errors between what was typed and the beginning of this stem; None if it is another word."""
    stem, found = known.stem, known.found
    if len(stem) < MIN_STEM and not known.in_a_name:
        return None
    lengths = range(max(len(stem) - 2, 3, len(found) - MAX_ENDING), min(len(stem) + 2, len(found)) + 1)
    errors = [_errors_to(known, stem, found[:length]) for length in lengths]
    return min((number for number in errors if number is not None), default=None)


def _errors_to(known: Known, stem: str, beginning: str) -> int | None:
    """Return the errors between the stem and this beginning, if so many are accepted."""
    typed = len(known.spelling)
    if sound(stem) == sound(beginning):
        return 0
    if typed >= MIN_WITHOUT_VOWELS and vowel_skeleton(stem) == vowel_skeleton(beginning):
        return 0
    if len(beginning) >= MIN_STEM and beginning == known.found and stem.startswith(beginning):
        return 1
    if stem[-1] != beginning[-1]:  # another ending makes another word
        return None
    errors = edit_distance(stem, beginning)
    if errors == 1:
        is_changed = len(stem) == len(beginning) and sorted(stem) != sorted(beginning)
        least = (MIN_CHANGED if is_changed else MIN_MISSING)[not known.in_a_name]
        return 1 if typed >= least else None
    likely = errors == 2 and len(stem) >= MIN_TWO_ERRORS and likeness(stem, beginning) >= MIN_SIMILARITY
    return 2 if likely else None


def _known(typed: Iterable[str], nouns: Iterable[str]) -> dict[str, list[Known]]:
    """For each spelling the stems of the index like its own; of a noun only its own. One query."""
    asked = sorted({(spelling, False) for spelling in typed} | {(noun, True) for noun in nouns})
    if not asked:
        return {}
    tours = Tour.objects.published()
    vectors = tours.values("search").union(
        Enterprise.objects.filter(pk__in=tours.values("enterprise")).values("search"),
        Site.objects.filter(pk__in=tours.values("site")).values("search"),
        Region.objects.filter(pk__in=tours.values("enterprise__region")).values("search"),
        all=True,
    )
    # ts_stat reads the text of a query, by far the quickest way to all stems.
    searched = connection.ops.compose_sql(*vectors.query.sql_with_params())  # type: ignore[attr-defined]
    # What nothing is about is no word of this catalogue.
    about, about_params = tours.values(about=Coalesce("subject", "enterprise__subject")).query.sql_with_params()
    texts, texts_params = tours.values("search", "title", "summary", "description").query.sql_with_params()
    like = "similarity(left(stems.folded, length(asked.folded) + 2), asked.folded)"
    sql = f"""
        WITH {CHOICES},
        stems AS MATERIALIZED (
            SELECT stem, translate(stem, %s, %s) AS folded, bool_or(in_a_name) AS in_a_name,
                array_remove(array_agg(DISTINCT code), NULL) AS codes
            FROM (
                SELECT word AS stem, FALSE AS in_a_name, NULL AS code FROM ts_stat(%s)
                UNION ALL SELECT word, TRUE, NULL FROM ts_stat(%s, 'a')
                UNION ALL SELECT unnest(tsvector_to_array(words)), TRUE, code FROM choices
                WHERE NOT starts_with(code, '{SUBJECT}') OR code IN (SELECT '{SUBJECT}' || about FROM ({about}) AS told)
            ) AS held
            WHERE stem ~ '^[[:alpha:]]{{3,}}$' GROUP BY stem
        ),
        asked AS MATERIALIZED (
            SELECT spelling, is_noun, stem, translate(stem, %s, %s) AS folded
            FROM unnest(%s::text[], %s::boolean[]) AS typed (spelling, is_noun),
            LATERAL (SELECT coalesce((tsvector_to_array(to_tsvector('russian', spelling)))[1], spelling) AS stem) AS its
        )
        SELECT asked.spelling, asked.stem, near.stem, near.in_a_name, near.codes, (
            SELECT substring(lower(concat_ws(' ', title, summary, description)) FROM '\\m' || near.stem || '\\w*')
            FROM ({texts}) AS texts WHERE search @@ near.stem::tsquery LIMIT 1
        )
        FROM asked, LATERAL (
            SELECT stem, in_a_name, codes FROM stems
            WHERE CASE WHEN is_noun THEN stems.stem = asked.stem ELSE {like} >= 0.3 END
            ORDER BY stems.stem = asked.stem DESC, {like} DESC, stem LIMIT {CANDIDATES}
        ) AS near
    """  # noqa: S608 - composed of the ORM's own text
    spellings = [list(column) for column in zip(*asked, strict=True)]
    folding = (VOWELS, VOWELS[0] * len(VOWELS))  # vowels are what is taken for another most
    known: dict[str, list[Known]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            sql, [*choices_columns(), *folding, searched, searched, *about_params, *folding, *spellings, *texts_params]
        )
        for spelling, stem, found, in_a_name, codes, word in cursor.fetchall():
            known.setdefault(spelling, []).append(Known(spelling, stem, found, in_a_name, tuple(codes), word))
    return known
