"""The index follows the texts: every service that writes one leaves nothing for a reindexing to do."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from accelerator.base.common.i18n import I18nText
from accelerator.base.search.models import Entry, Posting
from accelerator.base.search.services import index, reindex
from regions.enterprises.models import Site
from regions.enterprises.services.profile import add_site, delete_site, update_profile, update_site
from regions.enterprises.services.subjects import save_subject, save_theme
from tests.factories.enterprises import SiteFactory, SubjectFactory
from tests.factories.tours import TourFactory
from tours.models import Tour
from tours.services import BASICS, create_tour, duplicate_tour, update_basics

pytestmark = pytest.mark.django_db


def words_of(kind: str, pk: int) -> dict[str, float]:
    postings = Posting.objects.filter(entry__kind=kind, entry__object_id=pk)
    return {str(posting.word): posting.weight for posting in postings.select_related("word")}


def values_of(row: Any, names: Any, **changed: Any) -> dict[str, Any]:
    return {**{name: getattr(row, name) for name in names}, **changed}


def test_title_says_more_than_a_text() -> None:
    tour = TourFactory(title={"ru": "Печь"}, description={"ru": "Уголь"})
    index("tour", [tour.pk])
    words = words_of("tour", tour.pk)
    assert words["печь"] > words["уголь"] > 0


def test_tour_has_the_words_of_its_enterprise_place_and_trade() -> None:
    tour = TourFactory(
        kind=Tour.Kind.HANDS_ON,
        site__city={"ru": "Кондрово", "en": "Kondrovo"},
        site__address={"ru": "Мельничная набережная, 1"},
        site__enterprise__name={"ru": "Двор «Шаня»"},
        subject=SubjectFactory(name={"ru": "Бумага", "en": "Paper"}),
    )
    index("tour", [tour.pk])
    assert {"кондрово", "kondrovo", "мельничный", "шаня", "бумага", "paper", "мастер-класс"} <= words_of(
        "tour", tour.pk
    ).keys()


def test_unchanged_texts_are_not_written_again() -> None:
    tour = TourFactory()
    assert index("tour", [tour.pk]) == 1
    assert index("tour", [tour.pk]) == 0


def test_removed_thing_leaves_the_index() -> None:
    tour = TourFactory()
    index("tour", [tour.pk])
    pk = tour.pk
    Tour.objects.filter(pk=pk).delete()
    assert reindex() > 0
    assert not Entry.objects.filter(kind="tour", object_id=pk).exists()


def test_unknown_kind_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(LookupError):
        index("nonsense", [1])


# Each arranges, and after its yield writes through a service.


def tour_created() -> Iterator[None]:
    tour = TourFactory()
    yield
    create_tour(enterprise=tour.enterprise, values=values_of(tour, BASICS))


def tour_renamed() -> Iterator[None]:
    tour = TourFactory()
    yield
    values = values_of(tour, BASICS, title=I18nText({"ru": "Новое имя"}), slug="")
    update_basics(tour=tour, values=values, expected_version=tour.version)


def tour_copied() -> Iterator[None]:
    tour = TourFactory()
    yield
    duplicate_tour(tour=tour)


def enterprise_renamed() -> Iterator[None]:
    enterprise = TourFactory().enterprise
    yield
    values = values_of(enterprise, enterprise.EDITABLE, name=I18nText({"ru": "Новый завод"}), slug="")
    update_profile(enterprise=enterprise, values=values, expected_version=enterprise.version)


def site_added() -> Iterator[None]:
    site = SiteFactory()
    yield
    add_site(enterprise=site.enterprise, values=values_of(site, Site.EDITABLE, city=I18nText({"ru": "Тула"})))


def site_moved() -> Iterator[None]:
    site = TourFactory().site
    yield
    values = values_of(site, Site.EDITABLE, city=I18nText({"ru": "Тула"}))
    update_site(site=site, values=values, expected_version=site.version)


def site_removed() -> Iterator[None]:
    site = SiteFactory()
    SiteFactory(enterprise=site.enterprise)
    yield
    delete_site(site=site)


def subject_renamed() -> Iterator[None]:
    subject = TourFactory(subject=SubjectFactory()).subject
    TourFactory(site__enterprise__subject=subject)
    yield
    values = values_of(subject, subject.EDITABLE, name=I18nText({"ru": "Творог"}))
    save_subject(values=values, subject=subject, expected_version=subject.version)


def theme_renamed() -> Iterator[None]:
    theme = TourFactory(subject=SubjectFactory()).subject.theme
    yield
    save_theme(values={"name": I18nText({"ru": "Печи"})}, theme=theme, expected_version=theme.version)


WRITES = (
    tour_created, tour_renamed, tour_copied, enterprise_renamed, site_added, site_moved, site_removed, subject_renamed,
    theme_renamed,
)  # fmt: skip


@pytest.mark.parametrize("write", WRITES, ids=lambda write: write.__name__)
def test_services_leave_the_index_as_the_texts_are(write: Callable[[], Iterator[None]]) -> None:
    steps = write()
    next(steps)
    reindex()
    before = dict(Entry.objects.values_list("pk", "digest"))
    next(steps, None)
    assert dict(Entry.objects.values_list("pk", "digest")) != before
    assert reindex() == 0
