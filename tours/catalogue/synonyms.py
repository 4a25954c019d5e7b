"""Synonyms: the words for an industry, a kind of tour or a subject, besides those in the tour's own texts."""

from functools import cache

from django.utils import translation

from accelerator.base.common.searching import configurations
from regions.enterprises.models import Industry, Subject, Theme
from tours.models import Tour

# Only words for the whole of it: a product of one enterprise would find all the others too.
_ALSO: dict[str, tuple[str, str]] = {
    Industry.METAL: ("металл сталь металлургия", "metal steel metallurgy"),
    Industry.FOOD: ("еда продукты", "foodstuffs"),
    Industry.TEXTILE: ("ткани лёгкая", "fabric clothes"),
    Industry.CHEMISTRY: ("химический", "chemical"),
    Industry.WOOD: ("древесина деревообработка", "wood woodworking"),
    Industry.AUTO: ("автомобили машины машиностроение", "cars automotive"),
    Industry.ENERGY: ("электричество электроэнергия", "electricity power"),
    Industry.PORCELAIN: ("керамика", "ceramics china"),
    Industry.JEWELLERY: ("украшения", "jewelry jewels"),
    Industry.AGRO: ("ферма сельхоз", "farm farming"),
    Industry.AERO: ("самолёты авиастроение", "aircraft aerospace"),
    Industry.PRINT: ("типография полиграфия", "printers polygraphy"),
    Tour.Kind.HANDS_ON: ("своими руками", "workshop"),
    Tour.Kind.CAREER: ("профессия старшеклассники студенты", "careers profession students"),
    Tour.Kind.BUSINESS: ("бизнес", ""),
    Tour.Kind.CHILDREN: ("дети детский ребенок ребенка школьники школьный семейный", "kids school pupils family"),
}

# Short names of cities that no text uses.
CITIES = {
    "спб": "петербург",
    "питер": "петербург",
    "мск": "москва",
    "екб": "екатеринбург",
    "екат": "екатеринбург",
    "нск": "новосибирск",
    "новосиб": "новосибирск",
    "кенигсберг": "калининград",
}

SUBJECT = "subject/"  # what the code of a subject begins with; its key follows

_STEMMERS = configurations()
_NAMES = {code: f"coalesce(name->>'{code}', '')" for code in _STEMMERS} | {
    "ru": "translate(lower(name->>'ru'), 'ё', 'е')",
}
_NAME_VECTOR = " || ".join(f"to_tsvector('{stemmer}', {_NAMES[code]})" for code, stemmer in _STEMMERS.items())
_TYPED = " OR ".join(
    f"to_tsvector('{stemmer}', typed) @@ plainto_tsquery('{stemmer}', {_NAMES[code]})"
    for code, stemmer in _STEMMERS.items()
)
_COLUMNS = {f"words_{number}": stemmer for number, stemmer in enumerate(_STEMMERS.values())}
_TEXTS = " || ".join(f"to_tsvector('{stemmer}', {column})" for column, stemmer in _COLUMNS.items())
# Everything that has a name, as a query `choices` of (code, words), with the parameters of `choices_columns`. Subjects
# and themes are read from the database, since organizers edit their names.
#
# The words of a theme lead to all its subjects, except those in the name of one of them: «сыр» is the cheese of
# «Шоколад, сыр, вино» and not its chocolate, while «огонь» is every subject of «Огонь и металл». The whole name of a
# theme means all of it.
CHOICES = f"""
    subjects AS (SELECT id, theme_id, {_NAME_VECTOR} AS words FROM {Subject._meta.db_table}),
    themes AS (
        SELECT theme.id, {_NAME_VECTOR} AS words,
            ({_TYPED}) AS is_meant,
            ARRAY(SELECT unnest(tsvector_to_array(words)) FROM subjects WHERE theme_id = theme.id) AS own_words
        FROM {Theme._meta.db_table} AS theme, (SELECT %s::text AS typed) AS search
    ),
    choices AS (
        SELECT code, {_TEXTS} AS words
        FROM unnest(%s::text[]{", %s::text[]" * len(_COLUMNS)}) AS texts (code, {", ".join(_COLUMNS)})
        UNION ALL
        SELECT '{SUBJECT}' || subjects.id,
            subjects.words || CASE WHEN is_meant THEN themes.words ELSE ts_delete(themes.words, own_words) END
        FROM subjects JOIN themes ON themes.id = theme_id
    )
"""  # noqa: S608 - nothing that anybody types stands in it


def choices_columns(typed: str = "") -> list[str | list[str]]:
    """The parameters of CHOICES; `typed`: all words of the search, where it may be the name of a theme."""
    return [
        typed,
        *(list(column) for column in zip(*((code, *words) for code, words in synonyms().items()), strict=True)),
    ]


@cache
def synonyms() -> dict[str, tuple[str, ...]]:
    """Return the words of each industry and kind in every language; no industry has the code of a kind."""
    words = {}
    for choice in (*Industry, *Tour.Kind):
        also = dict(zip(("ru", "en"), _ALSO.get(choice, ("", "")), strict=True))
        in_each = []
        for language in _STEMMERS:
            with translation.override(language):
                label = f"{choice.label} {also.get(language, '')}".lower()
            in_each.append(label.replace("ё", "е"))
        words[choice.value] = tuple(in_each)
    return words
