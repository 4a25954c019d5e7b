"""Forms of things that two people may edit at once."""

from dataclasses import dataclass
from typing import Any, Self

from django import forms
from django.utils.choices import flatten_choices
from django.utils.translation import pgettext

from accelerator.base.common.i18n import I18nText, as_text
from accelerator.base.common.versions import EditConflict, Versioned


@dataclass(frozen=True)
class Difference:
    """A field as it is stored now, and as this person would have it."""

    label: str
    theirs: str
    yours: str


class VersionedForm(forms.ModelForm):
    """Carries the version that its author had before their eyes; services refuse an older one."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].initial = self.instance.version if self.instance.pk else None

    @property
    def expected_version(self) -> int:
        return self.cleaned_data.get("version") or 0

    def rebase_on(self, current: Versioned, **kwargs: Any) -> list[Difference]:
        """Make this form one that would change `current`, and tell how the two differ."""
        theirs = type(self)(instance=current, **kwargs)
        data: Any = self.data.copy()  # type: ignore[attr-defined]  # a QueryDict: what was sent
        data[self.add_prefix("version")] = str(current.version)
        self.data = data
        pairs = [(name, theirs[name].value(), self[name].value()) for name in self.fields]
        told = [
            Difference(str(self.fields[name].label), self._words(name, old), self._words(name, new))
            for name, old, new in pairs
        ]
        return [one for one in told if one.theirs != one.yours]

    def _words(self, name: str, value: Any) -> str:
        if isinstance(value, list):
            return " / ".join(text for text in value if text)
        if isinstance(value, dict):
            text = value if isinstance(value, I18nText) else as_text(value)
            return " / ".join(text[code] for code in sorted(text, reverse=True) if text[code])
        field = self.fields[name]
        if isinstance(field, forms.ModelChoiceField):
            found = field.queryset.filter(pk=value or None).first() if field.queryset is not None else None
            return field.label_from_instance(found) if found else ""
        if isinstance(field, forms.ChoiceField):
            choices: Any = field.choices
            words: dict[str, Any] = dict(flatten_choices(choices))
            return str(words.get(str(value or ""), value or ""))
        if isinstance(field, forms.BooleanField):
            return str(pgettext("tick box", "yes") if value else pgettext("tick box", "no"))
        return field.widget.format_value(value) or "" if hasattr(field.widget, "format_value") else str(value or "")

    def refuse(self, refusal: Exception) -> Self:
        """The service's refusal, as an error of the whole form."""
        self.add_error(None, str(refusal))
        return self


def conflict_context(form: VersionedForm, refusal: EditConflict, **kwargs: Any) -> dict[str, Any]:
    """What a 409 shows: both versions, and a form that would put this person's on top of the other's."""
    return {"differences": form.rebase_on(refusal.current, **kwargs), "refusal": str(refusal)}
