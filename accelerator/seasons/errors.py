"""Refusals of this room."""

from django.utils.translation import gettext as _

from accelerator.base.common.dates import DayRange
from accelerator.base.common.errors import Refusal
from accelerator.base.common.quotes import nested


class StageOutsideSeason(Refusal):
    """A stage whose days are not the season's."""

    def __init__(self, title: str, days: DayRange) -> None:
        super().__init__(
            _("The stage “{title}” lies outside the season. {problem}").format(
                title=nested(title), problem=days.refusal
            )
        )


class YearTaken(Refusal):
    """There is a season of this year already."""

    def __init__(self) -> None:
        super().__init__(_("There is a season of this year already."))
