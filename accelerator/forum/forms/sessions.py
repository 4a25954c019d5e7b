"""Forms of sessions."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accelerator.base.common.formats import local_date
from accelerator.base.common.forms import TimeInput
from accelerator.base.common.versioned_forms import VersionedForm
from accelerator.forum.models import Forum, Session
from tours.models import Tour


class DayField(forms.TypedChoiceField):
    """A day of the forum, or none yet."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(coerce=date.fromisoformat, empty_value=None, required=False, **kwargs)

    def offer(self, forum: Forum) -> None:
        days = [(day.date.isoformat(), local_date(day.date)) for day in forum.days.order_by("date", "pk")]
        self.choices = [("", _("not scheduled yet")), *days]

    def prepare_value(self, value: Any) -> Any:
        return value.isoformat() if isinstance(value, date) else value


class TourField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Tour) -> str:
        return f"{obj.enterprise} – {obj.title}"


class PlacedForm(VersionedForm):
    """The day, hall and track of a session, chosen among its forum's."""

    date = DayField(label=_("Day"))

    def __init__(self, *args: Any, forum: Forum, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.forum = forum
        day: Any = self.fields["date"]
        day.offer(forum)
        for name, rows, none in (("hall", forum.halls, _("no hall")), ("track", forum.tracks, _("no track"))):
            if name in self.fields:
                chosen: Any = self.fields[name]
                chosen.queryset = rows.order_by("position", "pk")
                chosen.empty_label = none


class SessionForm(PlacedForm):
    """All fields of a session; its people have rows of their own."""

    tour = TourField(
        queryset=Tour.objects.none(), label=_("Tour"), required=False, empty_label=pgettext_lazy("session", "no tour"),
        help_text=_("For a session of the kind “tour”."),
    )  # fmt: skip

    class Meta:
        model = Session
        fields = Session.EDITABLE
        widgets = {"start_time": TimeInput()}
        error_messages = {
            "minutes": dict.fromkeys(("min_value", "max_value"), _("A session lasts between 5 minutes and 12 hours."))
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        tours = Tour.objects.published() | Tour.objects.filter(pk=self.instance.tour_id)
        chosen: Any = self.fields["tour"]
        chosen.queryset = tours.select_related("enterprise").order_by("enterprise__sort_name", "pk")
        order: Any = self.fields["position"]
        order.required = False
        order.label = _("Order within the day")
        order.help_text = _("Used where sessions have no time. Leave empty to put the session last.")
        if not self.instance.pk:
            self.initial["position"] = None

    def clean_position(self) -> int | None:
        return self.cleaned_data["position"] or None


class MoveForm(PlacedForm):
    class Meta:
        model = Session
        fields = ("date", "hall", "start_time")
        widgets = {"start_time": TimeInput()}
