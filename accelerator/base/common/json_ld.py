"""Facts of a page for machines: JSON-LD, as schema.org names them."""

import json
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

# What must not stand inside a script element, written so that JSON reads the same.
_ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


def json_ld(*things: dict[str, Any]) -> SafeString:
    """The things as one script element that no browser runs; empty values are left out."""
    graph = [_without_empty(thing) for thing in things]
    data = {"@context": "https://schema.org", **graph[0]} if len(graph) == 1 else _graph(graph)
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(_ESCAPES)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text))


def _graph(things: list[dict[str, Any]]) -> dict[str, Any]:
    return {"@context": "https://schema.org", "@graph": things}


def _without_empty(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_empty(item) for key, item in value.items() if item not in (None, "", [], {})}
    return [_without_empty(item) for item in value] if isinstance(value, list) else value


def absolute(path: str) -> str:
    """The full address of one of our paths."""
    return settings.BASE_URL + path


def breadcrumb_list(items: Iterable[tuple[str, object]]) -> dict[str, Any]:
    """The way to a page, from (path, words) pairs; the last is the page itself."""
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": position, "name": str(words), "item": absolute(path)}
            for position, (path, words) in enumerate(items, start=1)
        ],
    }
