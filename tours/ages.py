"""Ages in full years: a span in words, and which of a tour's visitors no category is for."""

from collections.abc import Iterable

from django.utils.translation import ngettext

Span = tuple[int | None, int | None]
OLDEST = 120
ADULT = 18  # who pays a grown-up's price and may accompany children


def in_words(low: int | None, high: int | None) -> str:
    """«7–17 лет», «от 18 лет», «0–6 лет», «12 лет»; nothing where every age belongs.

    No «до 6 лет»: it leaves open whether a child of six belongs.
    """
    if high is None:
        if not low:
            return ""
        return ngettext("aged {n} and over", "aged {n} and over", low).format(n=low)
    if low == high:
        return ngettext("aged {n}", "aged {n}", high).format(n=high)
    return ngettext("aged {least}–{n}", "aged {least}–{n}", high).format(least=low or 0, n=high)


def first_gap(admitted: Span, spans: Iterable[Span]) -> Span | None:
    """The youngest admitted ages that none of the spans holds; None where every one is held."""
    youngest, oldest = admitted[0] or 0, admitted[1] if admitted[1] is not None else OLDEST
    held = sorted((low or 0, OLDEST if high is None else high) for low, high in spans)
    for low, high in held:
        if low > youngest:
            return youngest, min(low - 1, oldest)
        youngest = max(youngest, high + 1)
        if youngest > oldest:
            return None
    return (youngest, admitted[1]) if youngest <= oldest else None
