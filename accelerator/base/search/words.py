"""Words of texts and of searches: their dictionary forms, their roots, and the other ways in which they may be typed.

Russian words become the form that a dictionary lists («в Кондрове» – «кондрово»), words in Latin letters their English
stem. Nothing here knows which words exist: every reading is a candidate, and the index says which of them it holds.
"""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import pairwise
from typing import Any

import pymorphy3
import snowballstemmer

from accelerator.base.common.text import LATIN_KEYS, RUSSIAN_KEYS

_WORD = re.compile(r"[^\W_]+(?:[-‑’'][^\W_]+)*")
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]+")  # Chinese and Japanese put no space between words
_CYRILLIC = re.compile(r"[а-я][а-я-]*")
_TO_RUSSIAN = str.maketrans(LATIN_KEYS + '~{}:"<>', RUSSIAN_KEYS + "ёхъжэбю")
_TO_LATIN = str.maketrans(RUSSIAN_KEYS, LATIN_KEYS)
_SOUNDS = {
    "ca": "ка", "co": "ко", "cu": "ку", "shch": "щ", "sch": "щ", "zh": "ж", "kh": "х", "ts": "ц", "ch": "ч", "sh": "ш",
    "yo": "е", "yu": "ю", "ju": "ю", "ya": "я", "ja": "я", "ye": "е", "ck": "к", "ph": "ф",
    **dict(zip("abvgdezijklmnoprstufhcxwq'", "абвгдезийклмнопрстуфхцхвкь", strict=True)),
}  # fmt: skip
_LETTERS = re.compile(f"{'|'.join(_SOUNDS)}|(?P<vowel>(?<=[aeiou])y)|y")
_LIKE_ADJECTIVES = ("ая", "ий", "ый", "ой", "ое")
_JOINING = {"PREP", "CONJ", "PRCL", "NPRO", "INTJ"}  # parts of speech that no text is about
_ENGLISH = """a about an and any are as at be by can do does for from get go how i in into is it me my near of on or our
    see the their there to us want we what where which who with you your"""
_JOINING_ENGLISH = frozenset(_ENGLISH.split())
# What a noun, an adjective or a verb may end in, the longest first; a root keeps at least SHORTEST_ROOT letters.
_ENDINGS = re.compile(
    r"(?:ирова(?:ть|ние)|ировка|ствовать|ический|енность|ованный|ванный|альный|ельный|ость|ство|енный|янный|анный|ние"
    r"|тель|ельня|арня|оварня|ировать|овать|евать|щик|чик|ник|ница|овый|евый|овой|ский|ской|ный|ной|янка|янин|ение"
    r"|очка|ечка|ичка|енок|ек|ок|ец|ка|ия|ий|ый|ой|ая|ое|ье|ья|ьё|ать|ять|еть|ить|ыть|уть|а|я|о|е|и|ы|у|ь|й)$"
)
_ALTERNATIONS = str.maketrans("чжшцщ", "кгхкк")  # «калужский» is of «Калуга», «молочный» of «молоко»
SHORTEST_ROOT = 4
_HEARD = str.maketrans("оеяэыбвгджз", "аиииипфктшс")  # unstressed vowels alike, consonants as they sound at an end


@cache
def _dictionary() -> Any:
    """The Russian dictionary: some 30 MB, loaded when the first word is read (0.2 s of the processor)."""
    return pymorphy3.MorphAnalyzer(lang="ru")


def prepare() -> None:
    """Load the dictionary as a web process starts, so that no visitor waits for it, and processes share its memory."""
    _dictionary()


def plain(text: str) -> str:
    """Return the text in lower case with «е» for «ё», which people write as they like."""
    return text.lower().replace("ё", "е").replace("‑", "-").replace("’", "'")


def tokens(text: str) -> list[str]:
    """Return the words of a text as they are written, in lower case; compounds with a hyphen are one.

    Of Chinese and Japanese, which do not say where a word ends, each pair of neighbouring characters is one.
    """
    return _WORD.findall(_UNSPACED.sub(_pairs, plain(text)))


def _pairs(run: re.Match[str]) -> str:
    characters = run[0]
    return f" {' '.join(map(''.join, pairwise(characters))) or characters} "


def lexemes(text: str, *, is_name: bool) -> Iterator[str]:
    """Return the dictionary form of each word that a text is about.

    Where a word may be a noun or something else, it is the noun in a name and after a preposition («из стали»), and the
    likelier reading elsewhere.
    """
    after_preposition = False
    for token in tokens(text):
        form, joins = _forms(token, as_noun=is_name or after_preposition)[0]
        after_preposition = joins == "PREP"
        if not joins:
            yield form
        if "-" in token and not is_in_dictionary(token):  # «бумажно-печатный», but «мастер-класс» is one thing
            yield from (_forms(part, as_noun=is_name)[0][0] for part in token.split("-") if len(part) > 2)


def forms_of(token: str) -> list[str]:
    """Return the dictionary forms that a word of a search may have, nouns before other readings.

    Only the nouns where there are any: «сыр» is cheese, never the short form of «сырой». None for words such as «на».
    """
    readings = _forms(token, as_noun=True)
    return [] if readings[0][1] else list(dict.fromkeys(form for form, joins in readings if not joins))


@lru_cache(maxsize=20_000)
def _forms(token: str, *, as_noun: bool) -> list[tuple[str, str]]:
    """The readings of a word that count, the best first, each with the part of speech if it only joins others."""
    if not _CYRILLIC.fullmatch(token):
        stemmer = snowballstemmer.stemmer("english")  # a new one: it has a state, and threads would share it
        return [(stemmer.stemWord(token), "CONJ" if token in _JOINING_ENGLISH else "")]
    parses = _dictionary().parse(token)
    joins = parses[0].tag.POS if parses[0].tag.POS in _JOINING else ""
    # Of words that the dictionary does not know even the part of speech is a guess; «детская» is no nursery.
    nouns = [
        parse for parse in parses
        if parse.tag.POS == "NOUN" and parse.is_known and not parse.normal_form.endswith(_LIKE_ADJECTIVES)
    ]  # fmt: skip
    chosen = nouns if nouns and not joins and (as_noun or sum(parse.score for parse in nouns) >= 0.3) else parses
    return [(plain(parse.normal_form), joins) for parse in chosen]


def is_in_dictionary(token: str) -> bool:
    """Return whether the word is spelt as some Russian word is."""
    return bool(_CYRILLIC.fullmatch(token)) and _dictionary().word_is_known(token)


@lru_cache(maxsize=20_000)
def root(form: str) -> str:
    """Return what words made of each other share: «шоколад» of «шоколадный» and «шоколадка»; nothing if too short."""
    if not _CYRILLIC.fullmatch(form):
        return form if len(form) >= SHORTEST_ROOT else ""
    found = form
    for _ in range(3):
        shorter = _ENDINGS.sub("", found)
        if shorter == found or len(shorter) < SHORTEST_ROOT:
            break
        found = shorter
    found = found[:-1] + found[-1].translate(_ALTERNATIONS)
    return found if len(found) >= SHORTEST_ROOT else ""


def parts_of(form: str) -> list[str]:
    """Return the words that a compound is made of: «чугун» and «литейный» of «чугунолитейный»; nothing for others."""
    for place in range(SHORTEST_ROOT, len(form) - SHORTEST_ROOT):
        first, last = form[:place], form[place + 1 :]
        if form[place] in "ое" and is_in_dictionary(last) and is_in_dictionary(first):
            return [forms_of(first)[0], *forms_of(last)]
    return []


def sound(form: str) -> str:
    """Return the word as it may be heard and written down: «канфета» and «конфета», «обжик» and «обжиг» are one."""
    return re.sub(r"(.)\1+", r"\1", form.translate(_HEARD))


# --- Other ways of typing ---------------------------------------------------------------------------------------------


def readings(token: str) -> list[str]:
    """Return the word as typed, in Russian letters if it is in Latin ones, and in the other keyboard layout."""
    found = [plain("".join(_WORD.findall(token)))]
    if re.search(r"[a-z]", token):
        russian = _in_russian_letters(found[0])
        soft = (
            f"{russian}ь" if russian[-1:] in tuple("бвдзлмнпрстф") else russian
        )  # whoever writes «stal» leaves it out
        parses = {one: _dictionary().parse(one) for one in (russian, soft)}
        nouns = [one for one, read in parses.items() if any("NOUN" in each.tag and each.is_known for each in read)]
        found += [*(nouns or parses), *(one.translate(_TO_RUSSIAN) for one in (token, token.strip(",.;:!?\"'")))]
    elif not is_in_dictionary(token) and (latin := token.translate(_TO_LATIN)).isalpha():
        found.append(latin)
    return [reading for reading in dict.fromkeys(map(plain, found)) if _WORD.fullmatch(reading)]


def split(text: str) -> list[str]:
    """Return the words of a typed text; signs that are letters in the other layout stay: «'rcrehcbz»."""
    found: list[str] = []
    for token in text.lower().split():
        is_layout = all(key in LATIN_KEYS or key in '~{}:"<>' for key in token) and not token.isalpha()
        found += [token] if is_layout and re.search(r"[a-z]", token) else tokens(token)
    return found


def _in_russian_letters(latin: str) -> str:
    """«shokolad» → «шоколад»: how a Russian word is usually written in Latin letters, read back."""
    return _LETTERS.sub(lambda found: _SOUNDS.get(found[0], "й" if found["vowel"] else "ы"), latin)
