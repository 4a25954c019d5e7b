"""Sort keys, since a C.UTF-8 database orders by code point: «Ё» would come before «А»."""

import unicodedata


def sort_key(text: str) -> str:
    """A stored key that puts Russian names in dictionary order, «ё» with «е», punctuation and case aside."""
    plain = text.lower().replace("ё", "е")
    kept = (letter if letter.isalnum() else " " for letter in unicodedata.normalize("NFC", plain))
    return " ".join("".join(kept).split())
