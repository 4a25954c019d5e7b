"""Forms that change slots on which somebody may be booked."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accelerator.base.common.dates import BoundedDateField
from accelerator.base.common.forms import DateInput
from tours.schedule.forms.rules import StartForm
from tours.schedule.plans import history_days, schedule_days
from tours.schedule.services.bulk import MOST, TooManySlots

MOST_PLACES = 500
MOST_DAYS = 31  # a page shows a week


class CapacityForm(forms.Form):
    """How many places a slot has."""

    capacity = forms.IntegerField(
        label=gettext_lazy("Places"), min_value=1, max_value=MOST_PLACES,
        widget=forms.NumberInput({"inputmode": "numeric"}),
    )  # fmt: skip


class MoveForm(StartForm):
    """Another start; confirmed once its consequence has been read."""

    confirmed = forms.BooleanField(required=False, widget=forms.HiddenInput)


class CancelForm(forms.Form):
    """Why a slot or a booking is cancelled: visitors read it in their message."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=300, widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy("Visitors read it in their message."),
        error_messages={"required": gettext_lazy("Write why: visitors read it in their message.")},
    )  # fmt: skip

    def __init__(self, *args: Any, somebody: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = somebody


class EndRuleForm(forms.Form):
    """The last day of a rule."""

    last_date = BoundedDateField(within=schedule_days, label=gettext_lazy("Last day"), widget=DateInput)


class BulkForm(forms.Form):
    """Slots ticked one by one or by the day, and what to do with them."""

    ACTIONS = (("close", ""), ("reopen", ""), ("resize", ""), ("cancel", ""))

    action = forms.ChoiceField(choices=ACTIONS)
    capacity = forms.IntegerField(
        label=gettext_lazy("Places"), required=False, min_value=1, max_value=MOST_PLACES,
        widget=forms.NumberInput({"inputmode": "numeric"}),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("action") == "resize" and cleaned.get("capacity") is None and "capacity" not in self.errors:
            self.add_error("capacity", _("How many places per slot?"))
        uuids, days = self.data.getlist("slot"), self.data.getlist("day")  # type: ignore[attr-defined]
        if not uuids and not days:
            self.add_error(None, _("Tick the slots or the days first."))
        if len(uuids) > MOST:
            self.add_error(None, str(TooManySlots()))
        if len(days) > MOST_DAYS:
            self.add_error(None, _("At most %(most)d days at once.") % {"most": MOST_DAYS})
        try:
            cleaned["uuids"] = [UUID(value) for value in uuids]
            cleaned["days"] = [BoundedDateField(within=history_days).clean(value) for value in days]
        except (ValueError, forms.ValidationError):
            cleaned["uuids"], cleaned["days"] = [], []
            self.add_error(None, _("Some of these slots no longer exist. Please reload the page."))
        return cleaned
