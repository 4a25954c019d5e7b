"""Which addresses are taken, and what keeps leading to a thing."""

import pytest

from accelerator.base.common.i18n import I18nText
from accelerator.base.common.slugs import SlugTaken, change_slug, check_slug, find_moved, free_slug, remember_slug
from accelerator.portal.models import Page
from regions.enterprises.models import Theme
from tests.factories.tours import TourFactory
from tours.models import Tour

pytestmark = pytest.mark.django_db


def refuses(row: Tour | Page, slug: str) -> bool:
    try:
        check_slug(row, slug)
    except SlugTaken:
        return True
    return False


def test_slug_is_taken_by_the_thing_that_has_it_and_by_the_one_that_had_it():
    tour, other = TourFactory(slug="forge"), TourFactory(slug="foundry")
    remember_slug(tour, "smithy")

    slugs = ["forge", "foundry", "smithy", "mill"]
    assert [refuses(Tour(), slug) for slug in slugs] == [True, True, True, False]
    assert [refuses(tour, slug) for slug in slugs] == [False, True, False, False]
    assert [refuses(other, slug) for slug in slugs] == [True, False, True, False]
    assert not refuses(Page(), "forge")  # another kind of thing
    assert refuses(Page(), "new")  # reserved by the model


def test_changed_slug_is_set_and_the_former_one_remembered():
    tour, other = TourFactory(slug="forge"), TourFactory(slug="foundry")

    assert change_slug(tour, "smithy") == ["slug"]
    tour.save()
    assert (tour.slug, find_moved(Tour, "forge")) == ("smithy", tour.uuid)
    for taken in ("smithy", "forge"):
        with pytest.raises(SlugTaken):
            change_slug(other, taken)
    assert other.slug == "foundry"
    assert change_slug(tour, "forge") == ["slug"]  # its own former one
    assert (tour.slug, find_moved(Tour, "forge"), find_moved(Tour, "smithy")) == ("forge", None, tour.uuid)


@pytest.mark.parametrize("slug", ["", "forge"])
def test_slug_that_stays_is_no_change(slug: str):
    tour = TourFactory(slug="forge")

    assert change_slug(tour, slug) == []
    assert (tour.slug, find_moved(Tour, "forge")) == ("forge", None)


def test_new_thing_has_no_former_slug():
    tour = Tour()

    assert change_slug(tour, "forge") == ["slug"]
    assert (tour.slug, find_moved(Tour, "")) == ("forge", None)


def test_free_slug_is_numbered_past_those_in_use_and_in_memory():
    remember_slug(TourFactory(slug="tseh"), "tseh-2")

    assert free_slug(Tour.objects.all(), I18nText(ru="Цех")) == "tseh-3"
    assert free_slug(Tour.objects.none(), I18nText(ru="Цех")) == "tseh"
    assert free_slug(Page.objects.all(), I18nText(en="About")) == "about-2"  # reserved by the model


@pytest.mark.parametrize(
    ("text", "slug"),
    [({"ru": "Цех"}, "tseh"), ({"ru": "Цех", "en": "Hot shop"}, "hot-shop"), ({"ru": "!"}, "theme"),
     ({"ru": "л" * 80}, "l" * 36)],
)  # fmt: skip
def test_free_slug_is_latin_and_leaves_room_for_a_number(text: dict[str, str], slug: str):
    assert free_slug(Theme.objects.all(), I18nText(text)) == slug
