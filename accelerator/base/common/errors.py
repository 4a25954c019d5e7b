"""Refusals: what a service says when it may not do what it was asked."""

from django.utils.functional import Promise


class Refusal(Exception):
    """A change that was refused, with a sentence that the person who asked can read and act on.

    A refusal that always says the same has its sentence in its class.
    """

    message: str | Promise = ""

    def __init__(self, message: str | Promise | None = None) -> None:
        if message is not None:
            self.message = message
        super().__init__(self.message)

    def __str__(self) -> str:
        return str(self.message)
