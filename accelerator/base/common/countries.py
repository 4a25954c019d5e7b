"""Countries by their ISO 3166 code, named in the reader's language."""

from collections.abc import Mapping
from functools import lru_cache

from django.utils.translation import gettext as _

from accelerator.base.common.i18n import active_language, cldr_locale
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
    """Return the names by code, sorted by name."""
    territories: Mapping[str, str] = cldr_locale(language).territories
    codes = [code for code in territories if len(code) == 2 and code.isalpha() and code not in _NO_COUNTRIES]
    return {code: territories[code] for code in sorted(codes, key=lambda code: sort_key(territories[code]))}


def foreign_countries() -> list[tuple[str, str]]:
    """Return all countries but Russia as choices, then “no citizenship”."""
    names = [(code, name) for code, name in _names(active_language()).items() if code != RUSSIA]
    return [*names, (STATELESS, _("no citizenship"))]


def country_name(code: str) -> str:
    """Return the country's name; anything that is no code (older rows hold free text) unchanged."""
    return _("no citizenship") if code == STATELESS else _names(active_language()).get(code, code)
