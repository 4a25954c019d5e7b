"""JSON-LD: a page's facts for search engines, in the terms of schema.org."""

import json
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

# Characters that must not stand inside a script element, as JSON escapes.
_ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


def json_ld(*things: dict[str, Any]) -> SafeString:
    """Return the things as one script element, without empty values; no browser runs it."""
    return script_of(*map(without_empty, things))


def script_of(*things: dict[str, Any]) -> SafeString:
    """As `json_ld`, of things that have no empty values."""
    data = {"@context": "https://schema.org", **(things[0] if len(things) == 1 else {"@graph": things})}
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(_ESCAPES)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text))


def without_empty(value: Any) -> Any:
    """Return a thing without what is unknown in it."""
    if isinstance(value, dict):
        return {key: without_empty(item) for key, item in value.items() if item not in (None, "", [], {})}
    return [without_empty(item) for item in value] if isinstance(value, list) else value


def absolute(path: str) -> str:
    """Return the full address of a path."""
    return settings.BASE_URL + path


def location(place: Any, region: object = "") -> dict[str, Any]:
    """The `address` and, where its coordinates are known, the `geo` of a place in Russia."""
    is_on_map = place.latitude is not None and place.longitude is not None
    point = {"latitude": float(place.latitude), "longitude": float(place.longitude)} if is_on_map else {}
    return {
        "address": {
            "@type": "PostalAddress",
            "streetAddress": str(place.address),
            "addressLocality": str(place.city),
            "addressRegion": str(region),
            "addressCountry": "RU",
        },
        "geo": {"@type": "GeoCoordinates", **point} if point else None,
    }


def breadcrumb_list(items: Iterable[tuple[str, object]]) -> dict[str, Any]:
    """Return the breadcrumbs of a page from (path, label) pairs; the last is the page itself."""
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": position, "name": str(label), "item": absolute(path)}
            for position, (path, label) in enumerate(items, start=1)
        ],
    }
