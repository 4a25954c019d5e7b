"""How many come: the first step of booking, and a change of mind on the second."""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tours.ages import ADULT
from tours.booking.checks import party_bounds, unaccompanied
from tours.booking.party import Kind
from tours.models import Slot, VisitorCategory
from tours.requirements import requirements_of


class PartyForm(forms.Form):
    """Step one: how many visitors of each category. Its key makes a repeated request one booking.

    More may be asked for than are left: then the answer offers the next slots for so many. `asked` is the query of an
    address that brings the party along.
    """

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    def __init__(self, *args: Any, slot: Slot, asked: Mapping[str, str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.slot = slot
        self.categories: list[VisitorCategory] = list(
            slot.tour.categories.filter(is_active=True).order_by("position", "pk")
        )
        self.least, self.most = party_bounds(slot)
        counts = self._usual()
        for category, count in zip(self.categories, counts, strict=True):
            self.fields[self._name(category)] = count_field(str(category.name), most=self.most, initial=count)
        names = [self._name(category) for category in self.categories]
        brought = {name: int(typed) for name in names if (typed := (asked or {}).get(name, "")[:4]).isdecimal()}
        if any(brought.values()):
            self.initial = {name: min(brought.get(name, 0), self.most) for name in names}

    @staticmethod
    def _name(category: VisitorCategory) -> str:
        return f"count_{category.uuid.hex}"

    def _usual(self) -> list[int]:
        """The smallest party, of the first category; with as many adults as children alone would lack."""
        counts = [0] * len(self.categories)
        if not counts:
            return counts
        counts[0] = self.least
        grown = self._chaperone()
        while grown and sum(counts) <= self.most and self._unaccompanied(self._chosen(counts)):
            counts[grown] += 1
            if sum(counts) > self.least and counts[0] > 1:
                counts[0] -= 1
        return counts

    def _chosen(self, counts: Sequence[int]) -> dict[VisitorCategory, int]:
        return {category: count for category, count in zip(self.categories, counts, strict=True) if count}

    def _chaperone(self) -> int | None:
        """Who may come with children, by place: a category of adults, and of those the one that pays least."""
        grown = [i for i, category in enumerate(self.categories) if category.admits(ADULT)]
        return min(
            grown,
            key=lambda i: ((self.categories[i].min_age or 0) < ADULT, self.categories[i].price_kopecks),
            default=None,
        )

    def _unaccompanied(self, counts: Mapping[VisitorCategory, int]) -> str | None:
        children = [category for category in counts if category.max_age is not None and category.max_age < ADULT]
        return unaccompanied(
            requirements_of(self.slot.tour),
            children=sum(counts[category] for category in children),
            adults=sum(count for category, count in counts.items() if category not in children),
            oldest_child=max((category.max_age or 0 for category in children), default=0),
        )

    @property
    def people(self) -> int:
        """For how many the form was sent; none where it cannot be told."""
        return len(getattr(self, "cleaned_data", {}).get("category_ids", ()))

    @property
    def counts(self) -> list[int]:
        """How many of each category the form shows."""
        return shown_counts(self, [self._name(category) for category in self.categories])

    @property
    def query(self) -> str:
        """The party as the query of an address, for another slot of the same tour."""
        shown = zip(self.categories, self.counts, strict=True)
        return urlencode({self._name(category): count for category, count in shown})

    @property
    def category_rows(self) -> Iterator[tuple[VisitorCategory, str, forms.BoundField]]:
        """Each category with its ages in words, beside its input."""
        return ((category, category.for_ages, self[self._name(category)]) for category in self.categories)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        counts = {category: cleaned.get(self._name(category)) or 0 for category in self.categories}
        cleaned["category_ids"] = tuple(category.pk for category, count in counts.items() for _seat in range(count))
        if self.errors:
            return cleaned
        if not counts:
            raise forms.ValidationError(_("Choose at least one visitor."))
        if not cleaned["category_ids"]:
            nobody = forms.ValidationError(_("Choose at least one visitor."), code="named")
            self.add_error(self._name(self.categories[0]), nobody)
            return cleaned
        if message := self._unaccompanied({category: count for category, count in counts.items() if count}):
            raise forms.ValidationError(message)
        return cleaned


class ChangePartyForm(forms.Form):
    """On step two: whom the order is for, after all. `counts` says how many of each kind it is for now."""

    def __init__(self, *args: Any, kinds: Sequence[Kind], counts: Sequence[int], most: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kinds = kinds
        self.before = list(counts)
        for index, (kind, count) in enumerate(zip(kinds, counts, strict=True)):
            self.fields[f"kind{index}"] = count_field(kind.label, most=most, initial=count)

    @property
    def rows(self) -> Iterator[tuple[Kind, forms.BoundField]]:
        return ((kind, self[f"kind{index}"]) for index, kind in enumerate(self.kinds))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self.counts = [cleaned.get(f"kind{index}") or 0 for index in range(len(self.kinds))]
        if not self.errors and not any(self.counts):
            raise forms.ValidationError(_("Choose at least one visitor."))
        return cleaned

    @property
    def people(self) -> list[tuple[int, ...]]:
        """For each visitor, their category at every leg."""
        return [kind.ids for kind, count in zip(self.kinds, self.counts, strict=True) for _person in range(count)]


def count_field(label: str, *, most: int, initial: int) -> forms.IntegerField:
    """How many visitors of one kind come."""
    return forms.IntegerField(
        label=label,
        min_value=0,
        max_value=most,
        initial=initial,
        required=False,
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={
            "invalid": gettext_lazy("Enter a whole number."),
            "min_value": gettext_lazy("Enter a number from 0."),
            "max_value": gettext_lazy("At most %(limit_value)d in one booking."),
        },
    )


def shown_counts(form: forms.Form, names: Sequence[str]) -> list[int]:
    """Return the counts that these fields show, as typed so far or as proposed; nobody where it is no such number."""
    counts = []
    for name in names:
        field = form.fields[name]
        try:
            counts.append(field.clean(form[name].value()) or 0)
        except forms.ValidationError:
            counts.append(0)
    return counts
