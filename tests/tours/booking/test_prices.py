"""What each visitor is charged, and who comes free with children."""

import pytest

from tours.booking.prices import Charge, RunningTotal, Tariff, charges
from tours.models import VisitorCategory, VisitRequirements

ADULT = VisitorCategory(min_age=18, price_kopecks=60_000)
CHEAP_ADULT = VisitorCategory(min_age=18, max_age=22, price_kopecks=40_000)
ANYBODY = VisitorCategory(price_kopecks=50_000)
CHILD = VisitorCategory(max_age=13, price_kopecks=70_000)
TEENAGER = VisitorCategory(min_age=14, max_age=17, price_kopecks=80_000)
JUST_ADULT = VisitorCategory(min_age=14, max_age=18, price_kopecks=45_000)

PAID, FREE = "paid", "free"


@pytest.mark.parametrize(
    ("party", "free_chaperones", "expected"),
    [
        ([ADULT], 1, [PAID]),
        ([ADULT, CHILD], None, [PAID, PAID]),
        ([ADULT, CHILD], 0, [PAID, PAID]),
        ([ADULT, CHILD], 1, [FREE, PAID]),
        ([CHILD, CHILD], 1, [PAID, PAID]),
        ([CHILD, TEENAGER], 2, [PAID, PAID]),
        ([CHILD, ANYBODY], 1, [PAID, FREE]),
        ([JUST_ADULT, CHILD], 1, [FREE, PAID]),
        ([JUST_ADULT, ADULT], 1, [PAID, PAID]),
        ([CHEAP_ADULT, ADULT, CHILD], 1, [PAID, FREE, PAID]),
        ([CHEAP_ADULT, ADULT, CHILD], 2, [FREE, FREE, PAID]),
        ([CHEAP_ADULT, ADULT, CHILD], 5, [FREE, FREE, PAID]),
    ],
)
def test_charges(party: list[VisitorCategory], free_chaperones: int | None, expected: list[str]):
    required = VisitRequirements(free_chaperones=free_chaperones)

    assert charges(party, required) == [
        Charge(0, accompanies=True) if one == FREE else Charge(category.price_kopecks)
        for category, one in zip(party, expected, strict=True)
    ]


def test_tariff_adds_up_what_each_leg_charges():
    tariff = Tariff([(CHILD, TEENAGER), (ADULT, ANYBODY)], [VisitRequirements(free_chaperones=1), VisitRequirements()])

    assert tariff.total([0, 0]) == 0
    assert tariff.total([2, 2]) == 2 * 70_000 + 60_000 + 2 * 80_000 + 2 * 50_000
    assert not tariff.is_free
    assert Tariff([(VisitorCategory(price_kopecks=0),)], [VisitRequirements()]).is_free


def test_sum_of_nobody_is_no_price():
    tariff = Tariff([(VisitorCategory(price_kopecks=50_000),)], [VisitRequirements()])
    assert RunningTotal(tariff, [0]).sum_words == "Сколько вас будет?"
    assert RunningTotal(tariff, [2]).sum_words.replace("\u00a0", " ") == "Оплата на месте: 1 000 ₽"
