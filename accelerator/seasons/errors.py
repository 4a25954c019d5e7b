"""Refusals of this room."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accelerator.base.common.dates import DayRange
from accelerator.base.common.errors import Refusal
from accelerator.base.common.formats import nested


class StageOutsideSeason(Refusal):
    """A stage has days outside the season."""

    def __init__(self, title: str, days: DayRange) -> None:
        text = _("The stage “{title}” lies outside the season. {problem}")
        super().__init__(text.format(title=nested(title), problem=days.refusal))


class YearTaken(Refusal):
    message = gettext_lazy("There is already a season for this year.")
