"""Whose photos a person may change: a cabinet's shelf of albums, and the organizers'.

The things that have albums belong to several apps, most of them above this one: each names its own (`album_kinds`).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.functional import Promise

from regions.enterprises.hooks import album_kinds
from regions.enterprises.models import Enterprise, Photo
from regions.enterprises.services.albums import tenant_of


@dataclass(frozen=True)
class Kind:
    """A kind of thing that has an album. Its name is that of the album's relation to it: `owner_<name>`."""

    name: str
    label: Promise
    of_enterprise: Callable[[Enterprise], QuerySet[Any]]
    managed_by: Callable[[Any], QuerySet[Any]] | None = None  # for kinds that organizers look after too
    desk_page: Callable[[Any], str] | None = None  # where an organizer comes from


@dataclass(frozen=True)
class Owner:
    """A thing with an album, or with none yet."""

    kind: Kind
    thing: Any

    @property
    def key(self) -> str:
        """What a form calls it."""
        return f"{self.kind.name}:{self.thing.uuid}"

    def __str__(self) -> str:
        return str(self.thing)


class Shelf:
    """The albums that one person changes on one kind of page; everything else is not there (404)."""

    frame: str

    def things(self, kind: Kind) -> QuerySet[Any] | None:
        raise NotImplementedError

    def address(self, name: str, *args: Any) -> str:
        """The address of a page of this shelf."""
        raise NotImplementedError

    def owners(self) -> Iterator[Owner]:
        """Every thing whose photos stand here: one query a kind."""
        for kind in album_kinds.ask():
            things = self.things(kind)
            if things is not None:
                yield from (Owner(kind, thing) for thing in things)

    def owner(self, kind_name: str, uuid: UUID) -> Owner:
        """The thing of this address. Raises Http404."""
        kind = next((kind for kind in album_kinds.ask() if kind.name == kind_name), None)
        things = self.things(kind) if kind else None
        thing = things.filter(uuid=uuid).first() if things is not None else None
        if kind is None or thing is None:
            raise Http404
        return Owner(kind, thing)

    def photo(self, uuid: UUID) -> tuple[Photo, Owner]:
        """The photo of this address and whose it is. Raises Http404."""
        photo = Photo.objects.filter(uuid=uuid).select_related("album").first()
        for kind in album_kinds.ask() if photo else ():
            things = self.things(kind)
            thing = things.filter(album=photo.album_id).first() if photo and things is not None else None
            if photo and thing is not None:
                return photo, Owner(kind, thing)
        raise Http404

    def page(self, owner: Owner) -> str:
        """The address of the photos of this thing."""
        return self.address("album", owner.kind.name, owner.thing.uuid)

    def back(self, owner: Owner) -> str:
        """The page above the photos of this thing."""
        raise NotImplementedError


class CabinetShelf(Shelf):
    """What managers of an enterprise put photos to: itself, its sites, its tours, its routes."""

    frame = "enterprises/cabinet.html"

    def __init__(self, enterprise: Enterprise) -> None:
        self.enterprise = enterprise

    def things(self, kind: Kind) -> QuerySet[Any] | None:
        return kind.of_enterprise(self.enterprise)

    def address(self, name: str, *args: Any) -> str:
        return reverse(f"enterprises:{name}", args=[self.enterprise.slug, *args])

    def back(self, owner: Owner) -> str:  # noqa: ARG002 - as the shelf says
        return self.address("photos")


class DeskShelf(Shelf):
    """What organizers put photos to: routes and forums."""

    frame = "accounts/desk.html"

    def __init__(self, user: Any) -> None:
        self.user = user

    def things(self, kind: Kind) -> QuerySet[Any] | None:
        return kind.managed_by(self.user) if kind.managed_by else None

    def address(self, name: str, *args: Any) -> str:
        return reverse(f"enterprises:desk_{name}", args=args)

    def back(self, owner: Owner) -> str:
        return owner.kind.desk_page(owner.thing) if owner.kind.desk_page else self.page(owner)


def same_tenant(shelf: Shelf, owner: Owner) -> list[Owner]:
    """Where a photo of this thing may be moved to, itself among them."""
    tenant = tenant_of(owner.thing)
    return [other for other in shelf.owners() if tenant_of(other.thing) == tenant]
