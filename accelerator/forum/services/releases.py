"""Publishing a programme."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.utils import translation

from accelerator.base.accounts.models import User
from accelerator.base.common import clock
from accelerator.base.common.i18n import I18nText
from accelerator.base.common.transactions import atomic
from accelerator.base.search.services import index
from accelerator.forum.errors import ConflictsNotWaived, DraftChanged, NothingChanged, NothingToRelease
from accelerator.forum.models import Forum, Release, ReleaseAuthor
from accelerator.forum.programme.conflicts import Conflict, find_conflicts
from accelerator.forum.programme.draft import read_draft
from accelerator.forum.programme.release import read_release
from accelerator.forum.programme.schema import VERSION


@atomic
def release_programme(
    *, forum: Forum, user: User | None, waivers: Mapping[str, str], note: I18nText, expected_draft: str
) -> Release:
    """Publish the draft as the forum's next release, exactly as the organizer saw it.

    `waivers` gives a reason for each blocking conflict by its key; `expected_draft` is the fingerprint of the draft
    that was shown. Raises ForumArchived, DraftChanged, NothingToRelease, ConflictsNotWaived or NothingChanged.
    """
    locked = Forum.objects.locked_unarchived(forum.pk)
    programme = read_draft(locked)
    if programme.fingerprint != expected_draft:
        raise DraftChanged
    if not programme.sessions:
        raise NothingToRelease
    blocking = [conflict for conflict in find_conflicts(programme) if conflict.blocking]
    if unwaived := [conflict for conflict in blocking if not waivers.get(conflict.key, "").strip()]:
        raise ConflictsNotWaived(unwaived)
    last = Release.objects.last_of(locked)
    if last and read_release(last).fingerprint == expected_draft:
        raise NothingChanged
    release = Release.objects.create(
        forum=locked,
        number=last.number + 1 if last else 1,
        published_at=clock.now(),
        schema_version=VERSION,
        snapshot=programme.to_json(),
        note=note,
        waivers=[_waiver(conflict, waivers[conflict.key].strip()) for conflict in blocking],
    )
    ReleaseAuthor.objects.create(release=release, user=user)
    index("session", locked.sessions.values_list("pk", flat=True))
    return release


def _waiver(conflict: Conflict, reason: str) -> dict[str, Any]:
    """A waived conflict with its reason, in every language, to be read without the draft."""
    text = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            text[code] = str(conflict.text)
    return {"key": conflict.key, "text": text, "reason": reason}
