"""Writes of the table of subjects: what tours can be about, theme by theme."""

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from django.db import models
from django.db.models import Max, ProtectedError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accelerator.base.common.errors import Refusal
from accelerator.base.common.formats import nested
from accelerator.base.common.slugs import free_slug
from accelerator.base.common.transactions import atomic
from accelerator.base.common.versions import assign, lock_version, save_next_version
from accelerator.base.search.services import index_dependents
from regions.enterprises.models import Subject, Theme

MAX_NAMED = 3  # things about a subject; the rest are counted
Row = TypeVar("Row", Theme, Subject)


class SubjectUsed(Refusal):
    """Something is about the subject, or the theme has subjects."""


@atomic
def save_theme(*, values: Mapping[str, Any], theme: Theme | None = None, expected_version: int = 0) -> Theme:
    """Add a theme after the others, or change one; its address stays. Raises EditConflict."""
    if theme is None:
        slug = free_slug(Theme.objects.all(), values["name"])
        row = Theme(version=0, slug=slug, position=_after(Theme.objects.all()))
    else:
        row = lock_version(Theme.objects.all(), theme.pk, expected_version)
    assign(row, values)
    save_next_version(row)
    index_dependents("theme", [row.pk])
    return row


@atomic
def save_subject(*, values: Mapping[str, Any], subject: Subject | None = None, expected_version: int = 0) -> Subject:
    """Add a subject, or change one; it comes last in a theme that is new to it. Raises EditConflict."""
    if subject is None:
        row = Subject(version=0, slug=free_slug(Subject.objects.all(), values["name"]))
    else:
        row = lock_version(Subject.objects.all(), subject.pk, expected_version)
    if row.theme_id != values["theme"].pk:
        row.position = _after(values["theme"].subjects.all())
    assign(row, values)
    save_next_version(row)
    index_dependents("subject", [row.pk])
    return row


@atomic
def shift_theme(*, theme: Theme, by: int) -> None:
    """Move the theme some places down the list, or up when `by` is negative."""
    _shift(Theme.objects.all(), theme, by)


@atomic
def shift_subject(*, subject: Subject, by: int) -> None:
    """Move the subject some places down within its theme, or up when `by` is negative."""
    _shift(Subject.objects.filter(theme=subject.theme_id), subject, by)


@atomic
def delete_theme(*, theme: Theme) -> None:
    """Remove a theme that has no subjects. Raises SubjectUsed."""
    try:
        Theme.objects.filter(pk=theme.pk).delete()
    except ProtectedError as error:
        count = len(error.protected_objects)
        text = ngettext(
            "This theme has {n} subject: first move it to another theme or delete it.",
            "This theme has {n} subjects: first move them to another theme or delete them.",
            count,
        )
        raise SubjectUsed(text.format(n=count)) from error


@atomic
def delete_subject(*, subject: Subject) -> None:
    """Remove a subject that nothing is about. Raises SubjectUsed, naming what is."""
    try:
        Subject.objects.filter(pk=subject.pk).delete()
    except ProtectedError as error:
        text = _("This subject is used here: {things}. Choose another one there first.")
        raise SubjectUsed(text.format(things=_named(error.protected_objects))) from error


def _named(things: Iterable[Any]) -> str:
    """«„Плавка“, „Своя отливка“ и ещё 2»."""
    names = sorted(_("“{name}”").format(name=nested(thing)) for thing in things)
    if len(names) <= MAX_NAMED:
        return ", ".join(names)
    rest = len(names) - MAX_NAMED
    return _("{names} and {n} more").format(names=", ".join(names[:MAX_NAMED]), n=rest)


def _after(rows: models.QuerySet) -> int:
    last = rows.aggregate(last=Max("position"))["last"]
    return 0 if last is None else last + 1


def _shift(rows: models.QuerySet[Row], row: Row, by: int) -> None:
    locked = rows.select_for_update(no_key=True).order_by("pk")
    order = sorted(locked, key=lambda one: (one.position, one.pk))  # as somebody else's move has left them
    place = order.index(row)
    order.insert(max(place + by, 0), order.pop(place))
    for position, one in enumerate(order):
        one.position = position
    rows.model._default_manager.bulk_update(order, ["position"])
