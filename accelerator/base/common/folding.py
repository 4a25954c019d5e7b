"""Names made comparable, however they were typed: «Łódź» is “lodz”, “O’Brien” is “obrien”, and so are look-alikes."""

import unicodedata

# Letters that Unicode does not take apart into a base and a mark.
_BASES = str.maketrans(
    {
        "ł": "l", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "ŀ": "l", "ŧ": "t", "ŋ": "n", "ĸ": "k", "ə": "e",
        "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th", "ĳ": "ij", "ё": "е",
    }
)  # fmt: skip
# Cyrillic letters that look like Latin ones, as capitals or as small letters: nobody at a gate can tell them apart.
_LOOK_ALIKES = str.maketrans("авекмнорстухіјѕԁԛԝһ", "abekmhopctyxijsdqwh")


def fold(text: str) -> str:
    """Return the text in small letters without marks, look-alikes and signs within words, its words apart by a space.

    Only good for comparing: it is no spelling of anything.
    """
    # Taken apart first and last: «𝐀» has a small letter only once it is an A, and «İ» a mark only once it is small.
    small = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    letters = "".join(letter for letter in small if not unicodedata.combining(letter))
    plain = letters.translate(_BASES).translate(_LOOK_ALIKES)
    return " ".join("".join(_sign(letter) for letter in plain).split())


def _sign(letter: str) -> str:
    """Inside a name an apostrophe, in whichever of its shapes, is often left out; a dash or a full stop parts two."""
    category = unicodedata.category(letter)
    if letter in "'’‘`´′＇\"“”«»" or category in ("Lm", "Sk"):
        return ""
    return letter if letter.isalnum() else " "
