"""Forums and their days."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from accelerator.base.common.dates import event_days
from accelerator.base.common.i18n import I18nText
from accelerator.base.common.slugs import change_slug, free_slug
from accelerator.base.common.transactions import atomic
from accelerator.base.common.versions import assign, assign_fields, lock_version, save_changes, save_next_version
from accelerator.forum.deletion import forum_blockers
from accelerator.forum.errors import DaysInUse, ForumReleased, ForumTooLong
from accelerator.forum.models import Day, Forum, Session
from accelerator.forum.models.forums import LONGEST_DAYS
from regions.enterprises.services.photos import delete_album


@atomic
def create_forum(*, values: Mapping[str, Any], slug: str = "") -> Forum:
    """Add a forum with its days; the default slug comes from the title.

    Raises SlugTaken, DayOutOfRange or ForumTooLong.
    """
    _check_days(values)
    forum = Forum()
    _fill(forum, values)
    change_slug(forum, slug or free_slug(Forum.objects.all(), forum.title))
    forum.save()
    _fit_days(forum)
    return forum


@atomic
def update_forum(*, forum: Forum, expected_version: int, values: Mapping[str, Any], slug: str = "") -> Forum:
    """Change a forum. A forum that moves as a whole takes its sessions along; the old address leads to the new one.

    Raises EditConflict, SlugTaken, DayOutOfRange, ForumTooLong or DaysInUse.
    """
    _check_days(values)
    current = lock_version(Forum.objects.all(), forum.pk, expected_version)
    old_start, old_end = current.starts_date, current.ends_date
    _fill(current, values)
    change_slug(current, slug)
    moved_by = current.starts_date - old_start
    if moved_by and current.ends_date - old_end == moved_by:
        _move_days(current, moved_by)
    else:
        _fit_days(current)
    save_next_version(current)
    return current


@atomic
def delete_forum(*, forum: Forum) -> None:
    """Remove a forum that never had a programme released; raises ForumReleased for any other."""
    locked = Forum.objects.locked(forum.pk)
    if forum_blockers(locked):
        raise ForumReleased
    delete_album(owner=locked)
    locked.delete()


@atomic
def announce_forum(*, forum: Forum) -> Forum:
    """Let the public see a forum that was a draft; one that is public already stays as it is."""
    locked: Forum = Forum.objects.locked(forum.pk)
    if locked.status == Forum.Status.DRAFT:
        locked.status = Forum.Status.PUBLISHED
        save_next_version(locked)
    return locked


@atomic
def title_day(*, forum: Forum, date: date, values: Mapping[str, Any], expected_version: int) -> None:
    """Give a day of the forum its theme, or take it away. Raises ForumArchived or EditConflict."""
    Forum.objects.locked_unarchived(forum.pk)
    day = lock_version(Day.objects.all(), Day.objects.get(forum=forum, date=date).pk, expected_version)
    save_changes(day, assign_fields(day, ["title"], values))


def _check_days(values: Mapping[str, Any]) -> None:
    first, last = values["starts_date"], values["ends_date"]
    event_days().check(first, last)
    if (last - first).days >= LONGEST_DAYS:
        raise ForumTooLong


def _fill(forum: Forum, values: Mapping[str, Any]) -> None:
    """At a site of an enterprise the place and the clock are the site's."""
    assign(forum, values)
    if forum.site is not None:
        forum.address, forum.city = I18nText(), I18nText()
        forum.latitude = forum.longitude = None
        forum.timezone = forum.site.timezone
    forum.set_derived()


def _fit_days(forum: Forum) -> None:
    """Add and remove days, so that they are those between the first and the last one. Raises DaysInUse."""
    wanted = {forum.starts_date + timedelta(days=n) for n in range((forum.ends_date - forum.starts_date).days + 1)}
    known = set(Day.objects.filter(forum=forum).values_list("date", flat=True))
    if in_use := Session.objects.filter(forum=forum, date__in=known - wanted).count():
        raise DaysInUse(in_use)
    Day.objects.filter(forum=forum, date__in=known - wanted).delete()
    Day.objects.bulk_create(Day(forum=forum, date=day) for day in sorted(wanted - known))


def _move_days(forum: Forum, by: timedelta) -> None:
    """Move the days with their sessions. The furthest first, so that no two days are ever the same."""
    order = "-date" if by > timedelta() else "date"
    for day in Day.objects.filter(forum=forum).order_by(order, "pk"):
        old, day.date = day.date, day.date + by
        day.save(update_fields=["date"])
        for session in Session.objects.filter(forum=forum, date=old).order_by("pk"):
            session.date = day.date
            save_next_version(session, ["date"])
