"""The form of visit requirements, made from the same table that the tour's page and the booking's checks read."""

from typing import Any, cast

from django import forms
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy

from accelerator.base.common.versioned_forms import VersionedForm
from tours.forms.fields import NOT_STATED, check_bounds, three_states
from tours.models import VisitRequirements
from tours.requirements import GROUP_ICONS, TABLE, Group

# What a number counts and what the portal does with it, where the label is not enough.
HELP = {
    "min_age": gettext_lazy("Full years. Bookings for anyone younger are not accepted."),
    "min_age_unaccompanied": gettext_lazy("Full years. Anyone younger must come with an adult."),
    "max_age": gettext_lazy("Full years. Bookings for anyone older are not accepted."),
    "school_grade_from": gettext_lazy("From 1 to 11. Leave empty if grades do not matter."),
    "children_per_chaperone": gettext_lazy("Bookings with fewer adults are not accepted."),
    "free_chaperones": gettext_lazy("This many adults who come with children pay nothing."),
    "lead_time_days": gettext_lazy(
        "Booking closes this many days before the start, whatever the tour’s other rules say."
    ),
    "lead_time_days_foreign": gettext_lazy("The same for groups with foreign citizens."),
    "list_freeze_hours": gettext_lazy("After that, the list for the gate is final."),
    "arrive_minutes_before": gettext_lazy("How long before the start visitors should be at the meeting point."),
    "walking_metres": gettext_lazy("For the whole tour."),
    "stairs_steps": gettext_lazy("For the whole tour, up and down together."),
}
# The lower and the upper bound of the same thing.
_BOUNDS = (
    ("min_age", "max_age"),
    ("min_age", "min_age_unaccompanied"),
    ("school_grade_from", "school_grade_to"),
    ("group_min", "group_max"),
)


def _field(column: models.Field, **kwargs: Any) -> forms.Field:
    """Return a form field whose first choice is unknown."""
    label = capfirst(column.verbose_name)
    if isinstance(column, models.BooleanField):
        field: Any = three_states(label)
    elif isinstance(column, ArrayField):
        field = forms.MultipleChoiceField(
            label=label, required=False, choices=column.base_field.choices or (), widget=forms.CheckboxSelectMultiple
        )
    elif column.choices:
        field = forms.ChoiceField(label=label, required=False, choices=[NOT_STATED, *column.choices])
    else:
        field = column.formfield(label=label, required=False, **kwargs)
        if isinstance(field, forms.IntegerField):
            field.widget.attrs["inputmode"] = "numeric"
    field.help_text = HELP.get(column.name, "")
    return cast(forms.Field, field)


class _RequirementsBase(VersionedForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].initial = self.instance.version  # also of a tour of which nothing is stated yet

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for lower, upper in _BOUNDS:
            check_bounds(self, lower, upper)
        return cleaned

    @property
    def groups(self) -> list[tuple[Group, str, list[forms.BoundField]]]:
        """The fields as the table groups them: group, icon, fields."""
        return [(group, GROUP_ICONS[group], [self[row.name] for row in TABLE if row.group == group]) for group in Group]


RequirementsForm: type[_RequirementsBase] = forms.modelform_factory(  # type: ignore[assignment]
    VisitRequirements, form=_RequirementsBase, fields=[row.name for row in TABLE], formfield_callback=_field
)
