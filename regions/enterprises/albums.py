"""Whose photos a person may change: the albums of an enterprise's cabinet, and those of the organizers' desk.

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
from regions.enterprises.services.photos import tenant_of


@dataclass(frozen=True)
class AlbumKind:
    """A kind of thing that has an album. Its name is that of the album's relation to it: `owner_<name>`."""

    name: str
    label: Promise
    of_enterprise: Callable[[Enterprise], QuerySet[Any]]
    managed_by: Callable[[Any], QuerySet[Any]] | None = None  # for kinds that organizers look after too
    desk_page: Callable[[Any], str] | None = None  # where an organizer comes from


@dataclass(frozen=True)
class AlbumOwner:
    """A thing with an album, or with none yet."""

    kind: AlbumKind
    thing: Any

    @property
    def key(self) -> str:
        """What a form calls it."""
        return f"{self.kind.name}:{self.thing.uuid}"

    def __str__(self) -> str:
        return str(self.thing)


class EditableAlbums:
    """The albums that one person changes on one kind of page; everything else is not there (404)."""

    frame: str  # the template around the pages

    def things(self, kind: AlbumKind) -> QuerySet[Any] | None:
        """The things of this kind whose photos may be changed."""
        raise NotImplementedError

    def address(self, name: str, *args: Any) -> str:
        """The address of a page of photos."""
        raise NotImplementedError

    def parent_page(self, owner: AlbumOwner) -> str:
        """The page above the photos of this thing."""
        raise NotImplementedError

    def page(self, owner: AlbumOwner) -> str:
        """The address of the photos of this thing."""
        return self.address("album", owner.kind.name, owner.thing.uuid)

    def owners(self) -> Iterator[AlbumOwner]:
        """Every thing whose photos may be changed: one query a kind."""
        for kind, things in self._kinds():
            yield from (AlbumOwner(kind, thing) for thing in things)

    def owners_beside(self, owner: AlbumOwner) -> list[AlbumOwner]:
        """The things of the same tenant, to which a photo of this one may be moved; itself among them."""
        tenant = tenant_of(owner.thing)
        return [other for other in self.owners() if tenant_of(other.thing) == tenant]

    def owner(self, kind_name: str, uuid: UUID) -> AlbumOwner:
        """The thing of this address. Raises Http404."""
        return self._find(lambda kind: kind.name == kind_name, uuid=uuid)

    def photo(self, uuid: UUID) -> tuple[Photo, AlbumOwner]:
        """The photo of this address and whose it is. Raises Http404."""
        photo = Photo.objects.filter(uuid=uuid).select_related("album").first()
        if photo is None:
            raise Http404
        return photo, self._find(lambda _kind: True, album=photo.album_id)

    def _find(self, chosen: Callable[[AlbumKind], bool], **wanted: Any) -> AlbumOwner:
        for kind, things in self._kinds():
            if chosen(kind) and (thing := things.filter(**wanted).first()):
                return AlbumOwner(kind, thing)
        raise Http404

    def _kinds(self) -> Iterator[tuple[AlbumKind, QuerySet[Any]]]:
        for kind in album_kinds.ask():
            things = self.things(kind)
            if things is not None:
                yield kind, things


class CabinetAlbums(EditableAlbums):
    """What managers of an enterprise add photos to: itself, its sites, its tours, its routes."""

    frame = "enterprises/cabinet.html"

    def __init__(self, enterprise: Enterprise) -> None:
        self.enterprise = enterprise

    def things(self, kind: AlbumKind) -> QuerySet[Any] | None:
        return kind.of_enterprise(self.enterprise)

    def address(self, name: str, *args: Any) -> str:
        return reverse(f"enterprises:{name}", args=[self.enterprise.slug, *args])

    def parent_page(self, owner: AlbumOwner) -> str:  # noqa: ARG002 - as of any albums
        return self.address("photos")


class DeskAlbums(EditableAlbums):
    """What organizers add photos to: routes and forums."""

    frame = "accounts/desk.html"

    def __init__(self, user: Any) -> None:
        self.user = user

    def things(self, kind: AlbumKind) -> QuerySet[Any] | None:
        return kind.managed_by(self.user) if kind.managed_by else None

    def address(self, name: str, *args: Any) -> str:
        return reverse(f"enterprises:desk_{name}", args=args)

    def parent_page(self, owner: AlbumOwner) -> str:
        return owner.kind.desk_page(owner.thing) if owner.kind.desk_page else self.page(owner)
