"""What step one says of a party while it is chosen: the sum, and a button that names how many places it holds."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, npgettext

from accelerator.base.common.formats import rubles
from accelerator.base.common.i18n import plural_forms
from tours.booking.prices import Tariff


@dataclass(frozen=True)
class RunningTotal:
    """Printed for the party that the form shows; static/js/islands/total.js goes on from `data`.

    Who `holds_already` changes a party and holds nothing anew.
    """

    tariff: Tariff
    counts: Sequence[int]
    holds_already: bool = False

    @property
    def is_free(self) -> bool:
        return self.tariff.is_free

    @property
    def sum_words(self) -> str:
        """«Оплата на месте: 1 400 ₽», «Бесплатно»; of nobody the question."""
        if not sum(self.counts):
            return _nobody()
        kopecks = self.tariff.total(self.counts)
        return _pays().replace("{sum}", rubles(kopecks)) if kopecks else _free()

    @property
    def button(self) -> str:
        """«Занять 3 места на 10 минут»."""
        people = sum(self.counts)
        return self._button(people).replace("{n}", str(people)) if people else self.button_of_any

    @property
    def button_of_any(self) -> str:
        """The same without the number, for whoever changes it without a script."""
        return (
            _("Change who is coming") if self.holds_already else _("Hold places for {time}").format(time=_hold_time())
        )

    @property
    def data(self) -> str:
        """Rules and words for the island, as JSON."""
        return json.dumps(
            {
                "legs": self.tariff.as_data(),
                "pays": _pays(),
                "free": _free(),
                "nobody": _nobody(),
                "none": self.button_of_any,
                "button": plural_forms(self._button),
            },
            ensure_ascii=False,
        )

    @property
    def _button(self) -> Callable[[int], str]:
        return _change_words if self.holds_already else _hold_words


def _pays() -> str:
    return _("To pay on site: {sum}")


def _free() -> str:
    return _("Free of charge")


def _nobody() -> str:
    return _("How many are coming?")


def _hold_time() -> str:
    minutes = settings.HOLD_MINUTES
    return npgettext("for how long", "{n} minute", "{n} minutes", minutes).format(n=minutes)


def _hold_words(people: int) -> str:
    words = ngettext("Hold {n} place for {time}", "Hold {n} places for {time}", people)
    return words.replace("{time}", _hold_time())


def _change_words(people: int) -> str:
    return ngettext("Change to {n} place", "Change to {n} places", people)
