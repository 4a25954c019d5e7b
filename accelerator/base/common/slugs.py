"""Slugs, and redirects from those that a thing once had."""

import re
import uuid
from typing import TypeVar

from django.db import models
from django.db.models import QuerySet

from accelerator.base.common.models import FormerSlug

M = TypeVar("M", bound=models.Model)

_LETTERS = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
        "a b v g d e e zh z i y k l m n o p r s t u f h ts ch sh sch _ y _ e yu ya".replace("_", "").split(" "),
        strict=True,
    )
)


def slugify(text: str, *, longest: int = 60) -> str:
    """Return a Latin slug of a Russian or English text: «Цех № 5» becomes `tseh-5`."""
    latin = "".join(_LETTERS.get(letter, letter) for letter in text.lower())
    return re.sub(r"[^a-z0-9]+", "-", latin).strip("-")[:longest].strip("-")


def free_slug(model: type[models.Model], text: str) -> str:
    """Return a slug that no row of the model has or had."""
    base = slugify(text) or "x"
    slug, number = base, 1
    while is_taken(model, slug):
        number += 1
        slug = f"{base}-{number}"
    return slug


def is_taken(model: type[models.Model], slug: str, *, besides: models.Model | None = None) -> bool:
    """Return whether another row of the model has this slug, or had it."""
    others = model._default_manager.filter(slug=slug)
    if besides is not None:
        others = others.exclude(pk=besides.pk)
    return others.exists() or was_of_another(model, slug, besides=besides)


def was_of_another(model: type[models.Model], slug: str, *, besides: models.Model | None = None) -> bool:
    """Return whether another row of the model had this slug, so that links still lead there."""
    former = FormerSlug.objects.filter(kind=model._meta.label_lower, slug=slug)
    if besides is not None:
        former = former.exclude(target=besides.uuid)  # type: ignore[attr-defined]
    return former.exists()


def remember_slug(thing: models.Model, old: str) -> None:
    """Store a slug that a thing had, so that `find_moved` finds it."""
    kind = thing._meta.label_lower
    FormerSlug.objects.update_or_create(kind=kind, slug=old, defaults={"target": thing.uuid})  # type: ignore[attr-defined]
    FormerSlug.objects.filter(kind=kind, slug=thing.slug).delete()  # type: ignore[attr-defined]


def find_at(visible: QuerySet[M], slug: str) -> M | None:
    """Return the visible thing that has this slug or once had it; in that case the page redirects."""
    thing = visible.filter(slug=slug).first()
    if thing is None and (moved := find_moved(visible.model, slug)):
        thing = visible.filter(uuid=moved).first()
    return thing


def find_moved(model: type[models.Model], slug: str) -> uuid.UUID | None:
    """Return the UUID of the thing that once had this slug."""
    return FormerSlug.objects.filter(kind=model._meta.label_lower, slug=slug).values_list("target", flat=True).first()
