"""Countries by their ISO 3166 code, named in the reader's language."""

from functools import lru_cache

from babel import Locale
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accelerator.base.common.text import sort_key

RUSSIA = "RU"
STATELESS = "XXA"  # as passports have it
# Codes of unions, of tests and of islands that issue no passports.
_NO_COUNTRIES = {
    "AC", "AQ", "BV", "CP", "CQ", "DG", "EA", "EU", "EZ", "GS", "HM", "IC", "IO", "QO", "TA", "TF", "UM", "UN",
    "XA", "XB", "ZZ",
}  # fmt: skip


@lru_cache(maxsize=8)
def _names(language: str) -> dict[str, str]:
    """By code, in the order of the names."""
    territories = Locale.parse(language).territories
    found = {code: name for code, name in territories.items() if len(code) == 2 and code.isalpha()}
    return dict(
        sorted(
            ((code, name) for code, name in found.items() if code not in _NO_COUNTRIES),
            key=lambda pair: sort_key(pair[1]),
        )
    )


def foreign_countries() -> list[tuple[str, str]]:
    """All but Russia as choices, and to be a citizen of none."""
    names = [(code, name) for code, name in _names(get_language() or "ru").items() if code != RUSSIA]
    return [*names, (STATELESS, _("no citizenship"))]


def country_name(code: str) -> str:
    """The country's name; what is no code, such as words that were typed, as it stands."""
    return _("no citizenship") if code == STATELESS else _names(get_language() or "ru").get(code, code)
