"""Who comes: as an address carries it, in words, and how it fits the categories of a tour."""

import pytest
from django.http import QueryDict
from django.utils import translation

from accelerator.base.common import clock
from tests.factories.tours import SlotFactory, TourFactory, VisitorCategoryFactory
from tours.booking.forms.party import PartyForm
from tours.booking.reads import with_offer
from tours.models import Slot
from tours.party import Party


def party(query: str) -> Party | None:
    return Party.of(dict(QueryDict(query).lists()))


@pytest.mark.parametrize(
    ("query", "read"),
    [
        ("", None),
        ("adults=&child=", None),
        ("adults=0", None),
        ("adults=2", Party(2)),
        ("child=9&child=13", Party(1, (9, 13))),
        ("adults=0&child=9", Party(0, (9,))),
        ("adults=1&child=9&child=&child=9", Party(1, (9, 9))),
        ("adults=99", Party(60)),
        ("adults=-1&child=18&child=x&child=007", None),
        ("adults=1" + "&child=3" * 9, Party(1, (3,) * 6)),
    ],
)
def test_party_is_read_from_an_address_as_far_as_it_can_be_understood(query: str, read: Party | None) -> None:
    assert party(query) == read


def test_party_that_was_carried_along_is_the_same() -> None:
    told = Party(2, (9, 13))
    assert party(told.query) == told
    assert (told.size, told.ages) == (4, (9, 13, 18))


@pytest.mark.parametrize(
    ("told", "russian", "english"),
    [
        (Party(1), "1 взрослый", "1 adult"),
        (Party(2, (1,)), "2 взрослых, 1 ребёнок (1 год)", "2 adults, 1 child (1 year)"),
        (Party(1, (9, 13)), "1 взрослый, 2 ребёнка (9 и 13 лет)", "1 adult, 2 children (9 and 13 years)"),
        (Party(0, (3, 4, 5)), "3 ребёнка (3, 4 и 5 лет)", "3 children (3, 4 and 5 years)"),
    ],
)
def test_party_in_words(told: Party, russian: str, english: str) -> None:
    assert str(told).replace("\u00a0", " ") == russian
    with translation.override("en"):
        assert str(told).replace("\u00a0", " ") == english


@pytest.mark.django_db
def test_each_age_takes_the_category_that_fits_it_best() -> None:
    """A child the narrowest one for children, an adult that of every adult at the full price."""
    tour = TourFactory(published=True, category=None)
    for name, low, high, price in (
        ("все", None, None, 90_000), ("ребёнок", 6, 17, 30_000), ("школьник", 7, 11, 20_000),
        ("взрослый", 18, None, 60_000), ("пенсионер", 60, None, 40_000), ("студент", 18, 25, 50_000),
    ):  # fmt: skip
        VisitorCategoryFactory(tour=tour, name={"ru": name}, min_age=low, max_age=high, price_kopecks=price)
    slot = with_offer(Slot.objects.filter(pk=SlotFactory(tour=tour).pk), clock.now(), None).get()

    form = PartyForm(slot=slot, asked=QueryDict("adults=2&child=9&child=13&child=4"))

    counts = {str(category.name): count for category, count in zip(form.categories, form.counts, strict=True)}
    assert counts == {"все": 1, "ребёнок": 1, "школьник": 1, "взрослый": 2, "пенсионер": 0, "студент": 0}
    assert form.unfit == []


@pytest.mark.django_db
def test_age_that_no_category_admits_is_named() -> None:
    tour = TourFactory(published=True, category__min_age=12)
    slot = with_offer(Slot.objects.filter(pk=SlotFactory(tour=tour).pk), clock.now(), None).get()

    form = PartyForm(slot=slot, asked=QueryDict("adults=1&child=9"))

    assert (form.counts, form.unfit) == ([1], [9])
