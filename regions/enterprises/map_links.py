"""Links that open a place in a map of the reader's choice; a page itself loads nothing from there."""

from decimal import Decimal
from typing import NamedTuple
from urllib.parse import quote

from django.utils.translation import get_language
from django.utils.translation import gettext as _


class MapLink(NamedTuple):
    """A place in one map. `needs_app`: only an app of the device opens it, so a desk and a letter leave it out."""

    name: str
    href: str
    needs_app: bool = False


def map_links(latitude: Decimal | None, longitude: Decimal | None, place: str = "") -> list[MapLink]:
    """The place in 2GIS, in Yandex Maps and in any map app of the device; none while its coordinates are unknown.

    2GIS and Yandex open their apps where these are installed; a geo: address (RFC 5870) lets Android ask which one.
    """
    if latitude is None or longitude is None:
        return []
    north, east = f"{latitude:f}", f"{(longitude + 180) % 360 - 180:f}"
    yandex = "yandex.ru" if get_language() == "ru" else "yandex.com"
    label = f"({quote(place, safe='')})" if place else ""
    return [
        MapLink(_("2GIS"), f"https://2gis.ru/geo/{east},{north}"),
        MapLink(_("Yandex Maps"), f"https://{yandex}/maps/?pt={east},{north}&z=16&l=map"),
        MapLink(_("Another map"), f"geo:{north},{east}?q={north},{east}{label}", needs_app=True),
    ]
