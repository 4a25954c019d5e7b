"""Forms of the schedule: slots and their changes, weekly rules, the week that is shown."""

import re
from dataclasses import fields
from datetime import date, datetime, time
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from accelerator.base.common.dates import BoundedDateField
from accelerator.base.common.forms import DateInput, TimeInput
from accelerator.base.common.versioned_forms import VersionForm
from regions.enterprises.models import Enterprise
from tours.forms.fields import ListField
from tours.models import ScheduleRule, Tour, TourLanguage
from tours.schedule.plans import LONGEST, Plan, history_days, schedule_days
from tours.schedule.services.slots import MOST_AT_ONCE, TooManySlots

MOST_TIMES = 24
MOST_EXCEPTIONS = 150
MOST_PLACES = 500
MOST_DAYS = 31  # a page shows a week


# --- Fields -----------------------------------------------------------------------------------------------------------


class TimesField(ListField):
    """«10:00, 14:30»; spaces separate as well, and a comma between hour and minutes is accepted: «10,30; 12,30»."""

    def separate(self, text: str) -> list[str]:
        text = re.sub(r"(?<![\d:.-])(\d{1,2}),(\d{2})(?![\d:.-])", r"\1:\2", text)
        return text.replace(",", " ").replace(";", " ").split()

    def parse(self, text: str) -> time:
        match = re.fullmatch(r"(\d{1,2})[:.\-](\d{2})", text)
        if not match or int(match[1]) > 23 or int(match[2]) > 59:
            raise forms.ValidationError(
                _("“%(words)s” is not a time. Write it like this: 10:00.") % {"words": text[:40]}
            )
        return time(int(match[1]), int(match[2]))

    def show(self, value: time) -> str:
        return value.strftime("%H:%M")


class DatesField(ListField):
    """«31.12.2026, 01.01.2027–08.01.2027»: days and spans of days; ISO dates and cells of a table are accepted too."""

    LONGEST_SPAN = 92

    def separate(self, text: str) -> list[str]:
        days: list[str] = []
        for part in super().separate(re.sub(r"(?<=\d)\s+(?=\d)", ",", text)):
            ends = [end.strip() for end in re.split(r"\s*[–—]\s*|\s+-\s+|(?<=\.\d{4})-(?=\d)", part)]
            if len(ends) != 2:
                days.append(part)
                continue
            first, last = self.parse(ends[0]), self.parse(ends[1])
            if not 0 <= (last - first).days <= self.LONGEST_SPAN:
                raise forms.ValidationError(
                    _("“%(words)s” is not a range of days, or it is too long.") % {"words": part[:40]}
                )
            days += [date.fromordinal(day).isoformat() for day in range(first.toordinal(), last.toordinal() + 1)]
        return days

    def parse(self, text: str) -> date:
        try:
            match = re.fullmatch(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", text)
            day = date(int(match[3]), int(match[2]), int(match[1])) if match else date.fromisoformat(text)
        except ValueError as error:
            message = _("“%(words)s” is not a date. Write it like this: 31.12.2026.")
            raise forms.ValidationError(message % {"words": text[:40]}) from error
        if day not in (days := schedule_days()):
            raise forms.ValidationError(_("“%(words)s”: %(problem)s") % {"words": text[:40], "problem": days.refusal})
        return day

    def show(self, value: date) -> str:
        return value.strftime("%d.%m.%Y")


class TourChoice(forms.ModelChoiceField):
    """One of the enterprise's tours, by UUID."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=Tour.objects.none(), to_field_name="uuid", label=gettext_lazy("Tour"), **kwargs)

    def offer(self, enterprise: Enterprise) -> None:
        """Offer the enterprise's tours; where one has to be chosen, those that are not archived."""
        tours = Tour.objects.of(enterprise).select_related("site").order_by("title__ru", "pk")
        self.queryset = tours.current() if self.required else tours
        self.empty_label = pgettext("form", "Choose a tour") if self.required else _("All tours")


class _TourForm(forms.Form):
    tour = TourChoice()

    def __init__(self, *args: Any, enterprise: Enterprise, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tour"].offer(enterprise)  # type: ignore[attr-defined]


def _capacity(label: Any, **kwargs: Any) -> forms.IntegerField:
    widget = forms.NumberInput({"inputmode": "numeric"})
    return forms.IntegerField(label=label, min_value=1, max_value=MOST_PLACES, widget=widget, **kwargs)


def _languages() -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=gettext_lazy("Languages of the guides"), choices=TourLanguage.choices, required=False,
        widget=forms.CheckboxSelectMultiple, help_text=gettext_lazy("If none is chosen, the same as for the tour."),
    )  # fmt: skip


# --- Weekly rules -----------------------------------------------------------------------------------------------------


class PlanForm(VersionForm):
    """A weekly rule; `plan` is what was typed."""

    from_date = BoundedDateField(within=schedule_days, label=gettext_lazy("First day"), widget=DateInput)
    to_date = BoundedDateField(within=schedule_days, label=gettext_lazy("Last day"), widget=DateInput)
    weekdays = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Weekdays"), coerce=int, choices=list(WEEKDAYS.items()), widget=forms.CheckboxSelectMultiple
    )
    times = TimesField(
        label=gettext_lazy("Starts at"),
        help_text=gettext_lazy("In the site’s time zone, for example 10:00, 12:30, 15:00."),
        limit=MOST_TIMES,
    )
    except_dates = DatesField(
        label=gettext_lazy("Except"), required=False, limit=MOST_EXCEPTIONS, widget=forms.Textarea({"rows": 2}),
        help_text=gettext_lazy("Days and ranges of days, for example 08.03.2027, 01.05.2027–10.05.2027."),
    )  # fmt: skip
    capacity = _capacity(gettext_lazy("Places in a slot"))
    languages = _languages()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("from_date"), cleaned.get("to_date")
        if first and last and last < first:
            self.add_error("to_date", _("The last day is before the first."))
        elif first and last and last - first > LONGEST:
            self.add_error("to_date", _("A schedule can cover a year at most. You can extend it later."))
        return cleaned

    def showing(self, current: Any, **kwargs: Any) -> forms.BaseForm:
        return PlanForm(initial=plan_values(current), **kwargs)

    @property
    def plan(self) -> Plan:
        return Plan(**{field.name: self.cleaned_data[field.name] for field in fields(Plan)})


def plan_values(rule: ScheduleRule) -> dict[str, Any]:
    """Return the initial values of a rule's form."""
    return {**vars(Plan.of(rule)), "version": rule.version}


class RuleForm(_TourForm, PlanForm):
    """A new weekly rule of one of the enterprise's tours. The key makes a second sending the same rule."""

    version = None  # type: ignore[assignment]  # Django's way to drop a field: nobody else edits a new rule
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    field_order = ("tour", "from_date", "to_date", "weekdays", "times", "except_dates", "capacity", "languages", "key")


class EndRuleForm(forms.Form):
    """The last day of a rule."""

    last_date = BoundedDateField(within=schedule_days, label=gettext_lazy("Last day"), widget=DateInput)


# --- Slots ------------------------------------------------------------------------------------------------------------


class StartForm(forms.Form):
    """A day and a time by the site's clock."""

    day = BoundedDateField(within=schedule_days, label=gettext_lazy("Day"), widget=DateInput)
    time = forms.TimeField(label=gettext_lazy("Time, in the site’s time zone"), widget=TimeInput)

    @property
    def local_start(self) -> datetime:
        return datetime.combine(self.cleaned_data["day"], self.cleaned_data["time"])


class SlotForm(_TourForm, StartForm):
    """One slot of one of the enterprise's tours; without a number of places it has as many as the tour says."""

    capacity = _capacity(
        gettext_lazy("Places"), required=False, help_text=gettext_lazy("If empty, the same number as for the tour.")
    )
    languages = _languages()
    note = forms.CharField(
        label=gettext_lazy("Note for the staff"), required=False, max_length=200,
        help_text=gettext_lazy("Visitors cannot see it."),
    )  # fmt: skip

    field_order = ("tour", "day", "time", "capacity", "languages", "note")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "capacity" in cleaned and cleaned["capacity"] is None and "tour" in cleaned:
            cleaned["capacity"] = cleaned["tour"].capacity
        return cleaned


class CapacityForm(forms.Form):
    """How many places a slot has."""

    capacity = _capacity(gettext_lazy("Places"))


class LanguagesForm(forms.Form):
    """In which languages a slot is led."""

    languages = _languages()


class MoveForm(StartForm):
    """Another start, confirmed after its preview."""

    confirmed = forms.BooleanField(required=False, widget=forms.HiddenInput)


class CancelForm(forms.Form):
    """Why a slot or a booking is cancelled; the reason may be left out where nobody is booked."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=300, widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy("Visitors will see it in their email."),
        error_messages={"required": gettext_lazy("Give a reason: visitors will see it in their email.")},
    )  # fmt: skip

    def __init__(self, *args: Any, is_booked: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = is_booked


class BulkForm(forms.Form):
    """Slots ticked one by one or by the day, and what to do with them."""

    ACTIONS = (("close", ""), ("reopen", ""), ("resize", ""), ("cancel", ""))

    action = forms.ChoiceField(choices=ACTIONS)
    capacity = _capacity(gettext_lazy("Places"), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("action") == "resize" and cleaned.get("capacity") is None and "capacity" not in self.errors:
            self.add_error("capacity", _("How many places per slot?"))
        uuids, days = self.data.getlist("slot"), self.data.getlist("day")  # type: ignore[attr-defined]
        if not uuids and not days:
            self.add_error(None, _("Select slots or days first."))
        if len(uuids) > MOST_AT_ONCE:
            self.add_error(None, str(TooManySlots()))
        if len(days) > MOST_DAYS:
            self.add_error(None, _("At most %(most)d days at once.") % {"most": MOST_DAYS})
        try:
            cleaned["uuids"] = [UUID(value) for value in uuids]
            cleaned["days"] = [BoundedDateField(within=history_days).clean(value) for value in days]
        except (ValueError, forms.ValidationError):
            cleaned["uuids"], cleaned["days"] = [], []
            self.add_error(None, _("Some of these slots no longer exist. Reload the page."))
        return cleaned


class WeekForm(_TourForm):
    """Which week of which tour is shown; what is invalid shows the present week of all tours."""

    day = BoundedDateField(within=history_days, required=False, widget=DateInput, label=gettext_lazy("Week of"))
    tour = TourChoice(required=False)

    def chosen_day(self, today: date) -> date:
        """Return the day asked for, or today."""
        self.is_valid()
        return self.cleaned_data.get("day") or today
