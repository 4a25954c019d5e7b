"""Refusals of this room, each a sentence that an organizer can act on."""

from django.utils.translation import gettext as _

from accelerator.base.common.errors import Refusal


class SlugTaken(Refusal):
    """Another page has, or had, this address."""

    def __init__(self) -> None:
        super().__init__(_("Another page has or had this address."))
