"""Fields of the cabinet's forms that Django does not have."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from accelerator.base.common.formats import rubles_plain

LONGEST_LIST = 2000  # characters
NOT_STATED = ("", gettext_lazy("not specified"))


class ListField(forms.CharField):
    """Several values in one line or several lines, separated by commas, semicolons or line breaks."""

    def __init__(self, *, limit: int, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", LONGEST_LIST)
        super().__init__(**kwargs)
        self.limit = limit

    def parse(self, text: str) -> Any:
        """Return one value. Raises ValidationError that names what cannot be read."""
        raise NotImplementedError

    def show(self, value: Any) -> str:
        """Return one value as it is typed."""
        raise NotImplementedError

    def separate(self, text: str) -> list[str]:
        return [part.strip() for part in re.split(r"[,;\n]", text) if part.strip()]

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(self.show(item) for item in value) if isinstance(value, list | tuple) else value

    def to_python(self, value: Any) -> Any:
        if isinstance(value, list | tuple):
            return list(value)
        values, problems = set(), []
        for text in self.separate(super().to_python(value) or ""):
            try:
                values.add(self.parse(text))
            except forms.ValidationError as problem:
                problems.append(problem)
        if problems:
            raise forms.ValidationError(problems)
        if len(values) > self.limit:
            raise forms.ValidationError(_("At most %(limit)d values.") % {"limit": self.limit})
        return sorted(values)


_UNITS: dict[str, int] = {"d": 24 * 60, "д": 24 * 60, "h": 60, "ч": 60, "m": 1, "м": 1}


class MinutesField(ListField):
    """Spans of time as people write them: «3 дня, 24 часа, 2 ч», “3 days, 2 h”; their values are minutes."""

    def __init__(self, *, least: int, most: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.least, self.most = least, most

    def parse(self, text: str) -> int:
        match = re.fullmatch(r"(\d{1,5})\s*([a-zа-яё]+)\.?", text.lower())
        unit = _UNITS.get(match[2][0]) if match else None
        if match is None or unit is None:
            raise forms.ValidationError(
                _("“%(words)s” is not a length of time. Write it like this: “3 days” or “2 hours”.")
                % {"words": text[:40]}
            )
        minutes = int(match[1]) * unit
        if not self.least <= minutes <= self.most:
            raise forms.ValidationError(
                _("“%(words)s”: enter between %(least)s and %(most)s.")
                % {"words": text[:40], "least": self.show(self.least), "most": self.show(self.most)}
            )
        return minutes

    def to_python(self, value: Any) -> Any:
        return list(reversed(super().to_python(value)))

    def show(self, value: int) -> str:
        if value % (24 * 60) == 0:
            return ngettext("%(count)d day", "%(count)d days", value // (24 * 60)) % {"count": value // (24 * 60)}
        if value % 60 == 0:
            return ngettext("%(count)d hour", "%(count)d hours", value // 60) % {"count": value // 60}
        return ngettext("%(count)d minute", "%(count)d minutes", value) % {"count": value}


class RublesField(forms.DecimalField):
    """Rubles as typed, kopecks as value."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=0, max_value=1_000_000, decimal_places=2, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, int):
            return rubles_plain(value).removesuffix(".00")
        return value

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            value = re.sub(r"[\s₽]", "", value).replace(",", ".")
        return super().to_python(value)

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        return None if cleaned is None else int(cleaned * 100)


def check_bounds(form: forms.BaseForm, lower: str, upper: str) -> None:
    """Add an error to the upper field if its value is less than the lower one's."""
    least, most = form.cleaned_data.get(lower), form.cleaned_data.get(upper)
    if least is not None and most is not None and most < least:
        form.add_error(upper, _("Not less than “%(field)s”.") % {"field": form.fields[lower].label})


def three_states(label: Any) -> forms.TypedChoiceField:
    """Return a field for not stated, yes or no."""
    answers = [("True", pgettext_lazy("answer", "yes")), ("False", pgettext_lazy("answer", "no"))]
    return forms.TypedChoiceField(
        label=label, required=False, coerce="True".__eq__, empty_value=None, choices=[NOT_STATED, *answers]
    )
