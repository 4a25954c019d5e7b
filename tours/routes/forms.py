"""The form of a route: its texts, and its stops in order."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accelerator.base.common.versioned_forms import VersionedForm, VersionedRows
from tours.models import Tour
from tours.routes.models import Route, RouteStop
from tours.routes.services import MOST_STOPS

EMPTY_ROWS = 3


class RouteForm(VersionedForm):
    """What the route is."""

    class Meta:
        model = Route
        fields = Route.EDITABLE

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["region"].queryset = self.fields["region"].queryset.by_name()  # type: ignore[attr-defined]
        self.fields["region"].empty_label = _("several regions")  # type: ignore[attr-defined]


class TourChoiceField(forms.ModelChoiceField):
    """A tour by its public id, shown with its enterprise and city."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.title} — {obj.enterprise.name}, {obj.site.city}"


class StopForm(forms.Form):
    """One stop. The order is a number, so that it can be changed without dragging; an empty tour is no stop."""

    order = forms.IntegerField(
        label=gettext_lazy("Sort by"), min_value=1, max_value=99, required=False,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip
    tour = TourChoiceField(
        label=gettext_lazy("Tour"), queryset=Tour.objects.none(), to_field_name="uuid", required=False,
        empty_label=gettext_lazy("no stop"),
    )  # fmt: skip
    day = forms.IntegerField(label=gettext_lazy("Day"), min_value=1, max_value=14, initial=1)
    minutes_before = forms.IntegerField(
        label=gettext_lazy("Travel time from the previous stop, minutes"), min_value=0, max_value=24 * 60, initial=60
    )

    def __init__(self, *args: Any, tours: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tour"].queryset = tours  # type: ignore[attr-defined]


class BaseStopFormSet(VersionedRows):
    """The stops; rows are identified by their tour, never by a serial number."""

    @property
    def stops(self) -> list[RouteStop]:
        """The stops, not saved, in the order of their numbers; rows without a number come last."""
        rows = [form.cleaned_data for form in self.forms if form.cleaned_data.get("tour")]
        rows.sort(key=lambda row: row["order"] or 100)
        return [RouteStop(tour=row["tour"], day=row["day"], minutes_before=row["minutes_before"]) for row in rows]


def stop_formset(data: Any, *, route: Route | None, tours: Any) -> BaseStopFormSet:
    """Return the stops of a route with a few empty rows below; `tours` are those that may be chosen."""
    stops = RouteStop.objects.filter(route=route).select_related("tour").order_by("position")
    initial = [
        {"order": n, "tour": stop.tour.uuid, "day": stop.day, "minutes_before": stop.minutes_before}
        for n, stop in enumerate(stops, start=1)
    ]
    made = forms.formset_factory(
        StopForm, formset=BaseStopFormSet, extra=EMPTY_ROWS, max_num=MOST_STOPS + EMPTY_ROWS, validate_max=True
    )
    formset = made(data, initial=initial, prefix="stops", form_kwargs={"tours": tours})
    assert isinstance(formset, BaseStopFormSet)  # noqa: S101 - formset_factory forgets of which class it makes
    return formset
