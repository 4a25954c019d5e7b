"""What a shared link shows of enterprises: their photo, or else the drawing that stands in for it."""

from collections.abc import Iterable
from functools import lru_cache
from random import Random
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from accelerator.base.common.sharing import MOST_PICTURES, Card, uuid_of
from regions.enterprises.covers import Cover
from regions.enterprises.covers.motifs import Motif
from regions.enterprises.models import Enterprise, Industry
from regions.enterprises.pictures import Picture, enterprise_covers, some_covers

PHOTOS = 3  # side by side; more are too narrow to make out


def share_picture(cover: Cover, photos: Iterable[Picture]) -> str:
    """The first of the photos, or the drawn cover."""
    return next((shared_photo(photo) for photo in photos), None) or cover.svg()


def shared_photo(photo: Picture) -> str:
    """A photo as a card names it: its address, and behind the number sign what keeps its subject in sight."""
    return f"{photo.address}#{photo.focus}" if photo.focus else photo.address


def many_photos(seed: str) -> tuple[str, ...]:
    """Photos of several things for what belongs to none, or covers where there are not enough: always the same for
    the same seed. One query.
    """
    found = some_covers(seed, PHOTOS)
    return tuple(map(shared_photo, found)) if len(found) == PHOTOS else many_covers(seed)


@lru_cache(maxsize=100)
def many_covers(seed: str) -> tuple[str, ...]:
    """Covers of several subjects, for what belongs to none: always the same for the same seed."""
    rng, identity = Random(seed), uuid5(NAMESPACE_URL, seed)  # noqa: S311 - a choice of drawings, not a secret
    motifs, accents = rng.sample(Motif.values, MOST_PICTURES), rng.sample(Industry.values, MOST_PICTURES)
    return tuple(
        Cover(motif, accent, variant, enterprise=identity, seed=identity).svg()
        for variant, (motif, accent) in enumerate(zip(motifs, accents, strict=True))
    )


def enterprise_card(enterprise: Any, sites: Iterable[Any], photos: Iterable[Picture] | None = None) -> Card:
    """The card of an enterprise's page, which hands in its sites in order and the photos that it shows.

    The enterprise and its sites are the models, or rows of their columns.
    """
    city = next((str(site.city) for site in sites if site.city), "")
    line = " · ".join(filter(None, (city, str(Industry(enterprise.industry).label))))
    if photos is None:
        photos = enterprise_covers([enterprise.pk]).values()
    picture = share_picture(enterprise.drawn_cover, photos)
    return Card("enterprise", str(enterprise.uuid), str(enterprise.name), line, (picture,))


def find_enterprise_card(key: str) -> Card | None:
    """The card of a published enterprise."""
    enterprise = Enterprise.objects.published().select_related("subject").filter(uuid=uuid_of(key)).first()
    if enterprise is None:
        return None
    return enterprise_card(enterprise, enterprise.sites.order_by("pk"))
