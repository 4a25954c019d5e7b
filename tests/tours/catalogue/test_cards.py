"""Cards and similar tours: plain rows, and nothing unescaped."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from accelerator.base.common import clock, parts
from regions.enterprises.models import Photo
from tests.factories.enterprises import PhotoFactory
from tests.factories.tours import SlotFactory, TourFactory
from tours.catalogue.cards import Card, cards_of, soonest_of_enterprise, soonest_of_region
from tours.catalogue.related import RelatedTour, related_tours
from tours.models import Tour

pytestmark = pytest.mark.django_db
HOSTILE = "<b>&\"'"
ESCAPED = "&lt;b&gt;&amp;"
RENDITIONS = [{"width": 640, "height": 480, "format": "webp", "name": "x"}]


def hostile_tour(**values: Any) -> Tour:
    text = {"ru": HOSTILE, "en": HOSTILE}
    tour: Tour = TourFactory(
        published=True, title=text, site__city=text, site__enterprise__name=text, requirements__min_age=7, **values
    )
    tour.categories.update(name=text, min_age=None, max_age=None)
    return tour


def related(tour: Tour) -> list[RelatedTour]:
    house = tour.enterprise
    return related_tours(tour.pk, house.pk, house.region_id, house.industry, clock.now(), limit=4)


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize("has_photo", [True, False])
def test_hostile_texts_arrive_escaped(language: str, has_photo: bool) -> None:
    slot = SlotFactory(tour=hostile_tour(), capacity=3)
    if has_photo:
        PhotoFactory(of=slot.tour, state=Photo.State.READY, renditions=RENDITIONS, alt={"ru": HOSTILE, "en": HOSTILE})
    with translation.override(language):
        [card] = soonest_of_enterprise(slot.enterprise_id, clock.now(), limit=4)
        drawn: list[str] = [card.drawn, card.drawn_at_home]
        [other] = related(TourFactory(published=True, site=slot.tour.site))
        drawn.append(parts.draw("tours/_related.jinja", tours=[other]))
    for html in drawn:
        assert "<b>" not in html
        assert ESCAPED in html
        assert ("<img" in html) == has_photo


def test_cards_keep_the_order_and_the_starts_they_are_given(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    tours = [TourFactory(published=True) for _ in range(3)]
    start = clock.now()
    given = [(tours[1].pk, start, 3), (tours[0].pk, None, None), (tours[2].pk, start, 16)]
    with django_assert_num_queries(1):  # no tour has an album
        cards = cards_of(given)
    assert [(card.tour, card.next_start, card.next_free) for card in cards] == given
    assert [card.few_places for card in cards] == [True, False, False]
    with django_assert_num_queries(0):
        assert cards_of([]) == []


def test_card_agrees_with_the_tour() -> None:
    tour = TourFactory(published=True, languages=["ru", "en"])
    [card] = cards_of([(tour.pk, None, None)])
    assert (card.slug, card.title, card.address) == (tour.slug, str(tour.title), tour.get_absolute_url())
    assert (card.kind, [*card.languages]) == (tour.get_kind_display(), tour.short_language_names)
    assert card.drawn_cover == Tour.objects.with_subject().get(pk=tour.pk).drawn_cover
    assert card.next_start_iso == ""


def test_soonest_comes_first_and_what_has_no_start_last() -> None:
    none = TourFactory(published=True)
    later = SlotFactory(tour=TourFactory(published=True, site=none.site), days_ahead=5)
    sooner = SlotFactory(tour=TourFactory(published=True, site=none.site), days_ahead=2)
    TourFactory(site=none.site)  # a draft
    expected = [sooner.tour_id, later.tour_id, none.pk]
    now = clock.now()
    assert [card.tour for card in soonest_of_enterprise(none.enterprise_id, now, limit=9)] == expected
    assert [card.tour for card in soonest_of_region(none.enterprise.region_id, now, limit=9)] == expected
    assert [card.tour for card in soonest_of_region(none.enterprise.region_id, now, limit=1)] == expected[:1]


def test_related_tours_are_the_nearest_with_their_next_start() -> None:
    tour = TourFactory(published=True)
    slot = SlotFactory(tour=TourFactory(published=True, site=tour.site), days_ahead=3)
    full = SlotFactory(tour=TourFactory(published=True, site=tour.site), capacity=1, seats_taken=1)
    found = related(tour)
    assert [(one.address, one.next_start) for one in found] == [
        (slot.tour.get_absolute_url(), slot.starts_at),
        (full.tour.get_absolute_url(), None),
    ]


@pytest.mark.django_db
def test_address_of_a_tour_is_that_of_the_readers_language() -> None:
    tour = TourFactory(published=True, slots=1)
    for prefix in ("", "/en", ""):
        html = Client().get(f"{prefix}/tours/").content.decode()
        assert f'href="{prefix}/tours/{tour.slug}/"' in html


def test_card_is_made_once_for_the_same_facts_and_anew_for_others() -> None:
    tour = TourFactory(published=True, title={"ru": "Цех", "en": "Shop"})
    start = clock.now()

    def card(start: datetime | None = start, free: int | None = None) -> Card:
        [made] = cards_of([(tour.pk, start, free)])
        return made

    first = card()
    assert card() is first
    assert card(free=2).drawn != first.drawn != card(start=None).drawn
    with translation.override("en"):
        assert "Shop" in card().drawn
    with time_machine.travel(start.replace(year=start.year + 1)):
        assert f"\u00a0{start.year}, " in card(start).drawn
    tour.categories.update(price_kopecks=12_300)
    assert "123" in card().drawn
    tour.title = {"ru": "Литейный цех"}
    tour.save()
    assert card().title == "Литейный цех"
    PhotoFactory(of=tour, state=Photo.State.READY, renditions=RENDITIONS)
    assert "<img" in card().drawn


@pytest.mark.parametrize(
    ("known", "words"),
    [("full", {"ru": "на коляске", "en": "by wheelchair"}),
     ("partial", {"ru": "частично на коляске", "en": "by wheelchair in part"}),
     ("none", {"ru": "", "en": ""}), ("", {"ru": "", "en": ""})],
)  # fmt: skip
@pytest.mark.parametrize("language", ["ru", "en"])
def test_card_says_how_far_one_gets_by_wheelchair(known: str, words: dict[str, str], language: str) -> None:
    tour = TourFactory(published=True, requirements__wheelchair=known)
    with translation.override(language):
        [card] = soonest_of_enterprise(tour.enterprise_id, clock.now(), limit=1)
        drawn: str = card.drawn
    assert card.wheelchair == words[language]
    assert ("#accessibility" in drawn) == bool(words[language])
    assert f"</svg>{words[language]}</li>" in drawn or not words[language]
