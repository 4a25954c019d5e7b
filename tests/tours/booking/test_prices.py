"""What each visitor is charged, and who comes free with children."""

import json

import pytest

from tours.booking.prices import Charge, RunningTotal, Tariff, charges
from tours.models import VisitorCategory, VisitRequirements

ADULT = VisitorCategory(min_age=18, price_kopecks=60_000)
CHEAP_ADULT = VisitorCategory(min_age=18, max_age=22, price_kopecks=40_000)
ANYBODY = VisitorCategory(price_kopecks=50_000)
CHILD = VisitorCategory(max_age=13, price_kopecks=70_000)
TEENAGER = VisitorCategory(min_age=14, max_age=17, price_kopecks=80_000)
JUST_ADULT = VisitorCategory(min_age=14, max_age=18, price_kopecks=45_000)

PLAIN = Tariff([(ANYBODY,), (CHILD,)], [VisitRequirements(free_chaperones=1)])
GRATIS = Tariff([(VisitorCategory(price_kopecks=0),)], [VisitRequirements()])
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
    assert GRATIS.is_free


@pytest.mark.parametrize(
    ("tariff", "counts", "words"),
    [
        (PLAIN, [0, 0], "Сколько вас будет?"),
        (PLAIN, [2, 0], "Оплата на месте: 1 000 ₽"),
        (PLAIN, [1, 1], "Оплата на месте: 700 ₽"),
        (GRATIS, [3], "Бесплатно"),
        (GRATIS, [0], "Сколько вас будет?"),
    ],
)
def test_sum_is_what_the_party_pays_and_a_question_where_there_is_none(tariff, counts, words: str):
    total = RunningTotal(tariff, counts)

    assert total.sum_words.replace("\u00a0", " ") == words
    assert total.is_free is tariff.is_free


@pytest.mark.parametrize(
    ("holds_already", "people", "button"),
    [
        (False, 0, "Занять места на 10 минут"),
        (False, 1, "Занять 1 место на 10 минут"),
        (False, 22, "Занять 22 места на 10 минут"),
        (False, 11, "Занять 11 мест на 10 минут"),
        (True, 0, "Изменить состав"),
        (True, 3, "Изменить: 3 места"),
    ],
)
def test_button_names_the_places_it_holds_or_changes_to(holds_already: bool, people: int, button: str):
    total = RunningTotal(PLAIN, [people, 0], holds_already)

    assert total.button == button
    assert total.button_of_any == ("Изменить состав" if holds_already else "Занять места на 10 минут")


def test_island_is_given_the_rules_of_each_leg_and_the_texts():
    tariff = Tariff(
        [(CHILD, TEENAGER), (ADULT, JUST_ADULT)], [VisitRequirements(free_chaperones=2), VisitRequirements()]
    )

    assert json.loads(RunningTotal(tariff, [0, 0]).data) == {
        "legs": [
            {"free": 2, "kinds": [[70_000, True], [60_000, False]]},
            {"free": 0, "kinds": [[80_000, True], [45_000, False]]},
        ],
        "pays": "Оплата на месте: {sum}",
        "free": "Бесплатно",
        "nobody": "Сколько вас будет?",
        "none": "Занять места на 10 минут",
        "button": {
            "one": "Занять {n} место на 10 минут",
            "few": "Занять {n} места на 10 минут",
            "many": "Занять {n} мест на 10 минут",
            "other": "Занять {n} мест на 10 минут",
        },
    }
    assert json.loads(RunningTotal(tariff, [0, 0], holds_already=True).data)["button"]["few"] == "Изменить: {n} места"
