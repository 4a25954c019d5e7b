"""Booking a route, step one: the day, a slot at every stop, and how many come of each age."""

import uuid
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accelerator.common.templatetags.portal import local_time, places_left, zone_offset
from tours.ages import in_words
from tours.booking.services.holds import Leg
from tours.models import Slot
from tours.routes.days import AgeBand, RouteDay, StopSlots

MOST_PEOPLE = 30


class FittingRadio(forms.RadioSelect):
    """Times of a stop, of which those that fit with no time of another stop cannot be chosen."""

    def __init__(self, fitting: Collection[str]) -> None:
        super().__init__()
        self.fitting = fitting

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        if value not in self.fitting:
            option["attrs"]["disabled"] = True
            option["label"] = _("%(time)s: does not fit with the other stops") % {"time": option["label"]}
        return option


class RoutePartyForm(forms.Form):
    """Choices for one first day; the same key with the same choices is the same order."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    def __init__(self, *args: Any, day: RouteDay, bands: Sequence[AgeBand], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.day, self.bands = day, bands
        for index, band in enumerate(bands):
            self.fields[f"band{index}"] = forms.IntegerField(
                label=band_label(band),
                min_value=0,
                max_value=MOST_PEOPLE,
                initial=1 if index == len(bands) - 1 else 0,
                required=False,
                widget=forms.NumberInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
                error_messages={"invalid": gettext_lazy("Enter a whole number.")},
            )
        for index, stop in enumerate(day.stops):
            self.fields[f"stop{index}"] = forms.TypedChoiceField(
                label=str(stop.stop.tour.title),
                choices=[(str(slot.uuid), slot_words(slot)) for slot in stop.slots],
                initial=str(stop.proposed.uuid) if stop.proposed else None,
                coerce=lambda value, slots=tuple(stop.slots): next(s for s in slots if str(s.uuid) == value),
                widget=FittingRadio({str(slot.uuid) for slot in stop.fitting}),
            )

    @property
    def band_rows(self) -> Iterator[tuple[AgeBand, forms.BoundField]]:
        return ((band, self[f"band{index}"]) for index, band in enumerate(self.bands))

    @property
    def stop_rows(self) -> Iterator[tuple[StopSlots, forms.BoundField]]:
        return ((stop, self[f"stop{index}"]) for index, stop in enumerate(self.day.stops))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not self._people(cleaned):
            raise forms.ValidationError(_("Choose at least one visitor."))
        return cleaned

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


def slot_words(slot: Slot) -> str:
    """«10:00–11:30, осталось 3 места»: from when to when, by the site's clock, and how many can still come."""
    start, end = (local_time(moment, slot.timezone) for moment in (slot.starts_at, slot.ends_at))
    offset = zone_offset(slot.starts_at, slot.timezone)
    return f"{start}–{end}{f' ({offset})' if offset else ''}, {places_left(slot.free_seats)}"


def band_label(band: AgeBand) -> str:
    """«7–17 лет», «С 18 лет»."""
    return capfirst(in_words(band.low, band.high)) or _("Visitors")
