"""Releases of every schema version ever written are read, and what is written today is the last of them."""

import json
from dataclasses import replace
from datetime import time
from pathlib import Path
from typing import Any

import pytest

from accelerator.base.common.i18n import I18nText
from accelerator.forum.models import Forum
from accelerator.forum.programme.draft import read_draft
from accelerator.forum.programme.release import UPGRADES, read
from accelerator.forum.programme.schema import VERSION
from tests.factories.enterprises import SiteFactory
from tests.factories.forum import (
    ForumFactory,
    ForumPersonFactory,
    HallFactory,
    PersonPostFactory,
    SessionFactory,
    TrackFactory,
)
from tests.factories.tours import TourFactory

SNAPSHOTS = Path(__file__).parent / "snapshots"
# Version 1 was written without notes and addresses first.
WRITTEN = {"1_first.json": 1, "1.json": 1, "2.json": 2}


def snapshot(name: str) -> dict[str, Any]:
    read_back: dict[str, Any] = json.loads((SNAPSHOTS / name).read_text(encoding="utf-8"))
    return read_back


def test_every_version_has_its_snapshots_and_its_upgrade():
    assert {path.name for path in SNAPSHOTS.iterdir()} == set(WRITTEN)
    assert set(WRITTEN.values()) == {*UPGRADES, VERSION}


@pytest.mark.parametrize(("name", "version"), WRITTEN.items())
def test_every_version_ever_written_is_read(name: str, version: int):
    programme = read(snapshot(name), version)

    assert str(programme.forum.title) == "Открытый цех"
    assert str(programme.forum.place.latitude) == "54.5"
    assert [day.anchor for day in programme.days] == ["day-2027-04-06", "day-2027-04-07"]
    session, tour = programme.sessions
    assert (session.time_words, session.hall, session.track) == ("10:00–11:30", programme.halls[0], programme.tracks[0])
    assert [(str(one.name), one.role, str(one.post)) for one in session.people] == [
        ("Анна Петрова", "speaker", "директор")
    ]
    assert (tour.start, tour.hall, str(tour.tour.enterprise)) == (None, None, "Завод")


def test_what_version_1_lacked_at_first_is_empty():
    first, later = (read(snapshot(name), 1) for name in ("1_first.json", "1.json"))

    assert (first.people[0].note, first.sessions[1].tour.line) == (I18nText(), "Завод")
    assert (later.people[0].note, later.sessions[1].tour.line) == (
        I18nText(ru="гость"),
        "Завод, ул. Заводская, 1, Калуга",
    )


def test_snapshot_of_today_is_the_one_that_is_kept_of_this_version():
    """A new field with a default joins the snapshot, of which the old one is kept; other changes are a new version."""
    kept = snapshot(f"{VERSION}.json")

    assert read(kept, VERSION).to_json() == kept


@pytest.mark.django_db
def test_what_is_written_of_a_draft_is_read_as_the_draft():
    forum = ForumFactory(site=SiteFactory(latitude="54.50700", longitude="36.25000"))
    ForumPersonFactory(forum=forum, note={"ru": "гость"}, person=PersonPostFactory().person)
    SessionFactory(
        forum=forum, kind="presentation", start_time=time(10), speakers=[PersonPostFactory().person],
        hall=HallFactory(forum=forum), track=TrackFactory(forum=forum), abstract={"ru": "**Важно**"},
    )  # fmt: skip
    SessionFactory(forum=forum, kind="tour", tour=TourFactory(), hall=None)
    draft = read_draft(Forum.objects.with_place().get(pk=forum.pk))

    again = read(json.loads(json.dumps(draft.to_json())), VERSION)

    assert again == draft
    assert again.fingerprint == draft.fingerprint
    assert replace(draft, tracks=()).fingerprint != draft.fingerprint
