"""Refusals: what a service raises when it may not do what it was asked; blockers announce one beforehand."""

from dataclasses import dataclass

from django.utils.functional import Promise

from accelerator.base.common.i18n import I18nText


class Refusal(Exception):
    """A refused change, with a sentence that the user can read and act on.

    A refusal that always says the same has its sentence in its class, and the field of the form that it is about.
    """

    message: str | Promise = ""
    field: str | None = None

    def __init__(self, message: str | Promise | None = None) -> None:
        if message is not None:
            self.message = message
        super().__init__(self.message)

    def __str__(self) -> str:
        return str(self.message)


@dataclass(frozen=True)
class Blocker:
    """Something that keeps a thing from being deleted, with the page on which that can be changed, if there is one."""

    words: str | I18nText
    url: str = ""
    note: str = ""
