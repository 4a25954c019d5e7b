"""Fields of schedules: the days and the hours at which a tour starts."""

import re
from datetime import date, time

from django import forms
from django.utils.translation import gettext as _

from tours.forms.fields import ListField
from tours.schedule.plans import schedule_days


class TimesField(ListField):
    """«10:00, 14:30»; spaces separate as well, and a comma between hour and minutes is taken: «10,30; 12,30»."""

    def separate(self, text: str) -> list[str]:
        text = re.sub(r"(?<![\d:.-])(\d{1,2}),(\d{2})(?![\d:.-])", r"\1:\2", text)
        return text.replace(",", " ").replace(";", " ").split()

    def parse(self, words: str) -> time:
        match = re.fullmatch(r"(\d{1,2})[:.\-](\d{2})", words)
        if not match or int(match[1]) > 23 or int(match[2]) > 59:
            raise forms.ValidationError(_("“%(words)s” is not a time such as 10:00.") % {"words": words[:40]})
        return time(int(match[1]), int(match[2]))

    def show(self, value: time) -> str:
        return value.strftime("%H:%M")


class DatesField(ListField):
    """«31.12.2026, 01.01.2027–08.01.2027»: days and spans of days; ISO dates are taken too, and a row of a table."""

    LONGEST_SPAN = 92

    def separate(self, text: str) -> list[str]:
        days: list[str] = []
        for words in super().separate(re.sub(r"(?<=\d)\s+(?=\d)", ",", text)):
            ends = [part.strip() for part in re.split(r"\s*[–—]\s*|\s+-\s+|(?<=\.\d{4})-(?=\d)", words)]
            if len(ends) != 2:
                days.append(words)
                continue
            first, last = self.parse(ends[0]), self.parse(ends[1])
            if not 0 <= (last - first).days <= self.LONGEST_SPAN:
                raise forms.ValidationError(
                    _("“%(words)s” is no span of days, or a too long one.") % {"words": words[:40]}
                )
            days += [date.fromordinal(day).isoformat() for day in range(first.toordinal(), last.toordinal() + 1)]
        return days

    def parse(self, words: str) -> date:
        try:
            match = re.fullmatch(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", words)
            day = date(int(match[3]), int(match[2]), int(match[1])) if match else date.fromisoformat(words)
        except ValueError as error:
            raise forms.ValidationError(
                _("“%(words)s” is not a day such as 31.12.2026.") % {"words": words[:40]}
            ) from error
        if day not in (days := schedule_days()):
            raise forms.ValidationError(_("“%(words)s”: %(problem)s") % {"words": words[:40], "problem": days.refusal})
        return day

    def show(self, value: date) -> str:
        return value.strftime("%d.%m.%Y")
