"""A sketch of the way to a site's gate: one of a site, marked in the cabinet, in no gallery."""

import pytest
from django.urls import reverse

from accelerator.base.common.i18n import I18nText
from regions.enterprises.images import CleanPicture
from regions.enterprises.models import Photo, Role
from regions.enterprises.pictures import covers, enterprise_covers, gallery, sketches
from regions.enterprises.services.photos import add_photo, album_of
from tests.factories.enterprises import EnterpriseFactory, MembershipFactory, PhotoFactory, SiteFactory
from tests.regions.enterprises.edits import edited, sent

pytestmark = pytest.mark.django_db

RENDITIONS = [{"format": "webp", "width": 640, "height": 480, "bytes": 9, "file": "photos/none/1-640.webp"}]


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


def photo_of(thing: object, **fields: object) -> Photo:
    return PhotoFactory(album=album_of(thing), state=Photo.State.READY, renditions=RENDITIONS, **fields)


@pytest.fixture
def site():
    return SiteFactory(enterprise=EnterpriseFactory(published=True))


def test_album_has_one_sketch_at_most(site):
    first, second, photo = (photo_of(site) for _ in range(3))
    edited(first, shows_way=True)
    edited(second, shows_way=True)
    assert list(Photo.objects.filter(shows_way=True)) == [second]
    edited(second, shows_way=False)
    assert not Photo.objects.filter(shows_way=True).exists()
    assert Photo.objects.get(pk=photo.pk).shows_way is False


def test_form_of_a_sketch_that_another_photo_replaced_does_not_bring_it_back_unseen(client, site):
    client.force_login(MembershipFactory(enterprise=site.enterprise, role=Role.MANAGER).user)
    first, second = photo_of(site, shows_way=True), photo_of(site)
    address = reverse("enterprises:photo", args=[site.enterprise.slug, first.uuid])
    form = client.get(address)
    edited(second, shows_way=True)

    answer = client.post(address, sent(form))

    assert [(one.theirs, one.yours) for one in answer.context["differences"]] == [("нет", "да")]
    assert Photo.objects.get(shows_way=True) == second


def test_sketches_of_other_sites_stay(site):
    other = photo_of(SiteFactory(), shows_way=True)
    edited(photo_of(site), shows_way=True)
    assert Photo.objects.get(pk=other.pk).shows_way


def test_sketch_that_is_moved_to_another_album_is_a_photo_again(site):
    sketch = photo_of(site, shows_way=True)
    edited(sketch, to=album_of(SiteFactory(enterprise=site.enterprise)))
    assert Photo.objects.get(pk=sketch.pk).shows_way is False


def test_sketch_stands_on_tickets_and_in_no_gallery(site):
    sketch = photo_of(site, shows_way=True, alt={"ru": "Схема"})
    album = sketch.album_id
    assert (covers([album]), gallery([album]), enterprise_covers([site.enterprise_id])) == ({}, [], {})
    assert sketches([album])[album].alt == "Схема"

    photo = photo_of(site, alt={"ru": "Цех"})
    assert covers([album])[album].alt == "Цех"
    assert [one.alt for one in gallery([album])] == ["Цех"]
    assert enterprise_covers([site.enterprise_id])[site.enterprise_id].alt == "Цех"
    assert sketches([album, None])[album].alt == "Схема"
    assert photo.position > sketch.position


def test_sketch_whose_sizes_are_not_made_yet_is_not_shown(site):
    photo = add_photo(
        album=album_of(site), picture=CleanPicture(b"x", 640, 480, "#102030"), alt=I18nText(ru="Схема"),
        uploaded_by=None,
    )  # fmt: skip
    edited(photo, shows_way=True)
    assert sketches([photo.album_id]) == {}


def marked(client, photo: Photo, thing: object, kind: str, **values: str | None):
    address = reverse("enterprises:photo", args=[photo.album.enterprise.slug, photo.uuid])
    page = client.get(address)
    answer = client.post(address, sent(page, album=f"{kind}:{thing.uuid}", **values))
    assert answer.status_code == 302
    return page.content.decode()


def test_manager_marks_a_photo_of_a_site_and_takes_it_back(client, site):
    client.force_login(MembershipFactory(enterprise=site.enterprise, role=Role.MANAGER).user)
    photo = photo_of(site)
    assert "Это схема: как пройти к проходной" in marked(client, photo, site, "site", shows_way="on")
    assert Photo.objects.get(pk=photo.pk).shows_way
    marked(client, photo, site, "site", shows_way=None)
    assert not Photo.objects.get(pk=photo.pk).shows_way


def test_photo_of_an_enterprise_shows_no_way(client, site):
    client.force_login(MembershipFactory(enterprise=site.enterprise, role=Role.MANAGER).user)
    photo = photo_of(site.enterprise)
    page = marked(client, photo, site.enterprise, "enterprise", shows_way="on")
    assert "Это схема" not in page
    assert not Photo.objects.get(pk=photo.pk).shows_way
