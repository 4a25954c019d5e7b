"""Releases of every schema version ever written, read as today's programme."""

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any
from uuid import UUID

from accelerator.forum.models import Release
from accelerator.forum.programme.schema import VERSION, Programme
from accelerator.forum.queries import ReleaseRow, snapshots

KEPT = 16  # programmes, the largest of which take some megabytes


def read_release(release: Release) -> Programme:
    """Return what the release published."""
    return read(release.snapshot, release.schema_version)


def released_programme(release: ReleaseRow) -> Programme:
    """Return what the release published; the process keeps it, since a release never changes."""
    return _released(release.uuid)


@lru_cache(maxsize=KEPT)
def _released(release: UUID) -> Programme:
    [row] = snapshots(release=release)
    return read(row.snapshot, row.schema_version)


def read(snapshot: Mapping[str, Any], version: int) -> Programme:
    """Return the programme of a snapshot that was written by this schema version."""
    for older in range(version, VERSION):
        snapshot = UPGRADES[older](snapshot)
    return Programme.from_json(snapshot)


def _add_notes_and_addresses(snapshot: Mapping[str, Any]) -> dict[str, Any]:
    """Snapshots of version 1 may lack the notes on people and the addresses of tours."""
    nowhere: dict[str, Any] = {"address": {}, "city": {}}
    sessions = [
        {
            **session,
            "tour": session["tour"] and {**nowhere, **session["tour"]},
            "people": [{"note": {}, **person} for person in session["people"]],
        }
        for session in snapshot["sessions"]
    ]
    return {**snapshot, "people": [{"note": {}, **person} for person in snapshot["people"]], "sessions": sessions}


# Each turns a snapshot of its version into one of the next. A snapshot of each version is kept in
# tests/forum/programme/snapshots.
UPGRADES: dict[int, Callable[[Mapping[str, Any]], Mapping[str, Any]]] = {1: _add_notes_and_addresses}
