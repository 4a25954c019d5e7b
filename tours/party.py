"""Who comes, as an address carries it from page to page: `?adults=2&child=9&child=13`."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple, Self
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tours.ages import ADULT
from tours.side_by_side import shares

MOST_ADULTS = 60  # people; larger groups arrange their visit with the enterprise
MOST_CHILDREN = 6  # each with an age of their own
CHILD_AGES = range(ADULT)
PARAMETERS = ("adults", "child")


class Party(NamedTuple):
    """So many adults, and children of these ages."""

    adults: int
    children: tuple[int, ...] = ()

    @classmethod
    def made(cls, adults: int | None, children: Iterable[int]) -> Self | None:
        """Return the party; None if nobody is named. Children do not come alone unless there are no adults, as said."""
        ages = tuple(children)
        if adults is None and not ages:
            return None
        party = cls(1 if adults is None else adults, ages)
        return party if party.size else None

    @classmethod
    def of(cls, lists: Mapping[str, list[str]]) -> Self | None:
        """Read the lists of values of an address (`QueryDict.lists()`); what cannot be understood is left out."""
        adults = [int(value) for value in lists.get("adults", []) if value.isdecimal() and len(value) <= 2]
        ages = [int(value) for value in lists.get("child", []) if value.isdecimal() and len(value) <= 2]
        known = [age for age in ages if age in CHILD_AGES][:MOST_CHILDREN]
        return cls.made(min(adults[-1], MOST_ADULTS) if adults else None, known)

    @property
    def size(self) -> int:
        """How many places they take."""
        return self.adults + len(self.children)

    @property
    def ages(self) -> tuple[int, ...]:
        """The ages that have to be admitted; that of an adult is the least that one can have."""
        return (*self.children, *([ADULT] if self.adults else []))

    def divided(self, first: int, second: int) -> tuple[Self, Self]:
        """Return who goes to which of two slots with so many places."""
        cls = type(self)
        (adults, children), (others, _rest) = shares([self.adults, len(self.children)], first, second)
        return cls(adults, self.children[:children]), cls(others, self.children[children:])

    @property
    def query(self) -> str:
        """The party as a query: `adults=2&child=9&child=13`."""
        return urlencode([("adults", self.adults), *(("child", age) for age in self.children)])

    def __str__(self) -> str:
        """«2 взрослых, 2 ребёнка (9 и 13 лет)»."""
        parts = []
        if self.adults:
            parts.append(ngettext("{n} adult", "{n} adults", self.adults).format(n=self.adults))
        if self.children:
            *first, last = self.children
            ages = ngettext("{n} year", "{n} years", last).format(n=last)
            if first:
                ages = _("{ages} and {last}").format(ages=", ".join(map(str, first)), last=ages)
            children = ngettext("{n} child", "{n} children", len(self.children)).format(n=len(self.children))
            parts.append(f"{children} ({ages})")
        return ", ".join(parts)
