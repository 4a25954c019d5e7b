"""The day and the party that somebody searched for go along: to the card, the tour's page, and step one."""

import re
from html import unescape
from uuid import uuid4

import pytest
from django.test import Client

from accelerator.base.common import clock
from tests.factories.tours import SlotFactory, TourFactory, VisitorCategoryFactory
from tests.kept.pages import GZIP
from tours.models import Slot, Tour, VisitRequirements

pytestmark = pytest.mark.django_db

FAMILY = "adults=1&child=9&child=13"


def page(client: Client, address: str) -> str:
    return unescape(client.get(address).content.decode())


@pytest.fixture
def tour() -> Tour:
    """A tour with two places left tomorrow and eight the day after."""
    tour = TourFactory(published=True, category__min_age=18, party_max=10)
    VisitorCategoryFactory(tour=tour, min_age=7, max_age=17, price_kopecks=100)
    SlotFactory(tour=tour, days_ahead=1, capacity=8, seats_taken=6)
    SlotFactory(tour=tour, days_ahead=2, capacity=8)
    return tour


def slots(tour: Tour) -> list[Slot]:
    return list(tour.slots.order_by("starts_at"))


def test_card_of_a_search_leads_to_its_day_with_the_party(client: Client, tour: Tour) -> None:
    tight, roomy = slots(tour)
    assert f'href="{tour.get_absolute_url()}"' in page(client, "/tours/")
    by_day = page(client, "/tours/?when=tomorrow")
    assert f'href="{tour.get_absolute_url()}?date={tight.local_date}"' in by_day
    for_family = page(client, f"/tours/?{FAMILY}")
    assert f'href="{tour.get_absolute_url()}?date={roomy.local_date}&{FAMILY}"' in for_family
    assert "1 взрослый, 2 ребёнка (9 и 13" in for_family


@pytest.mark.parametrize("query", ["when=tomorrow&" + FAMILY, "adults=9", "adults=1&child=5", "adults=11"])
def test_tour_without_room_or_price_for_the_party_is_not_found(client: Client, tour: Tour, query: str) -> None:
    assert tour.get_absolute_url() not in page(client, f"/tours/?{query}")


def test_page_names_only_slots_with_room_and_leads_on_with_the_party(client: Client, tour: Tour) -> None:
    tight, roomy = slots(tour)
    html = page(client, f"{tour.get_absolute_url()}?date={tight.local_date}&{FAMILY}")
    assert "осталось 2\u00a0места: на 3\u00a0человек мало" in html
    assert f"/book/{tight.uuid}/" not in html
    assert f"/book/{roomy.uuid}/?{FAMILY}" in html
    assert f"?date={roomy.local_date}&{FAMILY}#dates" in html
    assert 'class="is-sold_out"' in html


def test_page_says_where_no_slot_has_room_for_so_many(client: Client, tour: Tour) -> None:
    html = page(client, f"{tour.get_absolute_url()}?adults=9")
    assert "Нет сеанса, где хватит мест на 9 человек" in html
    assert "Ни на одном сеансе нет мест сразу для всех" in html
    assert not re.search(r'href="[^"]*/book/', html)


def test_step_one_is_filled_already(client: Client, tour: Tour) -> None:
    html = page(client, f"/book/{slots(tour)[1].uuid}/?{FAMILY}")
    assert re.findall(r'name="count_\w+" value="(\d+)"', html) == ["1", "2"]


@pytest.mark.parametrize(("query", "along"), [(FAMILY, f"?{FAMILY}"), ("adults=2", ""), ("", "")])
def test_step_two_is_filled_with_the_ages_that_count(client: Client, tour: Tour, query: str, along: str) -> None:
    VisitRequirements.objects.filter(tour=tour).update(min_age=10)
    slot, (adults, children) = slots(tour)[1], tour.categories.order_by("position")
    party = {f"count_{adults.uuid.hex}": 1, f"count_{children.uuid.hex}": 2, "key": uuid4()}
    step_two = client.post(f"/book/{slot.uuid}/?{query}", party).headers["Location"]
    assert step_two.partition("/details/")[2] == along
    ages = re.findall(r'name="v(\d)_age" (?:value="(\d+)")?', page(client, step_two))
    assert ages == ([("1", "9"), ("2", "13")] if along else [("1", ""), ("2", "")])


def test_step_one_says_who_is_not_admitted(client: Client, tour: Tour) -> None:
    html = page(client, f"/book/{slots(tour)[1].uuid}/?adults=2&child=5")
    assert "Посетителей в возрасте 5 лет на эту экскурсию не принимают" in html
    assert re.findall(r'name="count_\w+" value="(\d+)"', html) == ["2", "0"]


def test_pages_for_a_party_are_never_those_of_others(client: Client, tour: Tour) -> None:
    """They are drawn for each reader, since how many places are left beyond a few changes no version."""
    address = tour.get_absolute_url()
    assert "is-sold_out" not in page(client, address)
    assert "is-sold_out" in page(client, f"{address}?{FAMILY}")
    assert "is-sold_out" not in page(client, address)
    roomy = slots(tour)[1]
    for path in (f"/tours/?{FAMILY}", f"{address}?{FAMILY}"):
        before = client.get(path, headers=GZIP).content
        Slot.objects.filter(pk=roomy.pk).update(seats_taken=6)
        assert client.get(path, headers=GZIP).content != before
        Slot.objects.filter(pk=roomy.pk).update(seats_taken=0)
    assert clock.now() < roomy.starts_at
