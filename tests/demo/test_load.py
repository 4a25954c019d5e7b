"""The demo's world loads from its files, once, and adds up."""

import json
from collections import Counter

import pytest
from django.db.models import F

from accelerator.base.common import clock
from accelerator.base.notifications.models import Message
from accelerator.demo.load import CONTENT, load_demo
from accelerator.forum.models import Forum
from regions.enterprises.models import Enterprise, Industry, Photo, Role
from regions.services import load_regions
from tests.factories.booking import consent_text
from tests.factories.enterprises import starting_subjects
from tours.booking.models import Attendance, Booking, Order
from tours.booking.services.seats import audit_capacity
from tours.models import Slot, Tour
from tours.routes.models import Route


def slots_of_today() -> list[Slot]:
    """The slots that the demo's accounts find under Today."""
    of_accounts = Slot.objects.filter(enterprise__memberships__user__email="gate@example.org").select_related("site")
    return [slot for slot in of_accounts if slot.local_date == clock.now().astimezone(slot.site.zone).date()]


def assert_tourist_has_visits() -> None:
    """The tourist's account has been to places, is going to others, and has booked a route."""
    orders = Order.objects.filter(user__email="tourist@example.org")
    now = clock.now()
    assert orders.filter(bookings__slot__starts_at__lt=now, bookings__attendances__checked_in_at__isnull=False).exists()
    assert orders.filter(bookings__slot__starts_at__gt=now, route__isnull=True).count() >= 2
    assert orders.get(route__isnull=False).bookings.count() == 3


def assert_pictures_are_where_they_belong() -> None:
    """Each picture of the list is the photo of its owner, described in both languages, and says how it was made."""
    contents = json.loads((CONTENT / "pictures.json").read_text())
    photos = Photo.objects.filter(state=Photo.State.PENDING).select_related("album__owner_tour")
    whose = Counter(photo.album.owner_tour.slug for photo in photos if hasattr(photo.album, "owner_tour"))
    assert whose == Counter(content["tour"] for content in contents if content.get("tour"))
    assert photos.count() == len(contents)
    assert Photo.objects.get(album__owner_forum__isnull=False).album.owner_forum.status == Forum.Status.PUBLISHED
    sketch = Photo.objects.get(shows_way=True)
    assert sketch.album.owner_site.gate["en"].startswith("Gate 1, by the cast-iron lamp post")
    assert all(set(photo.alt) == set(photo.credit) == {"ru", "en"} for photo in photos)


@pytest.mark.django_db
def test_demo_loads_once_and_adds_up(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    consent_text()  # a migration brings it, and tests that commit take it away
    load_regions()

    starting_subjects()
    assert load_demo() is True
    assert load_demo() is False
    assert_pictures_are_where_they_belong()

    published = Enterprise.objects.published()
    assert published.count() == 24
    assert set(published.values_list("industry", flat=True)) == set(Industry.values)
    assert len(set(published.values_list("region", flat=True))) == 8
    assert Tour.objects.published().count() >= 50
    assert Route.objects.published().count() == 5
    assert Slot.objects.filter(seats_taken=F("capacity")).count() >= 6
    assert Slot.objects.filter(status="closed").count() >= 6
    assert Slot.objects.filter(status="cancelled").exists()
    assert Attendance.objects.checked_in().count() >= 10
    assert Booking.objects.expected().count() >= 80
    assert Forum.objects.count() == 2
    assert audit_capacity() == []
    assert Booking.objects.filter(slot__in=slots_of_today()).exists()
    assert not published.exclude(memberships__role=Role.OWNER).exists()
    per_enterprise = Counter(Tour.objects.published().values_list("enterprise", flat=True)).values()
    assert (min(per_enterprise), max(per_enterprise)) == (1, 8)
    assert_tourist_has_visits()
    assert Message.objects.filter(state="queued", kind="booking.confirmed").count() <= 6
