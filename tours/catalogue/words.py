"""Words of a search: other forms, Latin letters and a wrong keyboard layout still find the tour."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import reduce
from operator import add, or_

from django.contrib.postgres.search import SearchQuery
from django.db import connection
from django.db.models import Case, Q, TextField, Value, When
from django.db.models.expressions import CombinedExpression
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Concat, Lower
from django.db.models.lookups import Regex

from accelerator.base.common.i18n import FALLBACK
from accelerator.base.common.searching import configurations
from regions.enterprises.models import Enterprise, Site
from regions.models import Region
from tours.catalogue.spelling import other_forms, parts, readings, soft_forms, soft_stem, typed_on_wrong_layout
from tours.catalogue.synonyms import CHOICES, CITIES, SUBJECT, choices_columns
from tours.models import Tour
from tours.querysets import about_subjects

LONGEST_QUERY = 100
MOST_WORDS = 6
# A word that is still being typed stands for all that begin so; in another reading it must be longer, or it is chance.
SHORTEST_BEGINNING = 3
SHORTEST_READ_BEGINNING = 4

# Every tour is one of these: they narrow nothing. Most tours lead to one of those, and a place lies in one: they narrow
# a search only by themselves.
_TOURS = re.compile(r"экскурси\w*|тур(?:|ы|а|у|е|ов|ом|ам|ами|ах)|посещени\w*|tours?|excursions?|visits?")
_PLACES = re.compile(
    r"завод(?:|ы|а|у|е|ов|ом|ам|ами|ах)|фабрик\w*|предприяти\w*|производств\w*"
    r"|factory|factories|plants?|enterprises?|works"
    r"|регион(?:|ы|а|у|е|ов|ом|ах)|област(?:ь|и|ью|ей|ях)|кра(?:й|я|ю|е|ем|ев|ях)|республик\w*|город(?:|а|у|е|ов|ах)"
    r"|regions?|oblast|krai|republics?|city"
)
SHORT = 3  # letters: «na zavod», «yf pfdjl»: prepositions are short in other letters too


@dataclass(frozen=True)
class Word:
    """One word of a search, and its possible readings, any of which matches."""

    variants: tuple[str, ...]
    # Beginnings of words: the last word is still being typed.
    beginnings: tuple[str, ...] = ()
    # The variants that are readings of what was typed, not further forms of it.
    read: tuple[str, ...] = ()
    # Stems of the index of which it may be a misspelling.
    stems: tuple[str, ...] = ()
    # Corrections that are shown to the visitor.
    similar: tuple[str, ...] = ()
    # Codes of the industries, kinds and subjects that have this name.
    codes: tuple[str, ...] = ()
    # Whether a tour must have it; if not, tours that do only rank higher.
    required: bool = True

    @property
    def query(self) -> SearchQuery:
        """The word in either language's stems, and as the beginning of one."""
        return self._query()

    def spelt(self, weight: str = "") -> str:
        """All that it may be, as a raw query."""
        return " | ".join(f"'{variant}'{weight and f':{weight}'}" for variant in self.variants)

    def begins(self, weight: str = "") -> str:
        """All that may begin so, as a raw query."""
        return " | ".join(f"'{beginning}':*{weight}" for beginning in self.beginnings)

    @property
    def soft(self) -> "Word | None":
        """The word as forms of nouns such as «сталь», whose stem alone is a verb's too («стал»); None if it is none."""
        variants = tuple(variant for variant in self.variants if soft_stem(variant))
        return Word(variants) if variants else None

    @property
    def firm(self) -> "Word":
        """The word as all the rest that it may be."""
        return replace(self, variants=tuple(variant for variant in self.variants if not soft_stem(variant)))

    @property
    def soft_regex(self) -> str:
        """What the forms of such nouns look like in a text."""
        return "|".join(sorted({soft_forms(soft_stem(variant)) for variant in self.variants if soft_stem(variant)}))

    @property
    def without_verbs(self) -> "Word":
        """Without the verb that a noun in Latin letters may also be: «stal» is «сталь» before it is «стал»."""
        nouns = {soft_stem(variant) for variant in self.variants}
        return replace(
            self,
            variants=tuple(variant for variant in self.variants if variant not in nouns),
            beginnings=tuple(beginning for beginning in self.beginnings if beginning not in nouns),
        )

    @property
    def subjects(self) -> list[int]:
        """The keys of the subjects that have this name."""
        return [int(code.removeprefix(SUBJECT)) for code in self.codes if code.startswith(SUBJECT)]

    @property
    def has_query(self) -> bool:
        return bool(self.variants or self.beginnings or self.stems)

    def title_query(self, *, whole: bool) -> SearchQuery:
        """The same in a title; `whole`: not as the beginning of another word."""
        return (replace(self, beginnings=()) if whole else self)._query("A")

    def _query(self, weight: str = "") -> SearchQuery:
        spelt = self.spelt(weight)
        stemmers = dict.fromkeys(configurations().values())
        query = reduce(or_, (SearchQuery(spelt, config=one, search_type="raw") for one in stemmers))
        stems = [f"'{stem}'{weight and f':{weight}'}" for stem in self.stems]
        if literal := " | ".join(filter(None, [self.begins(weight), *stems])):
            query = query | SearchQuery(literal, config="simple", search_type="raw")
        return query


def read_words(text: str) -> list[Word]:
    """The words of a typed text, in their order."""
    read: list[tuple[str, ...]] = []
    for token in text[:LONGEST_QUERY].lower().split():
        if re.search(r"[^\W\d_]", token) and typed_on_wrong_layout(token):
            read.append(readings(token))
        else:
            read += [readings(part) for part in parts(token)]
    read = [ways for ways in read if ways][: 2 * MOST_WORDS]
    return [_word(ways, is_last=number == len(read)) for number, ways in enumerate(read, start=1)]


def _word(ways: tuple[str, ...], *, is_last: bool) -> Word:
    """A word of these readings, with the forms of each and the city that is meant by it."""
    spelt = [spelling for way in ways for spelling in (way, *other_forms(way), CITIES.get(way, ""))]
    shortest = [SHORTEST_BEGINNING, *[SHORTEST_READ_BEGINNING] * len(ways)]
    beginnings = [way for way, least in zip(ways, shortest, strict=False) if is_last and len(way) >= least]
    return Word(tuple(dict.fromkeys(filter(None, spelt))), tuple(beginnings), ways)


def resolve_words(words: Sequence[Word]) -> list[Word]:
    """Return the words that narrow a search, each with the industries, kinds and subjects that it names, in one query.

    Left out are stop words (by the database's own lists: the index does not hold them) and words true of every tour.
    """
    words = [word for word in words if not any(_TOURS.fullmatch(variant) for variant in word.variants)]
    if not words:
        return []
    stemmers = dict.fromkeys(configurations().values())
    joining = " OR ".join(f"numnode(plainto_tsquery('{one}', meant)) = 0" for one in stemmers)
    meant = " OR ".join(f"words @@ to_tsquery('{one}', spelt)" for one in stemmers)
    sql = f"""
        WITH {CHOICES}
        SELECT
            ARRAY(
                SELECT meant FROM unnest(string_to_array(variants, ' ')) AS meant
                WHERE {joining}
            ),
            ARRAY(
                SELECT code FROM choices WHERE {meant} OR begins <> '' AND words @@ to_tsquery('simple', begins)
            )
        FROM unnest(%s::text[], %s::text[], %s::text[]) WITH ORDINALITY AS asked (variants, spelt, begins, place)
        ORDER BY place
    """  # noqa: S608 - composed of constants
    asked = [(" ".join(word.variants), word.spelt(), word.begins()) for word in words]
    columns = [list(column) for column in zip(*asked, strict=True)]
    with connection.cursor() as cursor:
        cursor.execute(sql, [*choices_columns(typed=" ".join(columns[0])), *columns])
        answers = cursor.fetchall()
    meaning = [
        replace(word, codes=tuple(codes))
        for word, (joined, codes) in zip(words, answers, strict=True)
        if word.variants[0] not in joined and not (joined and len(word.variants[0]) <= SHORT)
    ][:MOST_WORDS]
    places = [any(_PLACES.fullmatch(variant) for variant in word.variants) for word in meaning]
    if all(places):
        return meaning
    return [replace(word, required=not place) for word, place in zip(meaning, places, strict=True)]


def matching(words: Sequence[Word]) -> Q:
    """Every word that is required is in the tour's texts, or names its kind, subject, enterprise, industry, city or
    region.
    """
    found = Q()
    for word in words:
        if word.required:
            found &= Q(pk__in=Tour.objects.filter(_having(word)).values("pk")) | _named(word) | _has_code(word)
    return found


def _having(word: Word) -> Q:
    if not (soft := word.soft):
        return Q(search=word.query)
    having = Q(search=soft.query) & Q(Regex(_text(), word.soft_regex))
    return having | Q(search=firm.query) if (firm := word.firm).has_query else having


def _text() -> Lower:
    """All that is written of a tour in Russian."""
    space = Value(" ", TextField())
    title, summary, description = (KeyTextTransform(FALLBACK, field) for field in ("title", "summary", "description"))
    return Lower(Concat(title, space, summary, space, description, output_field=TextField()))


def _in_title(word: Word, *, whole: bool) -> Q:
    word = word.without_verbs
    if not (soft := word.soft):
        return Q(search=word.title_query(whole=whole))
    having = Q(search=soft.title_query(whole=True), search_title__regex=word.soft_regex)
    firm = word.firm
    return having | Q(search=firm.title_query(whole=whole)) if firm.has_query else having


def _named(word: Word) -> Q:
    query = word.query
    return (
        Q(enterprise__in=Enterprise.objects.filter(search=query).values("pk"))
        | Q(site__in=Site.objects.filter(search=query).values("pk"))
        | Q(enterprise__region__in=Region.objects.filter(search=query).values("pk"))
    )


def _has_code(word: Word) -> Q:
    return _of_trade(word) | about_subjects(word.subjects)


def _of_trade(word: Word) -> Q:
    return Q(enterprise__industry__in=word.codes) | Q(kind__in=word.codes)


def any_of(words: Sequence[Word]) -> SearchQuery:
    """All words loosely, to rank by."""
    return reduce(or_, (word.query for word in words))


def places_of(words: Sequence[Word]) -> CombinedExpression | Case:
    """Return how prominent the words are: in the title as typed, as a beginning there, or in a name; all together.

    A text that has the word of its own trade counts as a name: «стекло» is seen at a glassworks first. So does the
    trade alone, where the word in the text may be a verb.
    """
    return reduce(
        add,
        (
            Case(
                When(_in_title(word, whole=True), then=Value(3)),
                When(_in_title(word, whole=False), then=Value(2)),
                When(
                    _named(word)
                    | about_subjects(word.subjects)
                    | (_of_trade(word) if word.soft else _of_trade(word) & Q(search=word.query)),
                    then=Value(1),
                ),
                default=Value(0),
            )
            for word in words
        ),
    )
