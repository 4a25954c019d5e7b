"""How many come: the first step of booking, for a tour or a route, and a change of mind on the second."""

import uuid
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from operator import methodcaller
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import QueryDict
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accelerator.base.common.formats import local_time, zone_offset
from tours.ages import ADULT, in_words
from tours.booking.errors import BookingRefused, LegsOverlap, PartyRefused
from tours.booking.models import Booking, Order
from tours.booking.reads import offered_at
from tours.booking.requirement_checks import party_bounds, unaccompanied
from tours.booking.services.holds import Leg
from tours.models import Slot, VisitorCategory
from tours.party import Party
from tours.places import places_left
from tours.requirements import requirements_of
from tours.routes.days import AgeBand, RouteDay, StopSlots, age_bands

MOST_ON_ROUTE = 30  # people


class CountsForm(forms.Form):
    """How many visitors of each kind come."""

    def add_counts(self, labels: Mapping[str, str], counts: Sequence[int], *, most: int) -> None:
        """Add a field for each kind, by name and label, with the number that is proposed."""
        self.kind_names = list(labels)
        for (name, label), count in zip(labels.items(), counts, strict=True):
            self.fields[name] = forms.IntegerField(
                label=label,
                min_value=0,
                max_value=most,
                initial=count,
                required=False,
                widget=forms.NumberInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
                error_messages={
                    "invalid": gettext_lazy("Enter a whole number."),
                    "min_value": gettext_lazy("Enter a number from 0."),
                    "max_value": gettext_lazy("At most %(limit_value)d in one booking."),
                },
            )

    @property
    def counts(self) -> list[int]:
        """How many of each kind the form shows, as typed so far or as proposed; 0 where a number is not valid."""
        counts = []
        for name in self.kind_names:
            try:
                counts.append(self.fields[name].clean(self[name].value()) or 0)
            except forms.ValidationError:
                counts.append(0)
        return counts


_NO_KEY = str(uuid.UUID(int=0))


@cache
def _key_input() -> str:
    return PartyForm.base_fields["key"].widget.render("key", _NO_KEY, {"id": "id_key"})


class PartyForm(CountsForm):
    """Step one: how many visitors of each category. Its key makes a repeated request one booking.

    More may be asked for than are left: then the answer offers the next slots for so many. An address brings the party
    along: as counts of this tour's categories (`asked`), or by ages, each of which takes the category that fits best.
    """

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    @classmethod
    def fresh_key(cls) -> SafeString:
        """Return the input of the key as a form that nobody has sent has it, with a key of its own."""
        return mark_safe(_key_input().replace(_NO_KEY, str(cls.base_fields["key"].initial())))

    def __init__(self, *args: Any, slot: Slot, asked: QueryDict | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.slot = slot
        self.categories = offered_at(slot)
        self.least, self.most = party_bounds(slot)
        labels = {self._name(category): str(category.name) for category in self.categories}
        self.add_counts(labels, self._usual(), most=self.most)
        asked = asked or QueryDict()
        brought = {name: int(typed) for name in labels if (typed := asked.get(name, "")[:4]).isdecimal()}
        self.unfit: list[int] = []  # ages of the party for which there is no category
        if not brought and (party := Party.of(dict(asked.lists()))):
            brought, self.unfit = self._brought_by(party)
        if any(brought.values()):
            self.initial = {name: min(brought.get(name, 0), self.most) for name in labels}

    def _brought_by(self, party: Party) -> tuple[dict[str, int], list[int]]:
        """How many of each category, by its field, and the ages that none of them admits."""
        counts, unfit = Counter[str](), []
        for age in (*[ADULT] * party.adults, *party.children):
            fitting = [category for category in self.categories if category.admits(age)]
            if fitting:
                counts[self._name(min(fitting, key=methodcaller("misfit", age)))] += 1
            else:
                unfit.append(age)
        return counts, unfit

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
        """The index of the category that accompanies children: of adults, and of those the cheapest."""
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
        """For how many the form was sent; 0 where it is not valid."""
        return len(getattr(self, "cleaned_data", {}).get("category_ids", ()))

    @property
    def wished(self) -> dict[str, int]:
        """How many of each category come, as typed, also where that is more than one booking may be for."""
        typed = {name: str(self[name].value() or "")[:3] for name in self.kind_names}
        return {name: int(number) if number.isdecimal() else 0 for name, number in typed.items()}

    @property
    def query(self) -> str:
        """The party as the query of an address, for another slot of the same tour."""
        return urlencode(dict(zip(self.kind_names, self.counts, strict=True)))

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
            error = forms.ValidationError(_("Choose at least one visitor."), code="named")
            self.add_error(self._name(self.categories[0]), error)
            return cleaned
        if message := self._unaccompanied({category: count for category, count in counts.items() if count}):
            raise forms.ValidationError(message)
        return cleaned


class RoutePartyForm(CountsForm):
    """Choices for one first day; the same key with the same choices is the same order.

    `held` is an order that this browser holds for the route: what it holds is chosen already.
    """

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    def __init__(
        self, *args: Any, day: RouteDay, bands: Sequence[AgeBand], held: Order | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.day, self.bands = day, bands
        people = kinds_chosen(held) if held else []
        counts = [people.count(tuple(category.pk for category in band.categories)) for band in bands]
        if not any(counts):
            counts = _one_adult(bands)
        slots = {leg.slot_id for leg in held.legs} if held else set()
        labels = {f"band{index}": band_label(band) for index, band in enumerate(bands)}
        self.add_counts(labels, counts, most=MOST_ON_ROUTE)
        for index, stop in enumerate(day.stops):
            chosen = next((slot for slot in stop.slots if slot.pk in slots), stop.proposed)
            self.fields[f"stop{index}"] = _time_field(stop, chosen)

    @property
    def band_rows(self) -> Iterator[tuple[AgeBand, forms.BoundField]]:
        return ((band, self[f"band{index}"]) for index, band in enumerate(self.bands))

    @property
    def stop_rows(self) -> Iterator[tuple[StopSlots, forms.BoundField]]:
        return ((stop, self[f"stop{index}"]) for index, stop in enumerate(self.day.stops))

    @property
    def is_one_way(self) -> bool:
        """Whether every stop has one time alone."""
        return all(len(stop.fitting) == 1 for stop in self.day.stops)

    @property
    def leaves_out_times(self) -> bool:
        """Whether some stop has a time that fits with no time of another stop."""
        return any(len(stop.fitting) < len(stop.slots) for stop in self.day.stops)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not self._people(cleaned):
            self._add_named(self._party_field, _("Choose at least one visitor."))
        return cleaned

    def add_refusal(self, refusal: BookingRefused) -> None:
        """Put a service's refusal where the visitor can correct it."""
        slot = refusal.later if isinstance(refusal, LegsOverlap) else getattr(refusal, "slot", None)
        field = next((f"stop{i}" for i, stop in enumerate(self.day.stops) if slot and slot in stop.slots), None)
        if isinstance(refusal, PartyRefused):
            least, most = party_bounds(refusal.slot)
            if not least <= len(self._people(self.cleaned_data)) <= most:
                field = self._party_field
        self._add_named(field, str(refusal))

    @property
    def _party_field(self) -> str | None:
        """Where it is said what is wrong with the party as a whole."""
        return "band0" if self.bands else None

    def _add_named(self, field: str | None, message: str) -> None:
        self.add_error(field, forms.ValidationError(message, code="named"))

    @property
    def legs(self) -> list[Leg]:
        """A leg for every stop, the same people in the same order at each."""
        people = self._people(self.cleaned_data)
        legs = []
        for index, stop in enumerate(self.day.stops):
            slot: Slot = self.cleaned_data[f"stop{index}"]
            categories = tuple(band.categories[index].pk for band in people)
            legs.append(Leg(slot.pk, categories, stop.stop.minutes_before if index else 0))
        return legs

    def _people(self, cleaned: dict[str, Any]) -> list[AgeBand]:
        counts = ((band, cleaned.get(f"band{index}") or 0) for index, band in enumerate(self.bands))
        return [band for band, count in counts for _person in range(count)]


def _time_field(stop: StopSlots, chosen: Slot | None) -> forms.TypedChoiceField:
    """When to come to a stop: offers the times that fit with the other stops, and knows the others to refuse them."""

    def choices(slots: Sequence[Slot]) -> list[tuple[str, str]]:
        return [(str(slot.uuid), slot_label(slot)) for slot in slots]

    field = forms.TypedChoiceField(
        label=str(stop.stop.tour.title),
        choices=choices(stop.slots),
        initial=str(chosen.uuid) if chosen else None,
        coerce=lambda value: next(slot for slot in stop.slots if str(slot.uuid) == value),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("“%(tour)s”: choose a time.") % {"tour": stop.stop.tour},
            "invalid_choice": gettext_lazy("This time is no longer available. Choose another one."),
        },
    )
    field.widget.choices = choices(stop.fitting)
    return field


def _one_adult(bands: Sequence[AgeBand]) -> list[int]:
    """One visitor of the first band that adults are in; of the oldest where only children come."""
    grown = (index for index, band in enumerate(bands) if band.high is None or band.high >= ADULT)
    chosen = next(grown, len(bands) - 1)
    return [int(index == chosen) for index in range(len(bands))]


def slot_label(slot: Slot) -> str:
    """«10:00–11:30, осталось 3 места · русский»: when by the site's clock, for how many, in what language."""
    start, end = (local_time(moment, slot.timezone) for moment in (slot.starts_at, slot.ends_at))
    offset = zone_offset(slot.starts_at, slot.timezone)
    spoken = ", ".join(slot.language_names)
    return f"{start}–{end}{f' ({offset})' if offset else ''}, {places_left(slot.free_seats)} · {spoken}"


@dataclass(frozen=True)
class Kind:
    """One kind of visitor: a category at each leg of the order."""

    label: str
    ages: str
    categories: tuple[VisitorCategory, ...]

    @property
    def price_kopecks(self) -> int:
        """What one such visitor pays on site for all legs."""
        return sum(category.price_kopecks for category in self.categories)

    @property
    def ids(self) -> tuple[int, ...]:
        return tuple(category.pk for category in self.categories)


def kinds_of(legs: Sequence[Booking]) -> list[Kind]:
    """The kinds for these legs: the tour's categories for a single one, bands of age for a route."""
    offered = [offered_at(leg) for leg in legs]
    if len(legs) == 1:
        return [Kind(str(category.name), category.for_ages, (category,)) for category in offered[0]]
    bands = age_bands(offered)
    return [Kind(band_label(band), "", band.categories) for band in bands]


def kinds_chosen(order: Order) -> list[tuple[int, ...]]:
    """For each visitor of the order, their category at every leg."""
    legs = [sorted(leg.attendances.all(), key=lambda row: row.position) for leg in order.legs]
    return [tuple(row.category_id for row in rows) for rows in zip(*legs, strict=True)]


def band_label(band: AgeBand) -> str:
    """«7–17 лет», «С 18 лет»."""
    return capfirst(in_words(band.low, band.high)) or _("Visitors")


class ChangePartyForm(CountsForm):
    """On step two: other numbers of visitors. `counts` says how many of each kind the order is for now."""

    def __init__(self, *args: Any, kinds: Sequence[Kind], counts: Sequence[int], most: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kinds = kinds
        self.before = list(counts)
        self.add_counts({f"kind{index}": kind.label for index, kind in enumerate(kinds)}, counts, most=most)

    @property
    def rows(self) -> Iterator[tuple[Kind, forms.BoundField]]:
        return ((kind, self[f"kind{index}"]) for index, kind in enumerate(self.kinds))

    def clean(self) -> dict[str, Any]:
        if not self.errors and not any(self.counts):
            raise forms.ValidationError(_("Choose at least one visitor."))
        return super().clean() or {}

    @property
    def people(self) -> list[tuple[int, ...]]:
        """For each visitor, their category at every leg."""
        return [kind.ids for kind, count in zip(self.kinds, self.counts, strict=True) for _person in range(count)]
