"""Halls and tracks of a forum."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Max

from accelerator.base.common.i18n import I18nText
from accelerator.base.common.slugs import slugify
from accelerator.base.common.transactions import atomic
from accelerator.base.common.versions import assign, lock_version, save_next_version
from accelerator.forum.models import Forum, Hall, Session, Track
from accelerator.forum.services.locks import open_forum


@atomic
def save_hall(
    *, forum: Forum, values: Mapping[str, Any], hall: Hall | None = None, expected_version: int | None = None
) -> Hall:
    """Add a hall after the others, or change one. Raises ForumArchived or EditConflict."""
    open_forum(forum)
    row = lock_version(Hall.objects.filter(forum=forum), hall.pk, expected_version or 0) if hall else Hall(forum=forum)
    _save(row, values)
    return row


@atomic
def save_track(
    *, forum: Forum, values: Mapping[str, Any], track: Track | None = None, expected_version: int | None = None
) -> Track:
    """Add a track after the others, or change one; its address in filters stays.

    Raises ForumArchived or EditConflict.
    """
    open_forum(forum)
    if track:
        row = lock_version(Track.objects.filter(forum=forum), track.pk, expected_version or 0)
    else:
        row = Track(forum=forum, slug=_free_track_slug(forum, values["name"]))
    _save(row, values)
    return row


@atomic
def delete_hall(*, forum: Forum, hall: Hall) -> None:
    """Remove a hall; its sessions stay, without a hall. Raises ForumArchived."""
    open_forum(forum)
    for session in Session.objects.filter(forum=forum, hall=hall).order_by("pk"):
        session.hall = None
        session.version += 1
        session.save(update_fields=["hall", "version"])
    Hall.objects.filter(forum=forum, pk=hall.pk).delete()


@atomic
def delete_track(*, forum: Forum, track: Track) -> None:
    """Remove a track; its sessions stay. Raises ForumArchived."""
    open_forum(forum)
    Track.objects.filter(forum=forum, pk=track.pk).delete()


def _save(row: Hall | Track, values: Mapping[str, Any]) -> None:
    assign(row, values)
    if row.pk:
        save_next_version(row)
    else:
        last = type(row).objects.filter(forum=row.forum).aggregate(last=Max("position"))["last"]
        row.position = (last or 0) + 1
        row.save()


def _free_track_slug(forum: Forum, name: I18nText) -> str:
    base = slugify(name.in_language("en") or str(name), longest=50) or "track"
    taken = set(Track.objects.filter(forum=forum).values_list("slug", flat=True))
    slug, number = base, 1
    while slug in taken:
        number += 1
        slug = f"{base}-{number}"
    return slug
