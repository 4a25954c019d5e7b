"""A confirmation that a hand cannot give by a slip."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from accelerator.base.common.i18n import I18nText
from accelerator.base.common.quotes import nested


class TypedForm(forms.Form):
    """The words that stand above the field, typed: a hand that slipped deletes nothing."""

    typed = forms.CharField(max_length=300, widget=forms.TextInput(attrs={"autocomplete": "off"}))

    def __init__(self, *args: Any, wanted: str | I18nText, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.wanted = wanted
        self.fields["typed"].label = _("Type “{words}”, to confirm").format(words=nested(wanted))

    def clean_typed(self) -> str:
        """A text is taken in any of its languages; case, spaces and quotation marks do not count."""
        typed: str = self.cleaned_data["typed"]
        wanted = self.wanted.values() if isinstance(self.wanted, I18nText) else [self.wanted]
        if _plain(typed) not in {_plain(words) for words in wanted}:
            raise forms.ValidationError(_("These are other words. Type “{words}”.").format(words=nested(self.wanted)))
        return typed


def _plain(text: str) -> str:
    words = text.casefold().replace("ё", "е").translate(dict.fromkeys(map(ord, "«»“”„‘\"'’")))
    return " ".join(words.split())
