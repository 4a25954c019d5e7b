"""What draws people: tours by theme, and which themes have something to book."""

import pytest

from accelerator.base.common import clock
from regions.enterprises.models import Photo, Subject, Theme
from tests.factories.enterprises import EnterpriseFactory, PhotoFactory, SiteFactory, SubjectFactory, ThemeFactory
from tests.factories.tours import TourFactory
from tours.catalogue.themes import OpenTheme, open_themes
from tours.models import Tour
from tours.querysets import about_themes

pytestmark = pytest.mark.django_db


@pytest.fixture
def fire() -> Theme:
    return ThemeFactory(slug="fire", position=2, name={"ru": "Огонь", "en": "Fire"})


@pytest.fixture
def clay() -> Theme:
    return ThemeFactory(slug="clay", position=1, name={"ru": "Глина", "en": "Clay"})


def site_about(subject: Subject | None, **options: object) -> object:
    return SiteFactory(enterprise=EnterpriseFactory(**{"published": True, "subject": subject, **options}))


def test_a_tour_is_of_its_subjects_theme_and_without_one_of_its_enterprises(fire: Theme, clay: Theme):
    iron, cups = SubjectFactory(theme=fire), SubjectFactory(theme=clay)
    site = site_about(iron)
    of_iron, of_cups = TourFactory(site=site), TourFactory(site=site, subject=cups)
    of_nothing = TourFactory(site=site_about(None))

    asked = (("fire",), ("clay",), ("fire", "clay"), ())
    found = {slugs: set(Tour.objects.filter(about_themes(slugs))) for slugs in asked}

    assert found == {("fire",): {of_iron}, ("clay",): {of_cups}, ("fire", "clay"): {of_iron, of_cups}, (): set()}
    assert of_nothing in Tour.objects.all()


def test_a_tour_is_bookable_while_a_start_ahead_has_a_place():
    free, full, none = TourFactory(slots=1, slots__capacity=2), TourFactory(slots=1), TourFactory()
    full.slots.update(seats_taken=full.slots.get().capacity)

    assert set(Tour.objects.bookable(clock.now())) == {free}
    assert none in Tour.objects.all()


def test_themes_with_something_to_book_count_all_their_public_tours(
    fire: Theme, clay: Theme, django_assert_num_queries
):
    ThemeFactory(slug="empty")
    iron, cups = SubjectFactory(theme=fire), SubjectFactory(theme=clay)
    site = site_about(iron)
    for options in ({}, {}, {"subject": cups}):
        TourFactory(published=True, site=site, slots=1, **options)
    TourFactory(published=True, site=site)  # has no start, and is in the list that the theme leads to
    TourFactory(site=site, slots=1)  # a draft
    TourFactory(published=True, site=site_about(None), slots=1)
    TourFactory(published=True, site=site, subject=SubjectFactory(theme=ThemeFactory(slug="closed")))
    TourFactory(published=True, site=site_about(iron, published=False), slots=1)

    with django_assert_num_queries(1):
        shares = open_themes(clock.now())

    industry = site.enterprise.industry
    first, second = (Tour.objects.published().filter(subject=one).first().pk for one in (cups, None))
    assert shares == [
        OpenTheme("clay", "Глина", 1, first, None, cups.motif, industry),
        OpenTheme("fire", "Огонь", 3, second, None, iron.motif, industry),
    ]


def test_a_tour_with_a_photo_that_is_not_on_the_page_yet_stands_for_its_theme(fire: Theme):
    site = site_about(SubjectFactory(theme=fire))
    plain, one, other = (TourFactory(published=True, site=site, slots=1) for _ in range(3))
    for tour in (one, other):
        PhotoFactory(of=tour, state=Photo.State.READY)
        tour.refresh_from_db()

    def standing(*shown: Tour) -> Tour:
        [share] = open_themes(clock.now(), shown=[tour.album_id for tour in shown])
        found = Tour.objects.get(pk=share.tour)
        assert share.album == found.album_id
        return found

    assert standing() == one
    assert standing(plain, one) == other
    assert standing(one, other) == one  # rather a photo twice than none
