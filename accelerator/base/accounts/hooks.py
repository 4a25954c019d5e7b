"""What apps above add to a person's account."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from accelerator.base.common.errors import Blocker
from accelerator.base.common.hooks import Hook

if TYPE_CHECKING:
    from django.http import HttpRequest

    from accelerator.base.accounts.desk import DeskSection
    from accelerator.base.accounts.models import User


@dataclass(frozen=True)
class Workplace:
    """Where a person has work to do: the name, what they are there, and the page."""

    name: str
    role: str
    url: str


email_verified: Hook[["User", str], object] = Hook(
    "Bring a person what belongs to a verified address; repeated at each sign-in.", needs=1
)
signed_in: Hook[["HttpRequest", "User"], object] = Hook("Bring a person what their browser kept before they signed in.")
landing: Hook[["User"], str | None] = Hook(
    "Return the page on which a person lands after signing in; the first that is not None counts.", needs=1
)
workplaces: Hook[["User"], Iterable[Workplace]] = Hook("Return where a person works.")
own_data: Hook[["User"], dict[str, Any]] = Hook("Return what is kept of a person, by section, as JSON has it.", needs=1)
account_deletion_blockers: Hook[["User"], Iterable[Blocker]] = Hook("Return what keeps an account from being deleted.")
before_account_deletion: Hook[["User"], object] = Hook(
    "Lock what an account's deletion touches; raise Refusal where it must not happen.", needs=1
)
desk_sections: Hook[[], Iterable["DeskSection"]] = Hook("Return entries of the organizers' navigation.", needs=1)
