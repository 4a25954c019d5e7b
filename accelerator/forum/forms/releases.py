"""The form that publishes a programme."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accelerator.base.common.errors import Refusal
from accelerator.base.common.i18n import I18nTextFormField
from accelerator.forum.programme.conflicts import Conflict


class ReleaseForm(forms.Form):
    """A reason for each conflict that blocks, a note to the public, and the fingerprint of the draft that was shown."""

    draft = forms.CharField(widget=forms.HiddenInput, max_length=200)
    note = I18nTextFormField(
        label=_("What is new, for readers"), rows=2, max_length=500, required=False,
        help_text=_("Shown above the programme until the next release."),
    )  # fmt: skip

    def __init__(
        self, *args: Any, conflicts: Sequence[Conflict], earlier: Mapping[str, str] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.blocking = [conflict for conflict in conflicts if conflict.blocking]
        for number, conflict in enumerate(self.blocking):
            reason = (earlier or {}).get(conflict.key, "")
            self.fields[f"reason_{number}"] = forms.CharField(
                label=_("Why it may stay"), max_length=300, required=False, initial=reason
            )
        self.order_fields([*[f"reason_{n}" for n in range(len(self.blocking))], "note", "draft"])

    @property
    def waivable(self) -> list[tuple[Conflict, forms.BoundField]]:
        """Each conflict that blocks, with the field for its reason."""
        return [(conflict, self[f"reason_{number}"]) for number, conflict in enumerate(self.blocking)]

    def refuse(self, refusal: Refusal) -> None:
        """Show the service's refusal at each reason that is missing, or above the form."""
        fields = {conflict.key: field.name for conflict, field in self.waivable}
        without_reason = [conflict for conflict in getattr(refusal, "conflicts", ()) if conflict.key in fields]
        for conflict in without_reason:
            text = _("{conflict} Resolve it in the draft, or say why it may stay.").format(conflict=conflict.text)
            self.add_error(fields[conflict.key], forms.ValidationError(text, code="named"))
        if not without_reason:
            self.add_error(None, str(refusal))

    @property
    def waivers(self) -> dict[str, str]:
        return {conflict.key: self.cleaned_data[field.name] for conflict, field in self.waivable}
