"""Photos put in order, described, moved and removed, and two people who do that at once."""

import re
from uuid import uuid4

import pytest
from django.core.files.storage import default_storage
from django.http import QueryDict
from django.utils import translation

from accelerator.base.common.versions import ANY_VERSION
from regions.enterprises.albums import CabinetAlbums
from regions.enterprises.forms.photos import PhotoForm
from regions.enterprises.models import Album, Photo
from regions.enterprises.services import photos as service
from regions.enterprises.services.photos import album_of, delete_photo
from tests.factories.enterprises import EnterpriseFactory, PhotoFactory, SiteFactory
from tests.factories.tours import TourFactory
from tests.regions.enterprises.edits import edited, sent
from tests.regions.enterprises.photo_pages import order_of, page_of, ready, url

pytestmark = pytest.mark.django_db

SEEN = ("version", "order", "album")


@pytest.fixture
def three(membership):
    return [PhotoFactory(of=membership.enterprise, alt={"ru": name}, position=0) for name in "абв"]


def pressed(client, photo, to, order=None):
    """A button beside the photo, on a page that shows this version of the order; today's by default."""
    order = Album.objects.get(pk=photo.album_id).version if order is None else order
    body = {"to": to, "order": order, "album": f"enterprise:{photo.album.enterprise.uuid}"}
    return client.post(url("photo_shift", photo.album.enterprise, photo.uuid), body, follow=True)


def messages_of(response):
    return [str(message) for message in response.context["messages"]]


def test_photos_move_by_their_buttons(client, membership, three):
    pressed(client, three[2], "up")
    assert order_of(membership.enterprise) == ["а", "в", "б"]

    pressed(client, three[0], "down")
    assert order_of(membership.enterprise) == ["в", "а", "б"]

    pressed(client, three[2], "up")
    pressed(client, three[1], "sideways")
    assert order_of(membership.enterprise) == ["в", "а", "б"]


def test_any_photo_becomes_the_cover(client, membership, three):
    assert messages_of(pressed(client, three[2], "cover")) == []

    assert order_of(membership.enterprise) == ["в", "а", "б"]


def test_buttons_carry_the_order_they_were_drawn_in(client, membership, three):
    Album.objects.filter(pk=three[0].album_id).update(version=17)

    html = client.get(page_of(membership.enterprise)).content.decode()

    assert html.count('name="order" value="17"') == 3


def test_photo_moves_to_the_tour_that_is_chosen_and_to_no_other_enterprises(client, membership, three):
    tour, foreign = TourFactory(site=SiteFactory(enterprise=membership.enterprise)), TourFactory()
    page = url("photo", membership.enterprise, three[0].uuid)
    form = client.get(page)

    assert client.post(page, sent(form, album=f"tour:{foreign.uuid}")).status_code == 422
    assert client.post(page, sent(form, album=f"tour:{tour.uuid}")).status_code == 302

    tour.refresh_from_db()
    assert tour.album.photos.get() == three[0]
    assert order_of(membership.enterprise) == ["б", "в"]


@pytest.mark.parametrize(("place", "after"), [(1, "вабг"), (2, "авбг"), (99, "абгв")])
def test_photo_takes_the_place_that_is_typed(client, membership, three, place, after):
    PhotoFactory(of=membership.enterprise, alt={"ru": "г"}, position=9)
    page = url("photo", membership.enterprise, three[2].uuid)

    response = client.post(page, sent(client.get(page), place=place))

    assert response.status_code == 302
    assert "".join(order_of(membership.enterprise)) == after


def test_photo_description_is_changed(client, membership, three):
    page = url("photo", membership.enterprise, three[0].uuid)
    fields = {"alt_ru": "Станок", "alt_en": "Lathe", "credit_ru": "Фото: Анна Петрова", "focus_x": 20, "focus_y": 100}

    client.post(page, sent(client.get(page), **fields))

    three[0].refresh_from_db()
    assert dict(three[0].alt) == {"ru": "Станок", "en": "Lathe"}
    assert dict(three[0].credit) == {"ru": "Фото: Анна Петрова"}
    assert (three[0].focus_x, three[0].focus_y, three[0].focus) == (20, 100, "fx-2 fy-10")


# Two at once


@pytest.mark.parametrize(
    ("language", "refusal", "columns"),
    [
        ("ru", "Пока вы редактировали, это изменил кто-то другой.", ("Сейчас сохранено", "Ваше")),
        ("en", "Someone else changed this while you were editing it.", ("Saved now", "Yours")),
    ],
)
def test_second_who_saves_sees_both_texts_and_loses_neither(client, membership, three, language, refusal, columns):
    with translation.override(language):
        page = url("photo", membership.enterprise, three[0].uuid)
        form = client.get(page)
        client.post(page, sent(client.get(page), alt_ru="Токарь", focus_x=10))

        answer = client.post(page, sent(form, alt_ru="Станок"))

        html = answer.content.decode()
        assert answer.status_code == 409
        for words in (refusal, *columns, "Токарь", 'value="Станок"'):
            assert words in html
        three[0].refresh_from_db()
        assert (three[0].alt["ru"], three[0].focus_x) == ("Токарь", 10)

        assert client.post(page, sent(answer)).status_code == 302  # «mine»: the form stands on what is stored now
    three[0].refresh_from_db()
    assert three[0].alt["ru"] == "Станок"


def test_changed_description_leaves_the_photo_where_others_put_it(client, membership, three):
    page = url("photo", membership.enterprise, three[2].uuid)
    form = client.get(page)
    pressed(client, three[2], "cover")

    assert client.post(page, sent(form, alt_ru="я")).status_code == 302

    assert order_of(membership.enterprise) == ["я", "а", "б"]


def test_place_that_is_typed_over_another_order_is_asked_about(client, membership, three):
    page = url("photo", membership.enterprise, three[2].uuid)
    form = client.get(page)
    pressed(client, three[1], "cover")

    answer = client.post(page, sent(form, alt_ru="я", place=2))

    assert answer.status_code == 409
    assert order_of(membership.enterprise) == ["б", "а", "в"], "neither the words nor the place"
    assert [(one.theirs, one.yours) for one in answer.context["differences"]] == [("в", "я"), ("3", "2")]
    assert client.post(page, sent(answer)).status_code == 302
    assert order_of(membership.enterprise) == ["б", "я", "а"]


def test_both_texts_are_shown_where_the_place_was_left_alone(client, membership, three):
    page = url("photo", membership.enterprise, three[2].uuid)
    form = client.get(page)
    pressed(client, three[2], "cover")
    client.post(page, sent(client.get(page), alt_ru="ю"))

    answer = client.post(page, sent(form, alt_ru="я"))

    assert [(one.theirs, one.yours) for one in answer.context["differences"]] == [("ю", "я")]
    client.post(page, sent(answer))
    assert order_of(membership.enterprise) == ["я", "а", "б"]


def test_form_of_a_photo_that_has_moved_meanwhile_is_shown_where_it_is_now(client, membership, three):
    albums, tour = CabinetAlbums(membership.enterprise), TourFactory(site=SiteFactory(enterprise=membership.enterprise))
    photo, owner = albums.photo(three[0].uuid)
    data = QueryDict(mutable=True)
    data.update(sent(client.get(url("photo", membership.enterprise, photo.uuid)), alt_ru="я"))
    form = PhotoForm(data, instance=photo, owner=owner, albums=albums)
    assert form.is_valid()
    edited(photo, to=album_of(tour))

    differences = form.rebase_on(Photo.objects.get(pk=photo.pk))

    assert form.owner.thing == tour
    assert ("а", "я") in [(one.theirs, one.yours) for one in differences]


@pytest.mark.parametrize("to", ["cover", "up"])
def test_button_of_an_order_that_is_no_more_moves_nothing(client, membership, three, to):
    pressed(client, three[1], "cover")

    answer = pressed(client, three[2], to, order=1)

    assert order_of(membership.enterprise) == ["б", "а", "в"]
    [message] = messages_of(answer)
    assert message.startswith("Фотографии изменились с тех пор, как вы открыли страницу. Ниже они")


@pytest.mark.parametrize(("change", "is_cover"), [("described", False), ("made the cover", True), ("moved away", True)])
def test_photo_that_somebody_changed_is_not_removed_unseen(client, membership, three, change, is_cover):
    question = client.get(url("photo_delete", membership.enterprise, three[1].uuid))
    seen = {name: re.search(f'name="{name}" value="([^"]*)"', question.content.decode())[1] for name in SEEN}
    if change == "described":
        edited(three[1], alt={"ru": "Станок"})
    elif change == "made the cover":
        edited(three[1], place=1)
    else:
        edited(three[1], to=album_of(SiteFactory(enterprise=membership.enterprise)))

    answer = client.post(question.request["PATH_INFO"], seen, follow=True)

    assert Photo.objects.filter(pk=three[1].pk).exists()
    assert messages_of(answer)[0].startswith("Фотографии изменились с тех пор")
    assert ("Это обложка" in answer.content.decode()) == is_cover


def test_words_for_a_photo_that_was_removed_are_given_back(client, membership, three):
    page = url("photo", membership.enterprise, three[1].uuid)
    form = client.get(page)
    delete_photo(photo=three[1], expected_version=ANY_VERSION, expected_order=ANY_VERSION)

    answer = client.post(page, sent(form, alt_ru="Станок"), follow=True)

    assert answer.request["PATH_INFO"] == page_of(membership.enterprise)
    assert messages_of(answer) == [
        "Эту фотографию за это время удалили, так что ничего не изменено. Вы написали: «Станок»"
    ]


@pytest.mark.parametrize("name", ["photo_shift", "photo_delete"])
def test_button_of_a_photo_that_was_removed_says_so(client, membership, three, name):
    delete_photo(photo=three[1], expected_version=ANY_VERSION, expected_order=ANY_VERSION)
    body = {"to": "up", "order": 1, "version": 1, "album": f"enterprise:{membership.enterprise.uuid}"}

    answer = client.post(url(name, membership.enterprise, three[1].uuid), body, follow=True)

    assert messages_of(answer) == ["Эту фотографию за это время удалили, так что ничего не изменено."]
    assert order_of(membership.enterprise) == ["а", "в"]


@pytest.mark.parametrize("album", ["", "enterprise", "enterprise:no-key", "enterprise:{other}", "hall:{own}"])
def test_photo_that_never_was_is_not_there(client, membership, album):
    album = album.format(other=EnterpriseFactory().uuid, own=membership.enterprise.uuid)

    for name in ("photo", "photo_shift", "photo_delete"):
        assert client.post(url(name, membership.enterprise, uuid4()), {"album": album}).status_code == 404


def test_photo_does_not_move_where_no_more_fit_and_its_words_are_not_half_saved(client, membership, three, monkeypatch):
    monkeypatch.setattr(service, "PHOTOS_MAX", 0)
    tour = TourFactory(site=SiteFactory(enterprise=membership.enterprise))
    page = url("photo", membership.enterprise, three[0].uuid)

    answer = client.post(page, sent(client.get(page), alt_ru="Станок", album=f"tour:{tour.uuid}"))

    assert answer.status_code == 422
    assert order_of(membership.enterprise) == ["а", "б", "в"]


# Removed


def test_removed_photo_takes_its_files_along_once_that_is_certain(
    client, membership, django_capture_on_commit_callbacks
):
    photo = ready(membership.enterprise)
    files = [photo.file.name, *(one["file"] for one in photo.renditions)]
    assert len(files) > 5
    address = url("photo_delete", membership.enterprise, photo.uuid)
    assert client.get(address).status_code == 200
    assert Photo.objects.filter(pk=photo.pk).exists(), "a question is no answer"

    with django_capture_on_commit_callbacks() as after_commit:
        assert client.post(address, {"version": 1, "order": 1}).status_code == 302
    assert not Photo.objects.filter(pk=photo.pk).exists()
    assert all(default_storage.exists(name) for name in files)

    for callback in after_commit:
        callback()
    assert not any(default_storage.exists(name) for name in files)


def test_photo_of_another_enterprise_is_not_there(client, membership):
    foreign = PhotoFactory()
    requests = [
        ("photo", {"alt_ru": "Чужое", "place": 1}),
        ("photo_shift", {"to": "up"}),
        ("photo_delete", {}),
    ]

    for name, body in requests:
        for enterprise in (membership.enterprise, foreign.album.enterprise):
            assert client.post(url(name, enterprise, foreign.uuid), body).status_code == 404
    foreign.refresh_from_db()
    assert foreign.alt["ru"] == "Литейщик у печи"
