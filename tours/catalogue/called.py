"""By which words visitors ask for an industry, a kind of tour or a subject, besides what stands in the tour's texts."""

from functools import cache

from django.utils import translation

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

_RUSSIAN, _ENGLISH = "translate(lower(name->>'ru'), 'ё', 'е')", "coalesce(name->>'en', '')"
_NAMED = f"to_tsvector('russian', {_RUSSIAN}) || to_tsvector('english', {_ENGLISH})"
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
            to_tsvector('russian', typed) @@ plainto_tsquery('russian', {_RUSSIAN})
                OR to_tsvector('english', typed) @@ plainto_tsquery('english', {_ENGLISH}) AS is_meant,
            ARRAY(SELECT unnest(tsvector_to_array(words)) FROM subjects WHERE theme_id = theme.id) AS borne
        FROM {Theme._meta.db_table} AS theme, (SELECT %s::text AS typed) AS search
    ),
    choices AS (
        SELECT code, to_tsvector('russian', russian) || to_tsvector('english', english) AS words
        FROM unnest(%s::text[], %s::text[], %s::text[]) AS texts (code, russian, english)
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
def called() -> dict[str, tuple[str, str]]:
    """The words of each industry and kind in Russian and in English; no industry is spelt as a kind."""
    words = {}
    for choice in (*Industry, *Tour.Kind):
        also_russian, also_english = _ALSO.get(choice, ("", ""))
        with translation.override("ru"):
            russian = f"{choice.label} {also_russian}".replace("ё", "е")
        with translation.override("en"):
            english = f"{choice.label} {also_english}"
        words[choice.value] = (russian.lower(), english.lower())
    return words
