"""Refusals of this room, each a sentence that an organizer can act on."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accelerator.base.common.errors import Refusal

if TYPE_CHECKING:
    from accelerator.forum.programme.conflicts import Conflict


class ForumArchived(Refusal):
    message = _("The forum is archived: its programme can no longer be changed.")


class DaysInUse(Refusal):
    """Sessions stand on days that the forum would lose."""

    def __init__(self, count: int) -> None:
        super().__init__(
            ngettext(
                "{n} session is on a day that the forum would no longer have: move it first.",
                "{n} sessions are on days that the forum would no longer have: move them first.",
                count,
            ).format(n=count)
        )


class ForumTooLong(Refusal):
    message = _("A forum lasts a month at most.")


class PlaceGone(Refusal):
    """The day, hall or track of a session was removed since the form was opened."""


class ForumReleased(Refusal):
    message = _("A forum whose programme has been released cannot be deleted: it is already public.")


class PersonInUse(Refusal):
    message = _("This person appears in programmes: remove them from the sessions and forums first.")


class OrganisationInUse(Refusal):
    message = _("There are people with posts at this organisation: change their posts first.")


class ConflictsNotWaived(Refusal):
    """Conflicts block the release and have not been given a reason."""

    def __init__(self, conflicts: "Sequence[Conflict]") -> None:
        super().__init__(
            ngettext(
                "{n} conflict blocks the release: resolve it, or say why it may stay.",
                "{n} conflicts block the release: resolve each of them, or say why it may stay.",
                len(conflicts),
            ).format(n=len(conflicts))
        )
        self.conflicts = conflicts


class DraftChanged(Refusal):
    message = _("The draft has changed since you opened this page. Check it again, then publish.")


class NothingToRelease(Refusal):
    message = _("There is nothing to publish: no session has been assigned to a day yet.")


class NothingChanged(Refusal):
    message = _("Nothing has changed since the last release.")
