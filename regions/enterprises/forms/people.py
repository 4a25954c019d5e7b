"""Forms that invite people: to an enterprise, in a role, and to a new one as its owner."""

from django import forms
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from accelerator.base.common.emails import EmailField, EmailInput
from accelerator.base.common.i18n import I18nTextFormField
from regions.enterprises.models import Enterprise, Industry, Role
from regions.enterprises.permissions import role_duties
from regions.models import Region


def _roles_with_duties() -> list[tuple[str, str]]:
    return [
        (role.value, format_html("{}<br><small>{}</small>", capfirst(role.label), role_duties(role))) for role in Role
    ]


class InvitationForm(forms.Form):
    email = EmailField(
        label=_("Email"),
        widget=EmailInput(attrs={"autocomplete": "off", "inputmode": "email"}),
        error_messages={"required": _("Enter the email of the person you are inviting.")},
    )
    role = forms.ChoiceField(
        label=_("Role"),
        widget=forms.RadioSelect,
        choices=_roles_with_duties,
        initial=Role.GATE,  # the narrowest
        error_messages={"required": _("Choose what this person will do.")},
    )


class RoleForm(forms.Form):
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)


class OwnerForm(forms.Form):
    """Whom the enterprise belongs to."""

    owner_email = EmailField(
        label=_("Email of the owner"),
        help_text=_(
            "We will send the link to the workspace there. It is valid for seven days. The owner invites everyone else."
        ),
        widget=EmailInput(attrs={"autocomplete": "off", "inputmode": "email"}),
    )


class OpeningForm(OwnerForm):
    """The least that is needed to open a cabinet; the enterprise writes the rest itself."""

    name = I18nTextFormField(label=_("Name of the enterprise"), max_length=Enterprise._meta.get_field("name").length)
    region = forms.ModelChoiceField(
        label=_("Region"), queryset=Region.objects.by_name(), empty_label=_("Choose a region")
    )
    industry = forms.ChoiceField(label=_("Industry"), choices=[("", _("Choose an industry")), *Industry.choices])

    field_order = ["name", "region", "industry", "owner_email"]
