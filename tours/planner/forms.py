"""The button that holds a plan's places."""

import uuid

from django import forms


class PlanForm(forms.Form):
    """Its key makes a repeated request one order."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
