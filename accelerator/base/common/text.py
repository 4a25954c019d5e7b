"""Text as people type and paste it: cleaned for storage, folded for comparison, keyed for sorting."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

_LINE_END = re.compile("\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_BREAK_WITHIN = re.compile(r"[ \t\n]*[\t\n][ \t\n]*")
_INVISIBLE = frozenset({"Cc", "Cf", "Co", "Cs"})  # categories: control, format, private use, surrogates
_SEEN_FORMATS = frozenset(
    "\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u08e2"
)  # visible, such as Arabic number signs
_BLANKS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")  # letters and marks without a glyph
_JOINERS = frozenset("\u200c\u200d")
# The scripts in which a joiner selects the shape of letters; in others it is only invisible.
_JOINING_SCRIPTS = {
    "ARABIC", "SYRIAC", "NKO", "MANDAIC", "MONGOLIAN", "DEVANAGARI", "BENGALI", "GURMUKHI", "GUJARATI", "ORIYA",
    "TAMIL", "TELUGU", "KANNADA", "MALAYALAM", "SINHALA", "KHMER", "MYANMAR", "TIBETAN", "BALINESE", "JAVANESE",
}  # fmt: skip
_BECOME_EMOJI = frozenset("#*0123456789‼⁉〰〽ℹ")  # with a variation selector, though they are no symbols
_FLAG = re.compile("\U0001f3f4[\U000e0030-\U000e0039\U000e0061-\U000e007a]{3,6}\U000e007f")  # Scotland, Wales, …


def clean_text(text: str, *, keeps_lines: bool = False) -> str:
    """Return the text in NFC without invisible characters.

    Those are control, format and private-use characters, surrogates, non-characters and blank letters. Tabs, and line
    ends unless it `keeps_lines`, become one space; a text without anything visible becomes empty. Joiners stay between
    letters of the scripts that need them; selectors, joiners and tags stay within emoji, selectors after ideographs.
    """
    if not (text.isascii() and text.isprintable()):
        text = _LINE_END.sub("\n", text)
        text = text.replace("\t", " ") if keeps_lines else _BREAK_WITHIN.sub(" ", text)
        text = unicodedata.normalize("NFC", "".join(_without_invisible(text)))
    return text if is_visible(text) else ""


def is_visible(text: str) -> bool:
    """Return whether anything of the text is visible."""
    return any(unicodedata.category(letter)[0] not in "CMZ" and letter not in _BLANKS for letter in text)


@lru_cache(maxsize=4096)
def script_of(letter: str) -> str:
    """Return the script of a letter or combining mark by its Unicode name, such as LATIN; empty for other signs."""
    return unicodedata.name(letter, "").partition(" ")[0] if unicodedata.category(letter)[0] in "LM" else ""


def _without_invisible(text: str) -> Iterator[str]:
    flags = {place for found in _FLAG.finditer(text) for place in range(*found.span())}
    kept = ""  # the last character kept
    for place, letter in enumerate(text):
        if place in flags or _stays(letter, kept, text[place + 1 : place + 2]):
            kept = letter
            yield letter


def _stays(letter: str, before: str, after: str) -> bool:
    if letter == "\n" or letter in _SEEN_FORMATS:
        return True
    if letter in _JOINERS:
        joins_letters = bool(before and after) and {script_of(before), script_of(after)} <= _JOINING_SCRIPTS
        return joins_letters or (letter == "\u200d" and _is_picture(before) and _is_picture(after))
    if "\ufe00" <= letter <= "\ufe0f" or "\U000e0100" <= letter <= "\U000e01ef":
        return _is_picture(before) or before in _BECOME_EMOJI or script_of(before or " ") == "CJK"
    if "\u180b" <= letter <= "\u180f":  # Mongolian selectors, one of them a format character
        return script_of(before or " ") == "MONGOLIAN"
    is_no_character = ord(letter) & 0xFFFE == 0xFFFE or "\ufdd0" <= letter <= "\ufdef"
    return unicodedata.category(letter) not in _INVISIBLE and letter not in _BLANKS and not is_no_character


def _is_picture(letter: str) -> bool:
    return bool(letter) and (letter in "\ufe0f\u20e3" or unicodedata.category(letter)[0] == "S")


def after_colon(text: str) -> str:
    """Return a sentence with its first letter in lower case, unless that begins an abbreviation such as PDF."""
    return lcfirst(text) if text[1:2].islower() or text[1:2].isspace() else text


def lcfirst(text: str) -> str:
    """Return the text with its first letter in lower case, for the middle of a sentence."""
    return text[:1].lower() + text[1:]


# --- Comparing and sorting --------------------------------------------------------------------------------------------

# Letters that Unicode does not decompose into a base and a mark.
_BASES = str.maketrans(
    {
        "ł": "l", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "ŀ": "l", "ŧ": "t", "ŋ": "n", "ĸ": "k", "ə": "e",
        "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th", "ĳ": "ij", "ё": "е",
    }
)  # fmt: skip
# Cyrillic letters that look like Latin ones, in upper or lower case: at a gate they cannot be told apart.
_LOOK_ALIKES = str.maketrans("авекмнорстухіјѕԁԛԝһ", "abekmhopctyxijsdqwh")


def fold(text: str) -> str:
    """Return a form of a name for comparison only: «Łódź» is “lodz”, “O’Brien” is “obrien”, and so are look-alikes.

    It is in lower case, without marks and punctuation within words, its words separated by a space.
    """
    # Decomposed before and after: «𝐀» has a lower case only as an A, and «İ» a mark only in lower case.
    small = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    letters = "".join(letter for letter in small if not unicodedata.combining(letter))
    plain = letters.translate(_BASES).translate(_LOOK_ALIKES)
    return " ".join("".join(_sign(letter) for letter in plain).split())


def _sign(letter: str) -> str:
    """Drop apostrophes of any shape, which are often left out of a name; make a space of dashes and full stops."""
    category = unicodedata.category(letter)
    if letter in "'’‘`´′＇\"“”«»" or category in ("Lm", "Sk"):
        return ""
    return letter if letter.isalnum() else " "


def sort_key(text: str) -> str:
    """Return a key to store beside a name, since a C.UTF-8 database orders by code point: «Ё» would come before «А».

    «ё» counts as «е»; punctuation and case do not count.
    """
    plain = text.lower().replace("ё", "е")
    kept = (letter if letter.isalnum() else " " for letter in unicodedata.normalize("NFC", plain))
    return " ".join("".join(kept).split())


# --- Keyboard layouts: Latin (US) and Russian (ЙЦУКЕН) ----------------------------------------------------------------

LATIN_KEYS = "`qwertyuiop[]asdfghjkl;'zxcvbnm,."
RUSSIAN_KEYS = "ёйцукенгшщзхъфывапролджэячсмитьбю"
# A hand scanner types whole addresses, with punctuation that is on other keys too.
_TO_LATIN = str.maketrans(
    RUSSIAN_KEYS + RUSSIAN_KEYS.upper() + ".", LATIN_KEYS + '~QWERTYUIOP{}ASDFGHJKL:"ZXCVBNM<>' + "/"
)


def in_latin_keys(text: str) -> str:
    """Return what the keys pressed in the Russian layout would have typed in the Latin one."""
    return text.translate(_TO_LATIN)
