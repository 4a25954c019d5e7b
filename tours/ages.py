"""Ages in full years: a span as text, and gaps between the ages of categories."""

from collections.abc import Iterable

from django.utils.translation import ngettext

Span = tuple[int | None, int | None]
OLDEST = 120
ADULT = 18  # pays an adult's price and may accompany children


def in_words(low: int | None, high: int | None) -> str:
    """Return «7–17 лет», «от 18 лет», «0–6 лет» or «12 лет»; empty for every age.

    Not «до 6 лет», which leaves open whether a child of six belongs.
    """
    if high is None:
        if not low:
            return ""
        return ngettext("aged {n} and over", "aged {n} and over", low).format(n=low)
    if low == high:
        return ngettext("aged {n}", "aged {n}", high).format(n=high)
    return ngettext("aged {least}–{n}", "aged {least}–{n}", high).format(least=low or 0, n=high)


def within(age: int, low: int | None, high: int | None) -> bool:
    """Return whether an age lies between these, both included; None is no bound."""
    return (low is None or age >= low) and (high is None or age <= high)


def first_gap(admitted: Span, spans: Iterable[Span]) -> Span | None:
    """Return the youngest admitted ages that no span covers; None if all are covered."""
    youngest, oldest = admitted[0] or 0, admitted[1] if admitted[1] is not None else OLDEST
    for low, high in sorted((low or 0, OLDEST if high is None else high) for low, high in spans):
        if low > youngest:
            return youngest, min(low - 1, oldest)
        youngest = max(youngest, high + 1)
        if youngest > oldest:
            return None
    return (youngest, admitted[1]) if youngest <= oldest else None
