"""Refusals: what a service says when it may not do what it was asked."""

from django.utils.functional import Promise


class Refusal(Exception):
    """A change that was refused, with a sentence that the person who asked can read and act on."""

    def __init__(self, message: str | Promise) -> None:
        super().__init__(message)
        self.message = message

    def __str__(self) -> str:
        return str(self.message)
