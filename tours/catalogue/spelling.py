"""Other spellings of one word: the other keyboard layout, transliteration, forms that stemming misses, misspellings.

Nothing here knows which words exist: every spelling is a candidate, and the index says which of them it holds.
"""

import re

from accelerator.base.common.text import LATIN_KEYS, RUSSIAN_KEYS

_TO_RUSSIAN = str.maketrans(LATIN_KEYS + '~{}:"<>', RUSSIAN_KEYS + "ёхъжэбю")
_TO_LATIN = str.maketrans(RUSSIAN_KEYS, LATIN_KEYS)
_SOUNDS = (
    ("shch", "щ"), ("sch", "щ"), ("zh", "ж"), ("kh", "х"), ("ts", "ц"), ("ch", "ч"), ("sh", "ш"), ("yo", "е"),
    ("yu", "ю"), ("ju", "ю"), ("ya", "я"), ("ja", "я"), ("ye", "е"), ("ck", "к"), ("ph", "ф"),
    *zip("abvgdezijklmnoprstufhcxwq'", "абвгдезийклмнопрстуфхцхвкь", strict=True),
)  # fmt: skip
VOWELS = "аеиоуыэюя"
_SOFTENED = "бвдзлмнпрстф"  # after these a soft sign changes the word: «сталь» is no «стал»
_ALIKE = str.maketrans("оеяэ", "аиии")  # what a vowel may be taken for where it is not stressed
_BASE_CONSONANTS = {
    "ч": ("к", "ц"),
    "ж": ("г",),
    "ш": ("х",),
    "ц": ("к",),
}  # «молочный» is of «молоко», «калужский» of «Калуга»
_ADJECTIVE = re.compile(r"(?:[ыи]й|[оая]я|[ое][ейм]|[ыи][емх]|[ое]го|[ое]му|[ую]ю|[ыи]ми)$")
_NOUN = re.compile(r"(?:ями|ами|ях|ах|ям|ам|ой|ей|ою|ею|[аеиоуыюя])$")
_SOFT_NOUN = re.compile(rf"([а-я]+[{_SOFTENED}])(?:ь|ью|и)")


def parts(token: str) -> list[str]:
    """Runs of letters and digits."""
    return re.findall(r"[^\W_]+", token)


def typed_on_wrong_layout(token: str) -> bool:
    """Return whether it can hardly be anything else: «'rcrehcbz» and «[kt,» have punctuation for letters."""
    return all(key in LATIN_KEYS or key in '~{}:"<>' for key in token) and not token.isalpha()


def readings(token: str) -> tuple[str, ...]:
    """The token as typed, in the other layout, and in Russian letters; nothing but letters and digits."""
    typed = "".join(parts(token))
    found = [typed]
    if re.search(r"[a-z]", token):
        stripped = token.rstrip(",.;:!?\"'")
        russian = in_russian_letters(typed)
        found += [token.translate(_TO_RUSSIAN), stripped.translate(_TO_RUSSIAN), russian]
        if russian[-1:] in tuple(_SOFTENED):
            found.append(russian + "ь")  # whoever writes «stal» leaves it out
    elif re.search(r"[а-яё]", token):
        latin = typed.translate(_TO_LATIN)
        found += [latin] if latin.isalnum() else []  # no English word holds a comma: «екб» is not «tr,»
    plain = ("".join(parts(reading.replace("ё", "е"))) for reading in found)
    return tuple(dict.fromkeys(reading for reading in plain if reading))


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
                letter = "й" if russian[-1:] in tuple(VOWELS) else "ы"
            russian, place = russian + letter, place + 1
    return russian


# --- Forms and base nouns ---------------------------------------------------------------------------------------------


def other_forms(word: str) -> list[str]:
    """Forms of a Russian noun whose stems differ, so that Snowball takes them for other words.

    A vowel comes and goes («ложек» – «ложка», «камень» – «камни»), and a few nouns end in «-ьми» («детьми» – «дети»).
    """
    if not re.fullmatch(r"[а-я]{4,}", word):
        return []
    if word.endswith("ьми"):
        return [f"{word[:-3]}и"]
    without = _without_fleeting_vowel(word)
    if without != word:
        return [without]
    stem = _NOUN.sub("", word)
    if stem.endswith("н") and _ADJECTIVE.search(word):
        return []
    if stem != word and re.search(rf"[^{VOWELS}ъ][кнлцр]$", stem):
        return [f"{stem[:-1].removesuffix('ь')}{vowel}{stem[-1]}" for vowel in "ео"]
    return []


def _without_fleeting_vowel(word: str) -> str:
    return re.sub(rf"(?<=[^{VOWELS}ьъй])[ео]([кнлцр])ь?$", r"\1", word)


def base_nouns(adjective: str) -> list[str]:
    """The nouns that a Russian adjective may be made of: «молочный» – «молок(о)», «стекольный» – «стекл(о)»."""
    stem = _ADJECTIVE.sub("", adjective)
    if stem == adjective or not re.fullmatch("[а-я]+", stem):
        return []
    found: list[str] = []
    for suffix in ("енн", "янн", "ск", "ов", "ев", "ян", "ан", "н"):
        root = stem.removesuffix(suffix)
        if root == stem or len(root) < 3:
            continue
        roots = [root, *(root[:-1] + last for last in _BASE_CONSONANTS.get(root[-1], ()))]
        for one in roots:
            found += [one, _without_fleeting_vowel(one)]
    return list(dict.fromkeys(found))


def soft_stem(word: str) -> str:
    """«стал» of «сталь», «стали» and «сталью», whose stem is a verb's too; nothing for other words."""
    found = _SOFT_NOUN.fullmatch(word)
    return found[1] if found else ""


def soft_forms(stem: str) -> str:
    """The forms of a noun such as «сталь» or «гвоздь» as a regular expression of the database."""
    return rf"\m{stem}(ь\w*|[июяе]|[её][йм]|ям|ями|ях)\M"


# --- Misspellings -----------------------------------------------------------------------------------------------------


def sound(word: str) -> str:
    """The word as it may be heard: unstressed vowels alike, doubled letters single. «канфета» and «конфета» are one."""
    return re.sub(r"(.)\1+", r"\1", word.translate(_ALIKE))


def vowel_skeleton(word: str) -> str:
    """The same with all vowels alike but the last, which is often the stressed one: «шеколад» and «шоколад» are one."""
    heard = sound(word)
    last = max(map(heard.rfind, VOWELS))
    return re.sub(rf"[{VOWELS}]", "а", heard[: max(last, 0)]) + heard[max(last, 0) :]


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


def likeness(one: str, other: str) -> float:
    """The share of trigrams that two words have in common, as the database's `similarity` has it."""
    ours, theirs = ({f"  {word} "[start : start + 3] for start in range(len(word) + 1)} for word in (one, other))
    return len(ours & theirs) / len(ours | theirs)
