"""Words of a search: other forms, Latin letters, a wrong keyboard layout and typing errors still find the tour."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.contrib.postgres.search import SearchQuery
from django.db import connection
from django.db.models import Q
from django.db.models.fields.json import KeyTextTransform

from regions.enterprises.models import Enterprise, Site
from regions.models import Region
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
# What joins words and means nothing by itself; PostgreSQL drops the Russian ones from Russian texts only.
_STOP_WORDS = frozenset(
    re.findall(
        r"\w+",
        "в во на и с со для из по от до к ко у о об обо за а но или не под над при про через как что где "
        "a an the of in on at to for and or with by from",
    )
)


@dataclass(frozen=True)
class Word:
    """One word of a search: the ways it may have been meant, any of which will do."""

    variants: tuple[str, ...]
    # Beginnings of words: the last word is still being typed, and a corrected one stands for all its forms.
    beginnings: tuple[str, ...] = ()
    # Words of titles and names that it may be a slip for.
    names: tuple[str, ...] = ()

    @property
    def query(self) -> SearchQuery:
        """The word in either language's stems, and as the beginning of one."""
        stems = " | ".join(f"'{variant}'" for variant in (*self.variants, *self.names))
        query = SearchQuery(stems, config="russian", search_type="raw")
        query = query | SearchQuery(stems, config="english", search_type="raw")
        if self.beginnings:
            begins = " | ".join(f"'{beginning}':*" for beginning in self.beginnings)
            query = query | SearchQuery(begins, config="simple", search_type="raw")
        return query


def read_words(text: str) -> list[Word]:
    """The words of a typed text, without those that mean nothing."""
    tokens = [token for token in text[:LONGEST_QUERY].lower().split() if token]
    words: list[tuple[str, ...]] = []
    for token in tokens:
        if re.search(r"[^\W\d_]", token) and _typed_on_wrong_layout(token):
            words.append(_variants(token))
        else:
            words += [_variants(part) for part in _parts(token)]
    words = [word for word in words if word and word[0] not in _STOP_WORDS][:MOST_WORDS]
    last = len(words) - 1
    return [
        Word(word, tuple(v for v in word if len(v) > 1) if number == last else ()) for number, word in enumerate(words)
    ]


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
    """Every word is in the tour's own texts, or in the name of its enterprise, city or region."""
    found = Q()
    for word in words:
        query = word.query
        found &= (
            Q(pk__in=Tour.objects.filter(search=query).values("pk"))
            | Q(enterprise__in=Enterprise.objects.filter(search=query).values("pk"))
            | Q(site__in=Site.objects.filter(search=query).values("pk"))
            | Q(enterprise__region__in=Region.objects.filter(search=query).values("pk"))
        )
    return found


def any_of(words: Sequence[Word]) -> SearchQuery:
    """All words loosely, to rank by."""
    return reduce(or_, (word.query for word in words))


# --- Typing errors ----------------------------------------------------------------------------------------------------


def corrected(words: Sequence[Word]) -> list[Word] | None:
    """The same words, each also as the words of titles and names that it may be a slip for; None if there are none."""
    near = _similar_names({variant for word in words for variant in word.variants if len(variant) >= 4})
    better = [_with_names(word, near) for word in words]
    return better if any(word.names for word in better) else None


def _with_names(word: Word, near: Mapping[str, Sequence[str]]) -> Word:
    beginnings, names = list(word.beginnings), []
    for variant in word.variants:
        for name, beginning in _closest(variant, near.get(variant, ())).items():
            names.append(name)
            beginnings.append(beginning)
    return Word(word.variants, tuple(dict.fromkeys(beginnings)), tuple(dict.fromkeys(names)))


def _similar_names(variants: Iterable[str]) -> dict[str, list[str]]:
    """Words of public titles, enterprises' names, cities and regions that share trigrams with these words."""
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
        WITH texts (text) AS ({texts}),
        names AS (
            SELECT DISTINCT word FROM texts, regexp_split_to_table(replace(lower(text), 'ё', 'е'), '[^[:alnum:]]+') word
            WHERE length(word) >= 4
        )
        SELECT wanted.word, names.word FROM unnest(%s::text[]) AS wanted (word)
        JOIN names ON similarity(wanted.word, left(names.word, length(wanted.word) + 1)) >= 0.2
    """  # noqa: S608 - composed of the ORM's own text
    similar: dict[str, list[str]] = {}
    with connection.cursor() as cursor:
        cursor.execute(sql, [*params, wanted])
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
