"""Asking whom to invite, and in which role."""

from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from accelerator.base.common.emails import EmailField, EmailInput
from regions.enterprises.models import Role
from regions.enterprises.permissions import role_duties


class InvitationForm(forms.Form):
    email = EmailField(
        label=_("Email"),
        widget=EmailInput(attrs={"autocomplete": "off", "inputmode": "email"}),
        error_messages={"required": _("Write the email of the person you invite.")},
    )
    role = forms.ChoiceField(
        label=_("Role"),
        widget=forms.RadioSelect,
        initial=Role.GATE,  # the narrowest
        error_messages={"required": _("Choose what they will do.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [  # type: ignore[attr-defined]
            (role.value, format_html("{}<br><small>{}</small>", capfirst(role.label), role_duties(role)))
            for role in Role
        ]


class RoleForm(forms.Form):
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)
