"""The form that asks for a date alert."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accelerator.base.common.emails import EmailField, EmailInput


class AlertForm(forms.Form):
    """Whom to write to, and the consent as its own unticked box."""

    email = EmailField(
        label=_("Email"),
        help_text=_("We will send a link here to confirm the address."),
        error_messages={"required": _("Enter your email.")},
        widget=EmailInput(attrs={"autocomplete": "email", "inputmode": "email"}),
    )
    consent = forms.BooleanField(
        label=_("I agree to the processing of my personal data"),
        error_messages={"required": _("Tick the box to give your consent: without it we cannot keep your email.")},
    )
