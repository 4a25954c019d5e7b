"""What a shared link shows of a tour."""

from collections.abc import Iterable

from accelerator.base.common.sharing import Card, uuid_of
from regions.enterprises.pictures import Picture, gallery
from regions.enterprises.sharing import share_picture
from tours.catalogue.tour_rows import TourRow, public_tour


def tour_card(tour: TourRow, photos: Iterable[Picture]) -> Card:
    """Return the card of a tour's page, which shows these photos."""
    line = ", ".join(filter(None, (str(tour.enterprise__name), str(tour.site__city))))
    return Card("tour", str(tour.uuid), str(tour.title), line, (share_picture(tour.drawn_cover, photos),))


def find_tour_card(key: str) -> Card | None:
    """Return the card of a public tour."""
    tour = public_tour(uuid_of(key))
    return tour_card(tour, gallery([tour.album, tour.site__album])) if tour else None
