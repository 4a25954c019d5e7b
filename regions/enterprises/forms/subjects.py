"""Fields and forms of what tours are about."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from django import forms
from django.forms.models import ModelChoiceIterator
from django.utils.translation import gettext_lazy as _

from accelerator.base.common.versioned_forms import VersionedForm
from regions.enterprises.covers.motifs import Motif
from regions.enterprises.models import Subject, Theme


class _ByTheme(ModelChoiceIterator):
    """The subjects in groups, each under the name of its theme."""

    def __iter__(self) -> Iterator[Any]:
        yield ("", self.field.empty_label)
        for theme, subjects in groupby(self.queryset, key=lambda subject: subject.theme):
            yield (str(theme), [self.choice(subject) for subject in subjects])


class SubjectField(forms.ModelChoiceField):
    """Asks what something is about, theme by theme."""

    iterator = _ByTheme

    def __init__(self, **kwargs: Any) -> None:
        kwargs = {"label": _("Subject of the tour"), "empty_label": _("Not chosen"), "required": False, **kwargs}
        super().__init__(queryset=Subject.objects.with_theme().in_order(), to_field_name="slug", **kwargs)

    def prepare_value(self, value: Any) -> Any:
        # A form's initial value is the key of the row, the field speaks of slugs.
        if isinstance(value, int):
            found = self.queryset.filter(pk=value).first() if self.queryset is not None else None
            return found.slug if found else ""
        return super().prepare_value(value)


class ThemeForm(VersionedForm):
    """A theme: what invites."""

    class Meta:
        model = Theme
        fields = Theme.EDITABLE
        labels = {"name": _("Name of the theme")}
        help_texts = {"name": _("Two or three things visitors can see: “Fire and metal”, “Chocolate, cheese, wine”.")}


class SubjectForm(VersionedForm):
    """A subject: what is seen, and how it is drawn."""

    motif = forms.ChoiceField(label=_("What its covers show"), widget=forms.RadioSelect)

    class Meta:
        model = Subject
        fields = Subject.EDITABLE
        labels = {"name": _("Name of the subject"), "theme": _("Theme")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        theme, motif = self.fields["theme"], self.fields["motif"]
        assert isinstance(theme, forms.ModelChoiceField)  # noqa: S101 - a foreign key
        assert isinstance(motif, forms.ChoiceField)  # noqa: S101 - declared above
        theme.queryset, theme.empty_label = Theme.objects.in_order(), str(_("Choose a theme"))
        motif.choices = Motif.choices
