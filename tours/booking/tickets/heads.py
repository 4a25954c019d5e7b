"""The picture at the head of a letter: the cover of what is booked, small, and inside the letter.

A picture on a server would tell that server who reads the letter, and when; so the letter carries it.
"""

from typing import Any, NamedTuple

from accelerator.base.notifications.rendering import Attachment
from regions.enterprises.jpegs import cropped
from regions.enterprises.models import Photo
from tours.booking.models import Order
from tours.booking.tickets.visits import Visit

SIZE = (1104, 368)  # twice what it is shown at
MOST_BYTES = 25_000


class Head(NamedTuple):
    """The picture, and what the templates of a letter need to show it; neither where there is none."""

    pictures: tuple[Attachment, ...] = ()
    words: dict[str, Any] = {}


def head_of(order: Order, visit: Visit) -> Head:
    """The route's cover, or else the visit's tour's."""
    albums = [order.route.album_id if order.route else None, visit.tour.album_id]
    known = [album for album in albums if album is not None]
    if not known:
        return Head()
    covers = {photo.album_id: photo for photo in Photo.objects.covers_of(known)}
    photo = next((covers[album] for album in known if album in covers), None)
    jpeg = cropped(photo, size=SIZE, most_bytes=MOST_BYTES) if photo else None
    if photo is None or jpeg is None:
        return Head()
    cid = f"head.{visit.cid}"
    return Head((Attachment(cid, jpeg, "image/jpeg"),), {"head": {"cid": cid, "alt": str(photo.alt)}})
