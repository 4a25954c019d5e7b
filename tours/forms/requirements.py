"""The form of visit requirements, made from the same table that the tour's page and the booking's checks read."""

from typing import Any

from django import forms
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accelerator.base.common.versioned_forms import VersionedForm
from tours.forms.fields import three_states
from tours.models import VisitRequirements
from tours.requirements import GROUP_ICONS, TABLE, Group

NOT_STATED = ("", gettext_lazy("not specified"))
# What a number counts and what the portal does with it, where the label cannot say it all.
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
# The lower and the upper end of the same thing.
_BOUNDS = (
    ("min_age", "max_age"),
    ("min_age", "min_age_unaccompanied"),
    ("school_grade_from", "school_grade_to"),
    ("group_min", "group_max"),
)


def _field(column: models.Field, **kwargs: Any) -> forms.Field:
    """A form field in which unknown is a choice, and the first one."""
    label = capfirst(column.verbose_name)
    if isinstance(column, models.BooleanField):
        from_table: forms.Field = three_states(label)
    elif isinstance(column, ArrayField):
        from_table = forms.MultipleChoiceField(
            label=label, required=False, choices=column.base_field.choices or (), widget=forms.CheckboxSelectMultiple
        )
    elif column.choices:
        from_table = forms.ChoiceField(label=label, required=False, choices=[NOT_STATED, *column.choices])
    else:
        plain = column.formfield(label=label, required=False, **kwargs)
        assert plain is not None  # noqa: S101 - every column of the table is one that people fill in
        from_table = plain
        if isinstance(from_table, forms.IntegerField):
            from_table.widget.attrs["inputmode"] = "numeric"
    from_table.help_text = HELP.get(column.name, "")
    return from_table


class _RequirementsBase(VersionedForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].initial = self.instance.version  # also of a tour of which nothing is stated yet

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for lower, upper in _BOUNDS:
            least, most = cleaned.get(lower), cleaned.get(upper)
            if least is not None and most is not None and most < least:
                self.add_error(upper, _("Not less than “%(field)s”.") % {"field": self.fields[lower].label})
        return cleaned

    @property
    def groups(self) -> list[tuple[Group, str, list[forms.BoundField]]]:
        """The fields as the table groups them: group, icon, fields."""
        return [(group, GROUP_ICONS[group], [self[row.name] for row in TABLE if row.group == group]) for group in Group]


RequirementsForm: type[_RequirementsBase] = forms.modelform_factory(  # type: ignore[assignment]
    VisitRequirements, form=_RequirementsBase, fields=[row.name for row in TABLE], formfield_callback=_field
)
