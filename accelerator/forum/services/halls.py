"""Halls and tracks of a forum."""

from collections.abc import Mapping
from typing import Any, TypeVar

from django.db.models import Max

from accelerator.base.common.slugs import free_slug
from accelerator.base.common.transactions import atomic
from accelerator.base.common.versions import assign, lock_version, save_next_version
from accelerator.forum.models import Forum, Hall, Session, Track

Row = TypeVar("Row", Hall, Track)


@atomic
def save_hall(*, forum: Forum, values: Mapping[str, Any], hall: Hall | None = None, expected_version: int = 0) -> Hall:
    """Add a hall after the others, or change one. Raises ForumArchived or EditConflict."""
    Forum.objects.locked_unarchived(forum.pk)
    return _save(forum, hall or Hall(forum=forum), values, expected_version)


@atomic
def save_track(
    *, forum: Forum, values: Mapping[str, Any], track: Track | None = None, expected_version: int = 0
) -> Track:
    """Add a track after the others, or change one; its slug stays. Raises ForumArchived or EditConflict."""
    Forum.objects.locked_unarchived(forum.pk)
    new = track or Track(forum=forum, slug=free_slug(Track.objects.filter(forum=forum), values["name"]))
    return _save(forum, new, values, expected_version)


@atomic
def delete_hall(*, forum: Forum, hall: Hall) -> None:
    """Remove a hall; its sessions stay, without a hall. Raises ForumArchived."""
    Forum.objects.locked_unarchived(forum.pk)
    for session in Session.objects.filter(forum=forum, hall=hall).order_by("pk"):
        session.hall = None
        save_next_version(session, ["hall"])
    Hall.objects.filter(forum=forum, pk=hall.pk).delete()


@atomic
def delete_track(*, forum: Forum, track: Track) -> None:
    """Remove a track; its sessions stay. Raises ForumArchived."""
    Forum.objects.locked_unarchived(forum.pk)
    Track.objects.filter(forum=forum, pk=track.pk).delete()


def _save(forum: Forum, row: Row, values: Mapping[str, Any], expected_version: int) -> Row:
    rows = type(row).objects.filter(forum=forum)
    if row.pk:
        row = lock_version(rows, row.pk, expected_version)
        assign(row, values)
        save_next_version(row)
    else:
        assign(row, values)
        row.position = (rows.aggregate(last=Max("position"))["last"] or 0) + 1
        row.save()
    return row
