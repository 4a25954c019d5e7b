"""Slugs, and redirects from those that a thing once had (see common.middleware)."""

import re
import uuid
from itertools import chain, count
from typing import Any, TypeVar

from django.db import models
from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from accelerator.base.common.errors import Refusal
from accelerator.base.common.i18n import SOURCE_LANGUAGE, I18nText
from accelerator.base.common.models import FormerSlug
from accelerator.base.common.transactions import lock_name

M = TypeVar("M", bound=models.Model)

_LETTERS = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
        "a b v g d e e zh z i y k l m n o p r s t u f h ts ch sh sch _ y _ e yu ya".replace("_", "").split(" "),
        strict=True,
    )
)
LONGEST = 60
ROOM_FOR_NUMBER = 4  # "-999"


class SlugTaken(Refusal):
    message = _("This address is, or used to be, the address of another page.")
    field = "slug"


def slugify(text: str, *, longest: int = LONGEST) -> str:
    """Return a Latin slug of a Russian or English text: «Цех № 5» becomes `tseh-5`."""
    latin = "".join(_LETTERS.get(letter, letter) for letter in text.lower())
    return re.sub(r"[^a-z0-9]+", "-", latin).strip("-")[:longest].strip("-")


def free_slug(rows: QuerySet, text: I18nText) -> str:
    """Return a slug that none of these rows has or had, from the English text or else the Russian one.

    It stays free until the transaction ends.
    """
    _lock(rows.model)
    column: Any = rows.model._meta.get_field("slug")
    longest = min(LONGEST, column.max_length - ROOM_FOR_NUMBER)
    base = slugify(text.in_language(SOURCE_LANGUAGE), longest=longest) or str(rows.model._meta.model_name)
    numbered = (f"{base}-{number}" for number in count(2))
    return next(slug for slug in chain([base], numbered) if not _is_taken(rows, slug))


def check_slug(row: models.Model, slug: str) -> None:
    """Raise SlugTaken if the slug is reserved, or if another row of the model has or had it."""
    if _is_taken(type(row)._default_manager.all(), slug, besides=row):
        raise SlugTaken


def change_slug(row: Any, slug: str) -> list[str]:
    """Give the row this slug, unless it is empty, and remember the former one. Raises SlugTaken.

    Returns the names of the fields that changed, as `versions.assign` does; the caller saves them.
    """
    if slug in ("", row.slug):
        return []
    _lock(type(row))
    check_slug(row, slug)
    former, row.slug = row.slug, slug
    if former:
        remember_slug(row, former)
    return ["slug"]


def _is_taken(rows: QuerySet, slug: str, *, besides: Any = None) -> bool:
    reserved: tuple[str, ...] = getattr(rows.model, "RESERVED_SLUGS", ())
    former = FormerSlug.objects.filter(kind=rows.model._meta.label_lower, slug=slug)
    if besides is not None:
        rows, former = rows.exclude(pk=besides.pk), former.exclude(target=besides.uuid)
    return slug in reserved or rows.filter(slug=slug).exists() or former.exists()


def _lock(model: type[models.Model]) -> None:
    """Let no other transaction give a row of the model a slug until this one ends."""
    lock_name(f"common.slugs:{model._meta.label_lower}")


def remember_slug(thing: models.Model, old: str) -> None:
    """Store a slug that a thing had, so that `find_moved` finds it."""
    kind = thing._meta.label_lower
    FormerSlug.objects.update_or_create(kind=kind, slug=old, defaults={"target": thing.uuid})  # type: ignore[attr-defined]
    FormerSlug.objects.filter(kind=kind, slug=thing.slug).delete()  # type: ignore[attr-defined]


class Moved(Exception):
    """A thing has another slug now: MovedMiddleware redirects to the same page at that one."""

    def __init__(self, slug: str, *, permanent: bool) -> None:
        super().__init__(slug)
        self.slug, self.permanent = slug, permanent


def find_at(visible: QuerySet[M], slug: str) -> M:
    """Return the visible thing that has this slug. Raises Moved if one once had it, else Http404."""
    thing = visible.filter(slug=slug).first()
    if thing is None:
        raise moved_or_404(visible, slug)
    return thing


def moved_or_404(visible: QuerySet, slug: str, *, permanent: bool = True) -> Moved | Http404:
    """Return what to raise where no visible thing has this slug."""
    present: Any = visible.filter(uuid=find_moved(visible.model, slug)).first()
    return Moved(present.slug, permanent=permanent) if present else Http404()


def find_moved(model: type[models.Model], slug: str) -> uuid.UUID | None:
    """Return the UUID of the thing that once had this slug."""
    return FormerSlug.objects.filter(kind=model._meta.label_lower, slug=slug).values_list("target", flat=True).first()
