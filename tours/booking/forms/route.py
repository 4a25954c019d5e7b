"""Booking a route, step one: the day, a slot at every stop, and how many come of each age."""

import uuid
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accelerator.base.common.formats import local_time, places_left, zone_offset
from tours.ages import ADULT
from tours.booking.checks import party_bounds
from tours.booking.errors import BookingRefused, LegsOverlap, PartyRefused
from tours.booking.forms.party import count_field, shown_counts
from tours.booking.models import Order
from tours.booking.party import band_label
from tours.booking.services.holds import Leg
from tours.models import Slot
from tours.routes.days import AgeBand, RouteDay, StopSlots

MOST_PEOPLE = 30


class RoutePartyForm(forms.Form):
    """Choices for one first day; the same key with the same choices is the same order.

    `held` is an order that this browser holds for the route: what it holds is chosen already.
    """

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    def __init__(
        self, *args: Any, day: RouteDay, bands: Sequence[AgeBand], held: Order | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.day, self.bands = day, bands
        counts = _held_counts(bands, held) if held else []
        if not any(counts):
            counts = _one_adult(bands)
        slots = {leg.slot_id for leg in held.legs} if held else set()
        for index, band in enumerate(bands):
            self.fields[f"band{index}"] = count_field(band_label(band), most=MOST_PEOPLE, initial=counts[index])
        for index, stop in enumerate(day.stops):
            chosen = next((slot for slot in stop.slots if slot.pk in slots), stop.proposed)
            self.fields[f"stop{index}"] = _time_field(stop, chosen)

    @property
    def band_rows(self) -> Iterator[tuple[AgeBand, forms.BoundField]]:
        return ((band, self[f"band{index}"]) for index, band in enumerate(self.bands))

    @property
    def counts(self) -> list[int]:
        """How many of each band the form shows."""
        return shown_counts(self, [f"band{index}" for index in range(len(self.bands))])

    @property
    def stop_rows(self) -> Iterator[tuple[StopSlots, forms.BoundField]]:
        return ((stop, self[f"stop{index}"]) for index, stop in enumerate(self.day.stops))

    @property
    def is_one_way(self) -> bool:
        """Whether the times leave nothing to choose."""
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
        """Put a refusal of the services where the visitor can mend it."""
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

    def words(slots: Sequence[Slot]) -> list[tuple[str, str]]:
        return [(str(slot.uuid), slot_words(slot)) for slot in slots]

    field = forms.TypedChoiceField(
        label=str(stop.stop.tour.title),
        choices=words(stop.slots),
        initial=str(chosen.uuid) if chosen else None,
        coerce=lambda value: next(slot for slot in stop.slots if str(slot.uuid) == value),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("“%(tour)s”: choose a time.") % {"tour": stop.stop.tour},
            "invalid_choice": gettext_lazy("This time is no longer available. Choose another one."),
        },
    )
    field.widget.choices = words(stop.fitting)
    return field


def _held_counts(bands: Sequence[AgeBand], held: Order) -> list[int]:
    """How many of each band the order is for."""
    rows = [sorted(leg.attendances.all(), key=lambda row: row.position) for leg in held.legs]
    people = Counter(tuple(row.category_id for row in person) for person in zip(*rows, strict=True))
    return [people[tuple(category.pk for category in band.categories)] for band in bands]


def _one_adult(bands: Sequence[AgeBand]) -> list[int]:
    """One visitor of the first band that adults are in; of the oldest where only children come."""
    grown = (index for index, band in enumerate(bands) if band.high is None or band.high >= ADULT)
    chosen = next(grown, len(bands) - 1)
    return [int(index == chosen) for index in range(len(bands))]


def slot_words(slot: Slot) -> str:
    """«10:00–11:30, осталось 3 места»: from when to when, by the site's clock, and how many can still come."""
    start, end = (local_time(moment, slot.timezone) for moment in (slot.starts_at, slot.ends_at))
    offset = zone_offset(slot.starts_at, slot.timezone)
    return f"{start}–{end}{f' ({offset})' if offset else ''}, {places_left(slot.free_seats)}"
