"""Refusals of this room."""

from django.utils.translation import gettext as _

from accelerator.common.errors import Refusal


class YearTaken(Refusal):
    """There is a season of this year already."""

    def __init__(self) -> None:
        super().__init__(_("There is a season of this year already."))
