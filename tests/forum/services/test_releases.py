"""Publishing a programme, called directly: every way out."""

from datetime import time

import pytest

from accelerator.base.common import clock
from accelerator.base.common.i18n import I18nText
from accelerator.forum.errors import (
    ConflictsNotWaived,
    DraftChanged,
    ForumArchived,
    NothingChanged,
    NothingToRelease,
)
from accelerator.forum.models import Forum, Release
from accelerator.forum.programme.conflicts import find_conflicts
from accelerator.forum.programme.draft import read_draft
from accelerator.forum.services.releases import release_programme
from accelerator.forum.services.sessions import update_session
from tests.factories.forum import HallFactory, SessionFactory
from tests.forum.drafts import release, values

pytestmark = pytest.mark.django_db


def clash() -> Forum:
    """A draft of which two conflicts block the release, and a third is only worth a look."""
    hall = HallFactory()
    for hour in (10, 12):
        for minute in (0, 30):
            SessionFactory(forum=hall.forum, hall=hall, start_time=time(hour, minute), status="tentative")
    return hall.forum


def test_archived_forum_publishes_nothing():
    session = SessionFactory(forum__status=Forum.Status.ARCHIVED)

    with pytest.raises(ForumArchived):
        release(session.forum)
    assert not Release.objects.exists()


def test_draft_that_changed_since_it_was_looked_at_is_not_published():
    session = SessionFactory()
    looked_at = read_draft(session.forum).fingerprint
    update_session(session=session, expected_version=1, values=values(), parts=[])

    with pytest.raises(DraftChanged):
        release(session.forum, expected_draft=looked_at)
    assert not Release.objects.exists()


def test_draft_without_a_session_on_a_day_is_not_published():
    session = SessionFactory(date=None)

    with pytest.raises(NothingToRelease):
        release(session.forum)


@pytest.mark.parametrize("reasons", [[], ["Ширма"], ["Ширма", ""], ["Ширма", " \n"]])
def test_each_conflict_that_blocks_needs_a_reason(reasons: list[str]):
    forum = clash()
    blocking = [one for one in find_conflicts(read_draft(forum, unplaced=True)) if one.blocking]
    waivers = dict(zip([one.key for one in blocking], reasons, strict=False))

    with pytest.raises(ConflictsNotWaived) as refused:
        release(forum, waivers)

    assert refused.value.conflicts == [one for one in blocking if not waivers.get(one.key, "").strip()]
    assert not Release.objects.exists()


def test_release_tells_what_was_waived_in_every_language_and_nothing_else():
    forum = clash()
    blocking = [one.key for one in find_conflicts(read_draft(forum, unplaced=True)) if one.blocking]
    reasons = dict(zip(blocking, [" Ширма ", "По очереди"], strict=True))

    made = release(forum, {**reasons, "another": "no such conflict"})

    assert [(one["key"], one["reason"]) for one in made.waivers] == list(
        zip(blocking, ["Ширма", "По очереди"], strict=True)
    )
    for one in made.waivers:
        assert set(one["text"]) == {"ru", "en"}
        assert one["text"]["ru"] != one["text"]["en"]


def test_release_without_changes_is_refused():
    session = SessionFactory()
    other = SessionFactory()
    release(session.forum)
    release(other.forum)

    with pytest.raises(NothingChanged):
        release(session.forum)
    update_session(session=session, expected_version=1, values=values(), parts=[])
    assert release(session.forum).number == 2
    assert list(other.forum.releases.values_list("number", flat=True)) == [1]


def test_release_without_an_author_is_the_portals_own():
    session = SessionFactory()
    draft = read_draft(session.forum)

    made = release_programme(
        forum=session.forum, user=None, waivers={}, note=I18nText(ru="Первая"), expected_draft=draft.fingerprint
    )

    made.refresh_from_db()
    assert (made.number, made.snapshot, made.note, made.author.user) == (1, draft.to_json(), {"ru": "Первая"}, None)
    assert made.published_at <= clock.now()
