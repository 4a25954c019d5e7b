"""Files of photos, served to those who may see what they show."""

import io
from uuid import uuid4

import pytest
from PIL import Image

from regions.enterprises.models import Enterprise, Role
from tests.factories.accounts import UserFactory
from tests.factories.enterprises import EnterpriseFactory, MembershipFactory
from tests.regions.enterprises.photo_pages import (
    file_url,
    ready,
)

pytestmark = pytest.mark.django_db


def test_photo_of_a_published_enterprise_is_served_inert_and_for_ever(client, db):
    photo = ready(EnterpriseFactory(published=True))

    for ending in ("webp", "avif"):
        response = client.get(file_url(photo, 640, ending), headers={"accept-encoding": "gzip"})
        assert response.status_code == 200
        assert response["Content-Type"] == f"image/{ending}"
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert response["Cache-Control"] == "public, max-age=86400, s-maxage=600, must-revalidate"
        assert "Content-Encoding" not in response
        assert "Cookie" not in response.get("Vary", "")
        assert Image.open(io.BytesIO(b"".join(response.streaming_content))).size == (640, 480)


@pytest.mark.parametrize(
    "address",
    [
        "{uuid}/641.webp", "{uuid}/640.svg", "{uuid}/640.jpg", "{uuid}/640.webp/", "{other}/640.webp",
        "{uuid}/../../settings.py", "..%2f..%2fmanage.py", "{uuid}.webp",
    ],
)  # fmt: skip
def test_only_what_the_row_names_is_served(client, db, address):
    photo = ready(EnterpriseFactory(published=True))

    response = client.get("/media/photos/" + address.format(uuid=photo.uuid, other=uuid4()))

    assert response.status_code == 404


def test_photo_of_a_draft_is_served_to_its_members_alone(client, db):
    enterprise = EnterpriseFactory()
    photo = ready(enterprise)
    guide = MembershipFactory(enterprise=enterprise, role=Role.GUIDE).user
    stranger, foreign = UserFactory(), MembershipFactory().user

    assert client.get(file_url(photo)).status_code == 404
    for user in (stranger, foreign):
        client.force_login(user)
        assert client.get(file_url(photo)).status_code == 404
    client.force_login(guide)
    response = client.get(file_url(photo))
    assert response.status_code == 200
    assert response["Cache-Control"] == "private, no-store"
    assert b"".join(response.streaming_content)


def test_photo_of_an_enterprise_taken_back_into_draft_is_no_longer_served(client, db):
    photo = ready(EnterpriseFactory(published=True))
    Enterprise.objects.update(status=Enterprise.Status.DRAFT)

    assert client.get(file_url(photo)).status_code == 404


def test_enterprises_page_shows_its_photos_over_their_colour(client, db):
    photo = ready(EnterpriseFactory(published=True))

    html = client.get(photo.album.enterprise.get_absolute_url()).content.decode()

    widths = [f"{file_url(photo, width, 'avif')} {width}w" for width in (320, 480, 640)]
    assert f'srcset="{", ".join(widths)}' in html
    assert f'fill="{photo.colour}"' in html
    assert 'style="' not in html
