"""Publishing a programme."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.utils import translation

from accelerator.base.accounts.models import User
from accelerator.base.common import clock
from accelerator.base.common.i18n import I18nText
from accelerator.base.common.transactions import atomic
from accelerator.forum.conflicts import Conflict, conflicts_of
from accelerator.forum.errors import ConflictsNotWaived, DraftChanged, NothingChanged, NothingToRelease
from accelerator.forum.models import Forum, Release, ReleaseAuthor
from accelerator.forum.programme import SCHEMA_VERSION, read_programme
from accelerator.forum.services.locks import open_forum
from accelerator.forum.snapshots import build_snapshot, fingerprint


@atomic
def release_programme(
    *, forum: Forum, user: User | None, waivers: Mapping[str, str], note: I18nText, expected_draft: str
) -> Release:
    """Publish the draft as the forum's next release, exactly as the organizer looked at it.

    `waivers` gives a reason for each blocking conflict by its key; `expected_draft` is the fingerprint of the draft
    that was shown. Raises ForumArchived, DraftChanged, NothingToRelease, ConflictsNotWaived or NothingChanged.
    """
    locked = open_forum(forum)
    snapshot = build_snapshot(locked)
    if fingerprint(snapshot) != expected_draft:
        raise DraftChanged
    programme = read_programme(snapshot)
    if not programme.talks:
        raise NothingToRelease
    blocking = [conflict for conflict in conflicts_of(locked, programme) if conflict.blocking]
    if unwaived := [conflict for conflict in blocking if not waivers.get(conflict.key, "").strip()]:
        raise ConflictsNotWaived(unwaived)
    last = Release.objects.last_of(locked)
    if last and fingerprint(last.snapshot) == expected_draft:
        raise NothingChanged
    release = Release.objects.create(
        forum=locked,
        number=last.number + 1 if last else 1,
        published_at=clock.now(),
        schema_version=SCHEMA_VERSION,
        snapshot=snapshot,
        note=note,
        waivers=_told(locked, blocking, waivers, snapshot),
    )
    ReleaseAuthor.objects.create(release=release, user=user)
    return release


def _told(
    forum: Forum, blocking: Sequence[Conflict], waivers: Mapping[str, str], snapshot: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """The waived conflicts with their reasons, in every language, so that a later reader needs no draft."""
    texts: dict[str, dict[str, str]] = {conflict.key: {} for conflict in blocking}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            for conflict in conflicts_of(forum, read_programme(snapshot)) if blocking else ():
                if conflict.blocking:
                    texts[conflict.key][code] = conflict.text
    return [{"key": key, "text": text, "reason": waivers[key].strip()} for key, text in texts.items()]
