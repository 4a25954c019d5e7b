"""Forms of slots: one start, or a weekly rule."""

from datetime import date, datetime
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from accelerator.base.common.dates import BoundedDateField
from accelerator.base.common.forms import DateInput, TimeInput
from accelerator.base.common.versioned_forms import VersionForm
from regions.enterprises.models import Enterprise
from tours.models import ScheduleRule, Tour
from tours.schedule.forms.fields import DatesField, TimesField
from tours.schedule.plans import LONGEST, Plan, history_days, schedule_days

MOST_TIMES = 24
MOST_EXCEPTIONS = 150


class TourChoice(forms.ModelChoiceField):
    """One of the enterprise's tours, by UUID."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=Tour.objects.none(), to_field_name="uuid", label=gettext_lazy("Tour"), **kwargs)

    def offer(self, enterprise: Enterprise) -> None:
        """Offers the enterprise's tours that are not in the archive."""
        current = Tour.objects.of(enterprise).current()
        self.queryset = current.select_related("site").order_by("search_title", "pk")
        self.empty_label = pgettext("form", "Choose a tour")


class PlanForm(VersionForm):
    """A weekly rule; `plan` is what was typed."""

    from_date = BoundedDateField(within=schedule_days, label=gettext_lazy("First day"), widget=DateInput)
    to_date = BoundedDateField(within=schedule_days, label=gettext_lazy("Last day"), widget=DateInput)
    weekdays = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Weekdays"), coerce=int, choices=list(WEEKDAYS.items()), widget=forms.CheckboxSelectMultiple
    )
    times = TimesField(
        label=gettext_lazy("Starts at"), help_text=gettext_lazy("By the site’s clock, such as 10:00, 12:30, 15:00."),
        limit=MOST_TIMES,
    )  # fmt: skip
    except_dates = DatesField(
        label=gettext_lazy("Except"), required=False, limit=MOST_EXCEPTIONS, widget=forms.Textarea({"rows": 2}),
        help_text=gettext_lazy("Days and spans of days, such as 08.03.2027, 01.05.2027–10.05.2027."),
    )  # fmt: skip
    capacity = forms.IntegerField(
        label=gettext_lazy("Places in a slot"), min_value=1, max_value=500,
        widget=forms.NumberInput({"inputmode": "numeric"}),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("from_date"), cleaned.get("to_date")
        if first and last and last < first:
            self.add_error("to_date", _("The last day is before the first one."))
        elif first and last and last - first > LONGEST:
            self.add_error("to_date", _("A rule lasts a year at most. Extend it when the time comes."))
        return cleaned

    def showing(self, current: Any, **kwargs: Any) -> forms.BaseForm:
        return PlanForm(initial=plan_values(current), **kwargs)

    @property
    def plan(self) -> Plan:
        """The rule as it was typed."""
        names = ("from_date", "to_date", "weekdays", "times", "except_dates", "capacity")
        return Plan(**{name: self.cleaned_data[name] for name in names})


class RuleForm(PlanForm):
    """A new weekly rule of one of the enterprise's tours. The key makes a second sending the same rule."""

    version = None  # type: ignore[assignment]  # Django's way to do without a field: nobody else edits a new rule
    tour = TourChoice()
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    field_order = ("tour", "from_date", "to_date", "weekdays", "times", "except_dates", "capacity", "key")

    def __init__(self, *args: Any, enterprise: Enterprise, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        tour = self.fields["tour"]
        assert isinstance(tour, TourChoice)  # noqa: S101 - declared above
        tour.offer(enterprise)


def plan_values(rule: ScheduleRule) -> dict[str, Any]:
    """What the form of a rule starts from."""
    return {**Plan.of(rule).__dict__, "version": rule.version}


class StartForm(forms.Form):
    """A day and a time by the site's clock."""

    day = BoundedDateField(within=schedule_days, label=gettext_lazy("Day"), widget=DateInput)
    time = forms.TimeField(label=gettext_lazy("Time, by the site’s clock"), widget=TimeInput)

    @property
    def local_start(self) -> datetime:
        return datetime.combine(self.cleaned_data["day"], self.cleaned_data["time"])


class SlotForm(StartForm):
    """One slot of one of the enterprise's tours; as many places as the tour says where the field is left empty."""

    tour = TourChoice()
    capacity = forms.IntegerField(
        label=gettext_lazy("Places"), min_value=1, max_value=500, widget=forms.NumberInput({"inputmode": "numeric"}),
        required=False, help_text=gettext_lazy("Left empty, as many as the tour says."),
    )  # fmt: skip
    note = forms.CharField(
        label=gettext_lazy("Note for the staff"), required=False, max_length=200,
        help_text=gettext_lazy("Visitors do not see it."),
    )  # fmt: skip

    field_order = ("tour", "day", "time", "capacity", "note")

    def __init__(self, *args: Any, enterprise: Enterprise, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        tour = self.fields["tour"]
        assert isinstance(tour, TourChoice)  # noqa: S101 - declared above
        tour.offer(enterprise)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "capacity" in cleaned and cleaned["capacity"] is None and "tour" in cleaned:
            cleaned["capacity"] = cleaned["tour"].capacity
        return cleaned


class WeekForm(forms.Form):
    """Which week of which tour is shown; nonsense shows the present week of all tours."""

    day = BoundedDateField(within=history_days, required=False, widget=DateInput, label=gettext_lazy("Week of"))
    tour = TourChoice(required=False)

    def __init__(self, *args: Any, enterprise: Enterprise, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        tour = self.fields["tour"]
        assert isinstance(tour, TourChoice)  # noqa: S101 - declared above
        tour.queryset = Tour.objects.of(enterprise).order_by("search_title", "pk")
        tour.empty_label = _("All tours")

    def chosen_day(self, today: date) -> date:
        """The day asked for, or today."""
        self.is_valid()
        return self.cleaned_data.get("day") or today
