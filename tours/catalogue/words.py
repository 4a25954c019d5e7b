"""Words of a search: other forms, Latin letters, a wrong keyboard layout and typing errors still find the tour."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from operator import add, or_

from django.contrib.postgres.search import SearchQuery
from django.db import connection
from django.db.models import Case, Q, QuerySet, TextField, Value, When
from django.db.models.expressions import CombinedExpression
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Concat, Lower

from regions.enterprises.models import Enterprise, Site
from regions.models import Region
from tours.catalogue.called import called
from tours.models import Tour

LONGEST_QUERY = 100
MOST_WORDS = 6
# A word is taken for another one that differs by this many letters, if it has at least so many.
ERRORS_FORGIVEN = ((8, 2), (4, 1))
SHORTEST_STEM = 5

_LATIN_KEYS = "`qwertyuiop[]asdfghjkl;'zxcvbnm,."
_RUSSIAN_KEYS = "ёйцукенгшщзхъфывапролджэячсмитьбю"
_TO_RUSSIAN = str.maketrans(_LATIN_KEYS + '~{}:"<>', _RUSSIAN_KEYS + "ёхъжэбю")
_TO_LATIN = str.maketrans(_RUSSIAN_KEYS, _LATIN_KEYS)
_SOUNDS = (
    ("shch", "щ"), ("sch", "щ"), ("zh", "ж"), ("kh", "х"), ("ts", "ц"), ("ch", "ч"), ("sh", "ш"), ("yo", "е"),
    ("yu", "ю"), ("ju", "ю"), ("ya", "я"), ("ja", "я"), ("ye", "е"), ("ck", "к"), ("ph", "ф"),
    *zip("abvgdezijklmnoprstufhcxwq'", "абвгдезийклмнопрстуфхцхвкь", strict=True),
)  # fmt: skip
# Every tour is one of these: they choose nothing. Most lead to one of those: they choose only by themselves.
_TOURS = re.compile(r"экскурси\w*|тур(?:|ы|а|у|е|ов|ом|ам|ами|ах)|посещени\w*|tours?|excursions?|visits?")
_PLACES = re.compile(
    r"завод(?:|ы|а|у|е|ов|ом|ам|ами|ах)|фабрик\w*|предприяти\w*|производств\w*"
    r"|factory|factories|plants?|enterprises?|works"
)
SHORT = 3  # letters: «na zavod», «yf pfdjl»: prepositions are short in other letters too


@dataclass(frozen=True)
class Word:
    """One word of a search: the ways it may have been meant, any of which will do."""

    variants: tuple[str, ...]
    # Beginnings of words: the last word is still being typed, and a corrected one stands for all its forms.
    beginnings: tuple[str, ...] = ()
    # Words of titles and names that it may be a slip for.
    names: tuple[str, ...] = ()
    # Industries and kinds that are called so.
    called: tuple[str, ...] = ()
    # Whether a tour must have it; if not, tours that do only stand higher.
    required: bool = True

    @property
    def query(self) -> SearchQuery:
        """The word in either language's stems, and as the beginning of one."""
        return self._query()

    @property
    def title_query(self) -> SearchQuery:
        """The same in a title."""
        return self._query("A")

    @property
    def whole_title_query(self) -> SearchQuery:
        """The whole word in a title, not as the beginning of another one."""
        return replace(self, beginnings=())._query("A")

    def stems(self, weight: str = "") -> str:
        """All that it may be, as a raw query."""
        return " | ".join(f"'{variant}'{weight and f':{weight}'}" for variant in (*self.variants, *self.names))

    def begins(self, weight: str = "") -> str:
        """All that may begin so, as a raw query."""
        return " | ".join(f"'{beginning}':*{weight}" for beginning in self.beginnings)

    @property
    def soft_noun(self) -> str:
        """The forms of a noun such as «сталь» as a regular expression: its stem alone is a verb's too («стал»)."""
        typed = self.variants[0]
        if self.names or not re.fullmatch(r"[а-я]+([^аеиоуыэюят]ь|[^аеиоуыэюя]ть)", typed):
            return ""
        return rf"\m{typed[:-1]}(ь\w*|[июея]|ей|ям|ями|ях)\M"

    def _query(self, weight: str = "") -> SearchQuery:
        stems = self.stems(weight)
        query = SearchQuery(stems, config="russian", search_type="raw")
        query = query | SearchQuery(stems, config="english", search_type="raw")
        if self.beginnings:
            query = query | SearchQuery(self.begins(weight), config="simple", search_type="raw")
        return query


def read_words(text: str) -> list[Word]:
    """The words of a typed text, in their order."""
    tokens = [token for token in text[:LONGEST_QUERY].lower().split() if token]
    words: list[tuple[str, ...]] = []
    for token in tokens:
        if re.search(r"[^\W\d_]", token) and _typed_on_wrong_layout(token):
            words.append(_variants(token))
        else:
            words += [_variants(part) for part in _parts(token)]
    words = [word for word in words if word][: 2 * MOST_WORDS]
    last = len(words) - 1
    return [
        Word(word, tuple(v for v in word if len(v) > 1) if number == last else ()) for number, word in enumerate(words)
    ]


def understood(words: Sequence[Word]) -> list[Word]:
    """The words that choose something, each with the industries and kinds that it names, in one query.

    Left out are words that join others (either language's own list of the database: the index does not hold them) and
    words that are true of every tour.
    """
    words = [word for word in words if not any(_TOURS.fullmatch(variant) for variant in word.variants)]
    if not words:
        return []
    sql = """
        WITH choices AS (
            SELECT code, to_tsvector('russian', russian) || to_tsvector('english', english) AS words
            FROM unnest(%s::text[], %s::text[], %s::text[]) AS texts (code, russian, english)
        )
        SELECT
            ARRAY(
                SELECT meant FROM unnest(string_to_array(variants, ' ')) AS meant
                WHERE numnode(plainto_tsquery('russian', meant)) = 0 OR numnode(plainto_tsquery('english', meant)) = 0
            ),
            ARRAY(
                SELECT code FROM choices WHERE words @@ to_tsquery('russian', stems)
                OR words @@ to_tsquery('english', stems) OR begins <> '' AND words @@ to_tsquery('simple', begins)
            )
        FROM unnest(%s::text[], %s::text[], %s::text[]) WITH ORDINALITY AS asked (variants, stems, begins, place)
        ORDER BY place
    """
    asked = [(" ".join(word.variants), word.stems(), word.begins()) for word in words]
    choices = [(code, *texts) for code, texts in called().items()]
    with connection.cursor() as cursor:
        cursor.execute(sql, [list(column) for rows in (choices, asked) for column in zip(*rows, strict=True)])
        answers = cursor.fetchall()
    meaning = [
        replace(word, called=tuple(meant))
        for word, (joining, meant) in zip(words, answers, strict=True)
        if word.variants[0] not in joining and not (joining and len(word.variants[0]) <= SHORT)
    ][:MOST_WORDS]
    places = [any(_PLACES.fullmatch(variant) for variant in word.variants) for word in meaning]
    if all(places):
        return meaning
    return [replace(word, required=not place) for word, place in zip(meaning, places, strict=True)]


def _parts(token: str) -> list[str]:
    return re.findall(r"[^\W_]+", token)


def _typed_on_wrong_layout(token: str) -> bool:
    # «'rcrehcbz» and «[kt,» hold letters that stand on signs of the Latin keyboard.
    return all(key in _LATIN_KEYS or key in '~{}:"<>' for key in token) and not token.isalpha()


def _variants(token: str) -> tuple[str, ...]:
    """The token as typed, in the other layout, and in Russian letters; nothing but letters and digits."""
    typed = "".join(_parts(token))
    found = [typed]
    if re.search(r"[a-z]", token):
        stripped = token.rstrip(",.;:!?\"'")
        found += [token.translate(_TO_RUSSIAN), stripped.translate(_TO_RUSSIAN), in_russian_letters(typed)]
    elif re.search(r"[а-яё]", token):
        found.append(token.translate(_TO_LATIN))
    plain = ("".join(_parts(variant.replace("ё", "е"))) for variant in found)
    return tuple(dict.fromkeys(variant for variant in plain if variant))


def in_russian_letters(latin: str) -> str:
    """«shokolad» → «шоколад»: how a Russian word is usually written in Latin letters, read back."""
    russian, place = "", 0
    while place < len(latin):
        for sound, letter in _SOUNDS:
            if latin.startswith(sound, place):
                russian, place = russian + letter, place + len(sound)
                break
        else:
            letter = latin[place]
            if letter == "y":
                letter = "й" if russian[-1:] in tuple("аеиоуыэюя") else "ы"
            russian, place = russian + letter, place + 1
    return russian


def matching(words: Sequence[Word]) -> Q:
    """Every word that is required is in the tour's texts, or names its kind, enterprise, industry, city or region."""
    found = Q()
    for word in words:
        if word.required:
            found &= Q(pk__in=_having(word).values("pk")) | _named(word) | _called(word)
    return found


def _having(word: Word) -> QuerySet[Tour]:
    tours = Tour.objects.filter(search=word.query)
    if forms := word.soft_noun:
        title, summary, description = (KeyTextTransform("ru", field) for field in ("title", "summary", "description"))
        space = Value(" ", TextField())
        text = Lower(Concat(title, space, summary, space, description, output_field=TextField()))
        tours = tours.alias(text=text).filter(text__regex=forms)
    return tours


def _named(word: Word) -> Q:
    query = word.query
    return (
        Q(enterprise__in=Enterprise.objects.filter(search=query).values("pk"))
        | Q(site__in=Site.objects.filter(search=query).values("pk"))
        | Q(enterprise__region__in=Region.objects.filter(search=query).values("pk"))
    )


def _called(word: Word) -> Q:
    return Q(enterprise__industry__in=word.called) | Q(kind__in=word.called)


def any_of(words: Sequence[Word]) -> SearchQuery:
    """All words loosely, to rank by."""
    return reduce(or_, (word.query for word in words))


def places_of(words: Sequence[Word]) -> CombinedExpression | Case:
    """How prominently each word stands: in the title as it was typed, begun there, or in a name; all words together.

    A text that has the word of its own trade counts as a name: «стекло» is seen at a glassworks first.
    """
    return reduce(
        add,
        (
            Case(
                When(search=word.whole_title_query, then=Value(3)),
                When(search=word.title_query, then=Value(2)),
                When(_named(word) | Q(search=word.query) & _called(word), then=Value(1)),
                default=Value(0),
            )
            for word in words
        ),
    )


# --- Typing errors ----------------------------------------------------------------------------------------------------


def corrected(words: Sequence[Word]) -> list[Word] | None:
    """The same words, each also as the words of titles and names that it may be a slip for; None if there are none."""
    near = _similar_names({variant for word in words for variant in word.variants if len(variant) >= 4})
    better = [_with_names(word, near) if word.required else word for word in words]
    return better if any(word.names for word in better) else None


def _with_names(word: Word, near: Mapping[str, Sequence[str]]) -> Word:
    beginnings, names = list(word.beginnings), []
    for variant in word.variants:
        for name, beginning in _closest(variant, near.get(variant, ())).items():
            names.append(name)
            beginnings.append(beginning)
    meant = {code for code, texts in called().items() if set(names) & set(" ".join(texts).split())}
    return replace(
        word,
        beginnings=tuple(dict.fromkeys(beginnings)),
        names=tuple(dict.fromkeys(names)),
        called=tuple(sorted({*word.called, *meant})),
    )


def _similar_names(variants: Iterable[str]) -> dict[str, list[str]]:
    """Words of public titles, names, choices, cities and regions that share trigrams with these words."""
    wanted = sorted(variants)
    if not wanted:
        return {}
    tours = Tour.objects.published()
    names = [
        tours.annotate(text=KeyTextTransform(language, path)).values_list("text").distinct()
        for path in ("enterprise__name", "site__city", "enterprise__region__name")
        for language in ("ru", "en")
    ]
    texts, params = tours.values_list("search_title").union(*names).query.sql_with_params()
    # `left`: a slip at the beginning of a long word must not drown in its other letters.
    sql = f"""
        WITH texts (text) AS ({texts} UNION SELECT unnest(%s::text[])),
        names AS (
            SELECT DISTINCT word FROM texts, regexp_split_to_table(replace(lower(text), 'ё', 'е'), '[^[:alnum:]]+') word
            WHERE length(word) >= 4
        )
        SELECT wanted.word, names.word FROM unnest(%s::text[]) AS wanted (word)
        JOIN names ON similarity(wanted.word, left(names.word, length(wanted.word) + 1)) >= 0.2
    """  # noqa: S608 - composed of the ORM's own text
    similar: dict[str, list[str]] = {}
    with connection.cursor() as cursor:
        cursor.execute(sql, [*params, [" ".join(texts) for texts in called().values()], wanted])
        for variant, name in cursor.fetchall():
            similar.setdefault(variant, []).append(name)
    return similar


def _closest(variant: str, names: Iterable[str]) -> dict[str, str]:
    """The names that begin most like the variant, each with that beginning, if they differ by few enough letters."""
    # Endings are grammar, not slips: a long word is compared without its last letters too.
    stems = [variant] + [variant[:-cut] for cut in (1, 2) if len(variant) - cut >= SHORTEST_STEM]
    found: dict[str, tuple[int, int, str]] = {}
    for name in names:
        for cut, stem in enumerate(stems):
            forgiven = next((errors for length, errors in ERRORS_FORGIVEN if len(stem) >= length), 0)
            for length in range(len(stem) - 1, len(stem) + 2):
                errors = edit_distance(stem, name[:length])
                if errors <= forgiven:
                    candidate = (errors, cut, name[:length])
                    found[name] = min(candidate, found.get(name, candidate))
    fewest = min((errors for errors, _cut, _beginning in found.values()), default=0)
    return {name: beginning for name, (errors, _cut, beginning) in found.items() if errors == fewest}


def edit_distance(one: str, other: str) -> int:
    """Letters to change, add, drop or swap with their neighbour to turn one word into the other."""
    before: list[int] = []
    last = list(range(len(other) + 1))
    for row, letter in enumerate(one, start=1):
        line = [row]
        for column, wanted in enumerate(other, start=1):
            cost = min(last[column] + 1, line[-1] + 1, last[column - 1] + (letter != wanted))
            if row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == wanted:
                cost = min(cost, before[column - 2] + 1)
            line.append(cost)
        before, last = last, line
    return last[-1]
