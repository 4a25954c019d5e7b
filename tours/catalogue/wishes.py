"""Words of a search that are wishes, not words to look for: «бесплатно», «в субботу», «до 500 рублей», «3 класс»."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from accelerator.base.search.words import is_in_dictionary, plain, readings, split
from tours.catalogue.criteria import FILTERS, Criteria, PartOfDay, When

# Dictionary forms that are true of every tour: they narrow nothing.
_OF_EVERY_TOUR = """
    экскурсия экскурсионный тур посещение посетить посещать сходить пойти поехать съездить поездка выезд побывать бывать
    увидеть посмотреть смотреть показать узнать хотеть хотеться можно интересный интересно недорого рядом куда где как
    откуда что чтобы делать делаться сделать изготовить изготавливать изготовление такой свой собственный настоящий
    целый промышленный промтуризм производство производственный предприятие завод заводской фабрика фабричный группа
    человек мастер мастерская цех город область край республика регион
    tour excursion visit factori plant enterpris region oblast citi see
"""
NEUTRAL = frozenset(_OF_EVERY_TOUR.split())
_WEEKDAYS = ("понедельник", "вторник", "сред", "четверг", "пятниц", "суббот", "воскресень")
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_NUMERALS = ("перво", "второ", "трет", "четверо", "пяти", "шести", "семи", "восьми", "девяти", "десяти", "одиннадцати")
_FIRST_GRADE = 7  # years old
_LANGUAGES = {"английск": "en", "english": "en", "китайск": "zh", "chinese": "zh", "немецк": "de", "французск": "fr"}
_AT_MOST = "(?:до|не (?:дороже|больше)|дешевле|up to|under|below)"
_Change = Callable[[re.Match[str], date], dict[str, Any]]


def _on(day: date) -> dict[str, Any]:
    return {"when": "", "date_from": day, "date_to": day}


def _weekday(found: re.Match[str], today: date) -> dict[str, Any]:
    names = _DAYS if found["day"].isascii() else _WEEKDAYS
    number = next(place for place, name in enumerate(names) if found["day"].startswith(name))
    return _on(today + timedelta(days=(number - today.weekday()) % 7))


def _grade(found: re.Match[str], _today: date) -> dict[str, Any]:
    word = found["grade"]
    return {"age": _FIRST_GRADE - 1 + (int(word) if word.isdecimal() else _NUMERALS.index(word) + 1)}


def _language(found: re.Match[str], _today: date) -> dict[str, Any]:
    return {"language": (next(code for name, code in _LANGUAGES.items() if found[0].find(name) >= 0),)}


def _always(**values: Any) -> _Change:
    return lambda _found, _today: values


_WISHES: tuple[tuple[str, _Change], ...] = (
    (r"послезавтра", lambda _found, today: _on(today + timedelta(days=2))),
    (r"tonight", _always(when=When.TODAY, time=(PartOfDay.EVENING.value,))),
    (r"сегодня|today", _always(when=When.TODAY)),
    (r"завтра|tomorrow", _always(when=When.TOMORROW)),
    (r"(?:на |в |at the |on )?(?:выходн(?:ые|ых|ым|ой)|уикенд|weekends?)", _always(when=When.WEEKEND)),
    (rf"(?:в |во |по |on )?(?P<day>(?:{'|'.join(_WEEKDAYS)})[а-я]{{0,3}}|(?:{'|'.join(_DAYS)})s?)", _weekday),
    # Not adjectives: «вечерняя смена» is the name of a tour.
    (r"с утра|утром|по утрам|in the mornings?", _always(time=(PartOfDay.MORNING.value,))),
    (r"(?<!с )днем|in the afternoons?", _always(time=(PartOfDay.DAY.value,))),
    (r"вечером|по вечерам|in the evenings?", _always(time=(PartOfDay.EVENING.value,))),
    # Before what is free of charge.
    (r"без (?:лестниц\w*|ступен\w*)|(?:no|without) (?:stairs|steps)|step[- ]free", _always(no_stairs=True)),
    (r"бесплатн\w*|даром|for free|free of charge|free|gratis", _always(free=True)),
    (
        rf"{_AT_MOST} (?:(?P<price>\d{{2,6}}) ?(?:₽|р\b\.?|руб\w*\.?|rub\w*|roubles?)|(?P<bare>\d{{3,6}}))",
        lambda found, _today: {"price_to": int(found["price"] or found["bare"])},
    ),
    (r"(?:на |в |с )?(?:инвалидн\w+ )?(?:коляск\w*|колясочник\w*)|wheelchairs?", _always(wheelchair=True)),
    (r"без шума|нешумн\w+|(?:no|without) noise", _always(quiet=True)),
    (r"инвалид\w*|маломобильн\w*|доступн\w+ сред\w+", _always(wheelchair=True)),
    (r"(?P<grade>1[01]|[1-9])(?:-?(?:й|го|му|м|х))? ?класс[а-я]{0,3}", _grade),
    (rf"(?P<grade>{'|'.join(_NUMERALS)})класс\w+", _grade),
    (r"(?P<age>1[0-7]|[1-9])[ -]?(?:лет\w*|год\w*|years? old|years)", lambda found, _today: {"age": int(found["age"])}),
    (r"(?:для )?дошкольник\w*", _always(age=5)),
    (r"(?:для )?(?:школьник\w*|учени(?:к|ц)\w*|schoolchildren|pupils)", _always(pupils=True)),
    (rf"(?:на|in) (?:{'|'.join(_LANGUAGES)})\w*(?: язык\w*)?", _language),
)
_COMPILED = tuple((re.compile(rf"(?<!\w)(?:{pattern})(?!\w)"), change) for pattern, change in _WISHES)


def with_wishes(criteria: Criteria, today: date) -> Criteria:
    """Return the search with wishes turned into filters; days, ages and so on that were chosen already stay."""
    return next(filter(None, (_read(criteria, text, today) for text in _ways(criteria.q))), criteria)


def _ways(text: str) -> tuple[str, str]:
    """The text as typed, and with Russian words for what was typed in Latin letters or in their layout."""
    russian = (next(filter(is_in_dictionary, readings(token)), token) for token in split(text))
    return plain(text), " ".join(russian)


def _read(criteria: Criteria, rest: str, today: date) -> Criteria | None:
    changes: dict[str, Any] = {}
    for pattern, change in _COMPILED:
        if found := pattern.search(rest):
            wished = change(found, today)
            if not any(criteria.asks(name) for name in _filters(wished)):
                changes = {**wished, **changes}
                rest = pattern.sub(" ", rest)
    return criteria.but(q=" ".join(rest.split()), **changes) if changes else None


def _filters(wished: dict[str, Any]) -> set[str]:
    return {name for name, parameters in FILTERS.items() if set(parameters) & wished.keys()}
