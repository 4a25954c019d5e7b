"""What a shared link shows of a tour."""

from collections.abc import Iterable

from accelerator.base.common.sharing import Card, uuid_of
from regions.enterprises.pictures import Picture, gallery
from regions.enterprises.sharing import share_picture
from tours.models import Tour


def tour_card(tour: Tour, photos: Iterable[Picture] | None = None) -> Card:
    """Return the card of a tour's page; `photos` are those that the page shows, if they are read already."""
    if photos is None:
        photos = gallery([tour.album_id, tour.site.album_id])
    line = ", ".join(filter(None, (str(tour.enterprise.name), str(tour.site.city))))
    return Card("tour", str(tour.uuid), str(tour.title), line, (share_picture(tour.drawn_cover, photos),))


def find_tour_card(key: str) -> Card | None:
    """Return the card of a public tour."""
    tours = Tour.objects.published().with_subject().select_related("site")
    tour = tours.filter(uuid=uuid_of(key)).first()
    return tour_card(tour) if tour else None
