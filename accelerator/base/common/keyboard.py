"""The keys of a keyboard in its two layouts, Latin (US) and Russian (ЙЦУКЕН)."""

LATIN_KEYS = "`qwertyuiop[]asdfghjkl;'zxcvbnm,."
RUSSIAN_KEYS = "ёйцукенгшщзхъфывапролджэячсмитьбю"
# A hand scanner types whole addresses: their signs stand on other keys too.
_TO_LATIN = str.maketrans(
    RUSSIAN_KEYS + RUSSIAN_KEYS.upper() + ".", LATIN_KEYS + '~QWERTYUIOP{}ASDFGHJKL:"ZXCVBNM<>' + "/"
)


def in_latin_keys(text: str) -> str:
    """Return what the same keys, pressed in the Russian layout, would have typed in the Latin one."""
    return text.translate(_TO_LATIN)
