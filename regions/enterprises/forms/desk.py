"""What an organizer says of an enterprise that comes to the portal."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accelerator.base.common.emails import EmailField, EmailInput
from accelerator.base.common.i18n import I18nTextFormField
from regions.enterprises.forms.profile import NO_RUSSIAN
from regions.enterprises.models import Enterprise, Industry
from regions.models import Region


class OwnerForm(forms.Form):
    """Whom the enterprise belongs to."""

    owner_email = EmailField(
        label=_("Email of the owner"),
        help_text=_("The link to the cabinet is sent there and is valid for seven days. Owners invite everyone else."),
        widget=EmailInput(attrs={"autocomplete": "off", "inputmode": "email"}),
    )


class OpeningForm(OwnerForm):
    """The least that is needed to open a cabinet; the enterprise writes the rest itself."""

    name = I18nTextFormField(
        label=_("Name of the enterprise"),
        max_length=Enterprise._meta.get_field("name").length,
        error_messages={"incomplete": NO_RUSSIAN},
    )
    region = forms.ModelChoiceField(label=_("Region"), queryset=Region.objects.none(), empty_label=_("Choose a region"))
    industry = forms.ChoiceField(label=_("Industry"), choices=[("", _("Choose an industry")), *Industry.choices])

    field_order = ["name", "region", "industry", "owner_email"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["region"].queryset = Region.objects.by_name()  # type: ignore[attr-defined]
