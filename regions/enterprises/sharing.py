"""What a shared link shows of enterprises: their photo, or else the drawing that stands in for it."""

from collections.abc import Iterable
from random import Random
from typing import Any

from accelerator.common.covers import FAMILIES, cover_svg
from accelerator.common.sharing import MOST_PICTURES, Card, uuid_of
from regions.enterprises.models import Enterprise, Site
from regions.enterprises.pictures import Picture, enterprise_covers


def share_picture(enterprise: Enterprise, seed: Any, photos: Iterable[Picture]) -> str:
    """The first of the photos, or the drawn cover of this seed."""
    first = next(iter(photos), None)
    return first.address if first else drawn_cover(enterprise, seed)


def drawn_cover(enterprise: Enterprise, seed: Any) -> str:
    """The cover of the enterprise, or of a tour of it, as a card without a photo shows it."""
    return cover_svg(enterprise.industry, str(seed))


def many_covers(seed: str) -> tuple[str, ...]:
    """Covers of several industries, for what belongs to none: always the same for the same seed."""
    industries = sorted(FAMILIES)
    Random(seed).shuffle(industries)  # noqa: S311 - a choice of drawings, not a secret
    return tuple(cover_svg(industry, seed) for industry in industries[:MOST_PICTURES])


def enterprise_card(enterprise: Enterprise, sites: Iterable[Site], photos: Iterable[Picture] | None = None) -> Card:
    """The card of an enterprise's page, which hands in its sites in order and the photos that it shows."""
    city = next((str(site.city) for site in sites if site.city), "")
    line = " · ".join(filter(None, (city, enterprise.get_industry_display())))
    if photos is None:
        photos = enterprise_covers([enterprise.pk]).values()
    picture = share_picture(enterprise, enterprise.uuid, photos)
    return Card("enterprise", str(enterprise.uuid), str(enterprise.name), line, (picture,))


def find_enterprise_card(key: str) -> Card | None:
    """The card of a published enterprise."""
    enterprise = Enterprise.objects.published().filter(uuid=uuid_of(key)).first()
    if enterprise is None:
        return None
    return enterprise_card(enterprise, enterprise.sites.order_by("pk"))
