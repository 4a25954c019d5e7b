"""By which words visitors ask for an industry or a kind of tour, besides the name that the portal gives it."""

from functools import cache

from django.utils import translation

from regions.enterprises.models import Industry
from tours.models import Tour

# Only what names the whole of it: a product of one workshop would bring all the others too.
_ALSO: dict[str, tuple[str, str]] = {
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
    Tour.Kind.HANDS_ON: ("своими руками", "workshop"),
    Tour.Kind.CAREER: ("профессия старшеклассники студенты", "careers profession students"),
    Tour.Kind.BUSINESS: ("бизнес", ""),
    Tour.Kind.CHILDREN: ("дети детский ребенок ребенка школьники школьный семейный", "kids school pupils family"),
}

# Names of cities that no text holds, since only people who write by hand use them.
CITIES = {
    "спб": "петербург",
    "питер": "петербург",
    "мск": "москва",
    "екб": "екатеринбург",
    "екат": "екатеринбург",
    "нск": "новосибирск",
    "новосиб": "новосибирск",
    "кенигсберг": "калининград",
}


@cache
def called() -> dict[str, tuple[str, str]]:
    """The words of each industry and kind in Russian and in English; no industry is spelt as a kind."""
    words = {}
    for choice in (*Industry, *Tour.Kind):
        also_russian, also_english = _ALSO.get(choice, ("", ""))
        with translation.override("ru"):
            russian = f"{choice.label} {also_russian}".replace("ё", "е")
        with translation.override("en"):
            english = f"{choice.label} {also_english}"
        words[choice.value] = (russian.lower(), english.lower())
    return words
