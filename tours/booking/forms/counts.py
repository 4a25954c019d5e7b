"""How many visitors of a kind come: the field, and what it shows."""

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy


def count_field(label: str, *, most: int, initial: int) -> forms.IntegerField:
    """How many visitors of one kind come."""
    return forms.IntegerField(
        label=label,
        min_value=0,
        max_value=most,
        initial=initial,
        required=False,
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={
            "invalid": gettext_lazy("Enter a whole number."),
            "min_value": gettext_lazy("Enter a number from 0."),
            "max_value": gettext_lazy("At most %(limit_value)d in one booking."),
        },
    )


def shown_counts(form: forms.Form, names: Sequence[str]) -> list[int]:
    """Return the counts that these fields show, as typed so far or as proposed; nobody where it is no such number."""
    counts = []
    for name in names:
        field = form.fields[name]
        try:
            counts.append(field.clean(form[name].value()) or 0)
        except forms.ValidationError:
            counts.append(0)
    return counts
