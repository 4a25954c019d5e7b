"""By which words visitors ask for an industry, besides the name that the portal gives it."""

from functools import cache

from django.utils import translation

from regions.enterprises.models import Industry

# Only what names the whole trade: a product of one workshop would bring all the others too.
_ALSO = {
    Industry.METAL: ("металл сталь металлургия", "metal steel metallurgy"),
    Industry.FOOD: ("еда продукты", "foodstuffs"),
    Industry.TEXTILE: ("ткани лёгкая", "fabric clothes"),
    Industry.CHEMISTRY: ("химический", "chemical"),
    Industry.WOOD: ("древесина деревообработка", "wood woodworking"),
    Industry.AUTO: ("автомобили машины машиностроение", "cars automotive"),
    Industry.ENERGY: ("электричество электроэнергия", "electricity power"),
    Industry.PORCELAIN: ("керамика", "ceramics china"),
    Industry.JEWELLERY: ("украшения", "jewelry jewels"),
    Industry.AGRO: ("ферма сельхоз", "farm farming"),
    Industry.AERO: ("самолёты авиастроение", "aircraft aerospace"),
    Industry.PRINT: ("типография полиграфия", "printers polygraphy"),
}


@cache
def industry_words() -> dict[str, tuple[str, str]]:
    """The words of each industry in Russian and in English."""
    words = {}
    for industry in Industry:
        also_russian, also_english = _ALSO.get(industry, ("", ""))
        with translation.override("ru"):
            russian = f"{industry.label} {also_russian}".replace("ё", "е")
        with translation.override("en"):
            english = f"{industry.label} {also_english}"
        words[industry.value] = (russian.lower(), english.lower())
    return words
