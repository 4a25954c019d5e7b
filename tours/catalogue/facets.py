"""How many tours each choice of each facet would leave.

Every filter of the search is a bit. A tour's `misses` are the bits of the filters that it does not match; with 0 it is
in the list. A facet counts the tours that miss at most the facet itself, so that a further choice within it shows what
it would add. The same bits tell which filters to drop when no tour is left.

Days and times have a bit in common besides: that of a tour which starts on such a day and at such a time, but not both
at once. Without either of the two filters it would be found.

What a tour answers to the choices that are either so or not (a day, an age, a price of nothing) are the bits of its
`marks`: tours with the same marks are counted together. The bit of an age is the age.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_

from tours.catalogue.criteria import FILTERS, YOUNGEST_AGES, When
from tours.catalogue.filters import PUPILS

BITS = {name: 1 << place for place, name in enumerate(FILTERS)}
NEVER_AT_ONCE = 1 << len(FILTERS)
_DROPPED = {**BITS, **{name: BITS[name] | NEVER_AT_ONCE for name in ("dates", "time")}}  # what goes with a filter
OLDEST = max(*YOUNGEST_AGES, *PUPILS)  # of the ages that have a bit
AGE_MARKS = {str(age): 1 << age for age in YOUNGEST_AGES}
PUPIL_AGES = reduce(or_, (1 << age for age in range(PUPILS[0], PUPILS[1] + 1)))
FREE, WHEELCHAIR, PUPIL = (1 << (OLDEST + number) for number in (1, 2, 3))
WHEELCHAIR_FULL, NO_STAIRS, QUIET = (1 << (OLDEST + number) for number in (7, 8, 9))
DAY_MARKS = {str(day): 1 << (OLDEST + number) for number, day in enumerate(When.values, start=4)}
# By facet and value.
_MARKS = {"dates": DAY_MARKS, "age": AGE_MARKS, "free": {"1": FREE}, "wheelchair": {"1": WHEELCHAIR},
          "wheelchair_full": {"1": WHEELCHAIR_FULL}, "no_stairs": {"1": NO_STAIRS}, "quiet": {"1": QUIET},
          "pupils": {"1": PUPIL}}  # fmt: skip


@dataclass(frozen=True)
class Facets:
    """Counts by facet and value, and how many tours miss which filters."""

    counts: dict[str, dict[str, int]]
    misses: dict[int, int]

    @property
    def total(self) -> int:
        """The number of tours that the search finds."""
        return self.misses.get(0, 0)

    def of(self, facet: str) -> dict[str, int]:
        """Return the counts by value; values that no tour has are left out."""
        return self.counts.get(facet, {})

    def without(self, names: Collection[str]) -> int:
        """Return how many tours the search would find with these filters dropped."""
        dropped = reduce(or_, (_DROPPED[name] for name in names), 0)
        return sum(count for misses, count in self.misses.items() if not misses & ~dropped)

    def ways_out(self) -> set[frozenset[str]]:
        """Return the filters that some tour misses: with these dropped the search would find it."""
        found = set()
        for misses in self.misses:
            names = frozenset(name for name, bit in BITS.items() if misses & bit)
            found |= {names | {name} for name in ("dates", "time")} if misses & NEVER_AT_ONCE else {names}
        return found


def facets_of(
    by_value: Iterable[tuple[str, str | Sequence[str] | None, int, int]], by_marks: Iterable[tuple[int, int, int]]
) -> Facets:
    """Return the counts of facets, from how many tours with these misses have a value, and how many these marks.

    `by_value` are facet, value (or several; None where a tour has none), misses and count; `by_marks` are marks, misses
    and count.
    """
    counts: dict[str, dict[str, int]] = {}
    for facet, values, missed, count in by_value:
        if values is not None and not missed & ~_DROPPED[facet]:
            of = counts.setdefault(facet, {})
            for value in (values,) if isinstance(values, str) else values:
                of[value] = of.get(value, 0) + count
    misses: dict[int, int] = {}
    for marks, missed, count in by_marks:
        misses[missed] = misses.get(missed, 0) + count
        for facet, choices in _MARKS.items():
            if not missed & ~_DROPPED[facet]:
                of = counts.setdefault(facet, {})
                for value, mark in choices.items():
                    if marks & mark:
                        of[value] = of.get(value, 0) + count
    return Facets(counts, misses)
