"""By which words visitors ask for an industry, a kind of tour or a subject, besides what stands in the tour's texts."""

from functools import cache

from django.utils import translation

from accelerator.base.common.searching import configurations
from regions.enterprises.models import Industry, Subject, Theme
from tours.models import Tour

# Only what names the whole of it: a product of one workshop would bring all the others too.
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

# Names of cities that no text holds, since only people who write by hand use them.
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
_NAMED = " || ".join(f"to_tsvector('{stemmer}', {_NAMES[code]})" for code, stemmer in _STEMMERS.items())
_TYPED = " OR ".join(
    f"to_tsvector('{stemmer}', typed) @@ plainto_tsquery('{stemmer}', {_NAMES[code]})"
    for code, stemmer in _STEMMERS.items()
)
_COLUMNS = {f"words_{number}": stemmer for number, stemmer in enumerate(_STEMMERS.values())}
_TEXTS = " || ".join(f"to_tsvector('{stemmer}', {column})" for column, stemmer in _COLUMNS.items())
# All that has a name as a query `choices` of (code, words), with the parameters of `choices_columns`. Organizers write
# the names of subjects and themes, so they are read as they stand now.
#
# The words of a theme lead to all its subjects, but for those that one of them bears: «сыр» is the cheese of «Шоколад,
# сыр, вино» and not its chocolate, while «огонь» is every subject of «Огонь и металл». Whoever has typed the whole name
# of a theme means all of it.
CHOICES = f"""
    subjects AS (SELECT id, theme_id, {_NAMED} AS words FROM {Subject._meta.db_table}),
    themes AS (
        SELECT theme.id, {_NAMED} AS words,
            ({_TYPED}) AS is_meant,
            ARRAY(SELECT unnest(tsvector_to_array(words)) FROM subjects WHERE theme_id = theme.id) AS borne
        FROM {Theme._meta.db_table} AS theme, (SELECT %s::text AS typed) AS search
    ),
    choices AS (
        SELECT code, {_TEXTS} AS words
        FROM unnest(%s::text[]{", %s::text[]" * len(_COLUMNS)}) AS texts (code, {", ".join(_COLUMNS)})
        UNION ALL
        SELECT '{SUBJECT}' || subjects.id,
            subjects.words || CASE WHEN is_meant THEN themes.words ELSE ts_delete(themes.words, borne) END
        FROM subjects JOIN themes ON themes.id = theme_id
    )
"""  # noqa: S608 - nothing that anybody types stands in it


def choices_columns(typed: str = "") -> list[str | list[str]]:
    """The parameters of CHOICES; `typed`: all words of the search, where it may be the name of a theme."""
    return [
        typed,
        *(list(column) for column in zip(*((code, *words) for code, words in called().items()), strict=True)),
    ]


@cache
def called() -> dict[str, tuple[str, ...]]:
    """The words of each industry and kind in every language; no industry is spelt as a kind."""
    words = {}
    for choice in (*Industry, *Tour.Kind):
        also = dict(zip(("ru", "en"), _ALSO.get(choice, ("", "")), strict=True))
        in_each = []
        for language in _STEMMERS:
            with translation.override(language):
                said = f"{choice.label} {also.get(language, '')}".lower()
            in_each.append(said.replace("ё", "е"))
        words[choice.value] = tuple(in_each)
    return words
