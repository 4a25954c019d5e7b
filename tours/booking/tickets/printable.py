"""Text as a PDF can print it: every character has a glyph in some font, or a sign that one stood there.

typst refuses text without a glyph where the PDF must be accessible, and people's names are written in any script.
"""

import json
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from django.conf import settings

STAND_IN = "□"
_JOINERS = "\u200c\u200d"  # they shape Indic and Arabic letters
_JOINED_SCRIPTS = ("ARABIC", "SYRIAC", "DEVANAGARI", "BENGALI", "GURMUKHI", "GUJARATI", "ORIYA", "TAMIL", "TELUGU",
                   "KANNADA", "MALAYALAM", "SINHALA", "KHMER", "MYANMAR", "MONGOLIAN")  # fmt: skip


class Face(NamedTuple):
    """A font by its family's name, and the first and the last character of each run that it has."""

    family: str
    firsts: tuple[int, ...]
    lasts: tuple[int, ...]

    def has(self, text: str) -> bool:
        """Whether it has a glyph for every character."""
        return all(self._has(ord(character)) for character in text)

    def _has(self, code: int) -> bool:
        run = bisect_right(self.firsts, code) - 1
        return run >= 0 and code <= self.lasts[run]


@cache
def faces() -> tuple[Face, ...]:
    """The fonts of a PDF in the order in which they are asked."""
    listed = json.loads((settings.BASE_DIR / "static" / "vendor" / "noto" / "coverage.json").read_text())
    return tuple(Face(one["family"], *map(tuple, zip(*one["covers"], strict=True))) for one in listed)


def families() -> list[str]:
    """The names of these fonts."""
    return [face.family for face in faces()]


def printable(text: str) -> str:
    """Return the text with a square for what no font can draw, such as an emoji, and without invisible characters."""
    return "".join(_printed(cluster) for cluster in _clusters(unicodedata.normalize("NFC", text)))


def plain(text: str) -> str:
    """Return the text as the first font alone can draw it: what is printed if all else should fail."""
    return "".join(character if faces()[0].has(character) else STAND_IN for character in printable(text))


def _clusters(text: str) -> Iterator[str]:
    """A character with the marks and the joined characters that follow it, without what is invisible."""
    cluster = ""
    for character in text:
        if character.isspace():
            character = character if character in "\u00a0\u202f" else " "  # noqa: PLW2901
        if cluster and _continues(cluster, character):
            cluster += character
        elif unicodedata.category(character) not in ("Cc", "Cf"):
            if cluster:
                yield cluster
            cluster = character
    if cluster:
        yield cluster


def _continues(cluster: str, character: str) -> bool:
    """Whether the character belongs to what stands before it: a mark, a joiner and what it joins, a colour of skin."""
    joined = cluster.endswith("\u200d") and not _is_letter(character)
    mark = unicodedata.category(character) in ("Mn", "Me", "Mc")
    return joined or mark or character in _JOINERS or _is_tag(character) or "\U0001f3fb" <= character <= "\U0001f3ff"


def _is_letter(character: str) -> bool:
    return unicodedata.category(character)[0] in "LMN"


def _is_tag(character: str) -> bool:
    return "\U000e0000" <= character <= "\U000e007f"


def _printed(cluster: str) -> str:
    shown = "".join(one for one in cluster if not _is_hidden(one))
    if any(joiner in shown for joiner in _JOINERS) and not _is_joined_script(cluster[0]):
        shown = "".join(one for one in shown if one not in _JOINERS)
    bare = "".join(one for one in shown if one not in _JOINERS)
    if not bare:
        return ""
    if any(face.has(bare) for face in faces()):
        return shown
    # What can be drawn of it, and one sign for all that cannot.
    drawn = "".join(one for one in bare if any(face.has(one) for face in faces()))
    return (drawn if drawn and drawn[0] == bare[0] else "") + STAND_IN


def _is_hidden(character: str) -> bool:
    """A selector of a variant, a tag of a flag: nothing to be seen by itself."""
    return "\ufe00" <= character <= "\ufe0f" or "\U000e0000" <= character <= "\U000e01ef" or character == "\u034f"


def _is_joined_script(character: str) -> bool:
    return unicodedata.name(character, "").startswith(_JOINED_SCRIPTS)
