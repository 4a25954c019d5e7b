"""What a route asks of visitors: the strictest of its stops, and what each stop says in its own words."""

import re
from html import unescape

import pytest

from accelerator.base.common.i18n import I18nTextField
from tests.factories.enterprises import SiteFactory
from tests.factories.routes import route_over
from tests.factories.tours import RequirementsFactory, TourFactory
from tests.portal.markup import html_of
from tours.models import Tour, VisitRequirements
from tours.requirements import ESSENTIAL
from tours.routes.models import Route
from tours.routes.requirements import IMPORTANT_TEXTS, OTHER_TEXTS, combined_requirements, texts_by_stop

pytestmark = pytest.mark.django_db


def tour_requiring(**requirements: object) -> Tour:
    tour = TourFactory(published=True, requirements=None)
    RequirementsFactory(tour=tour, **requirements)
    return tour


def merged_lines(*requirements: dict[str, object]) -> dict[str, str]:
    """What a route over tours with these requirements says, by the requirement's name."""
    route = route_over([tour_requiring(**one) for one in requirements])
    groups = combined_requirements(Route.objects.with_stops().get(pk=route.pk).stops.all())
    lines = [line for _group, _icon, lines in groups for line in lines]
    return {line.requirement.name: line.text.replace("\u00a0", " ") for line in lines}


def test_strictest_requirements_are_fulfilled_by_who_fits_every_stop():
    lines = merged_lines(
        {"min_age": 6, "footwear": "closed_flat", "ppe_to_bring": ["gloves"], "wheelchair": "full", "max_age": 75},
        {"min_age": 14, "footwear": "any", "ppe_to_bring": ["gloves", "helmet"], "wheelchair": "none", "max_age": 90},
    )

    assert lines["min_age"] == "от 14 лет, до 75 лет"
    assert lines["footwear"] == "закрытая, на плоской подошве"
    assert lines["ppe_to_bring"] == "перчатки, каска"
    assert lines["wheelchair"] == "нельзя"
    assert "children_per_chaperone" not in lines


def test_route_asks_for_a_document_that_every_stop_accepts():
    every = {"identity_documents": ["birth_certificate", "passport"]}

    assert merged_lines(every, {"identity_documents": ["passport"]})["identity_documents"] == "паспорт"
    nothing_common = merged_lines(every, {"identity_documents": ["driver_licence"]})["identity_documents"]
    assert re.fullmatch(r".+: свидетельство о рождении или паспорт; .+: водительское удостоверение", nothing_common)
    silent = merged_lines(every, {"identity_documents": ["passport"]}, {})["identity_documents"]
    assert re.fullmatch(r"паспорт; уточните на предприятии: .+", silent)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("blind_support", "yes"), ("height_work", False), ("walking_metres", 300), ("noise", "none"),
        ("wheelchair", "full"), ("footwear", "any"), ("photo_policy", "free"), ("foreigners", "admitted"),
        ("lead_time_days", 0),
    ],
)  # fmt: skip
def test_relief_that_a_stop_is_silent_about_is_not_promised_for_the_route(name, value):
    assert re.fullmatch(r"уточните на предприятии: .+", merged_lines({name: value}, {}, {name: value})[name])
    assert "уточните" not in merged_lines({name: value}, {name: value})[name]


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("min_age", 12, "от 12 лет; уточните"), ("ppe_to_bring", ["gloves"], "перчатки; уточните"),
        ("footwear", "closed", "закрытая; уточните"), ("photo_policy", "banned", "нельзя"),
        ("height_work", True, "есть переходы на высоте"), ("wheelchair", "none", "нельзя"),
    ],
)  # fmt: skip
def test_requirement_of_one_stop_is_listed_though_another_has_none(name, value, words):
    line = merged_lines({name: value}, {})[name]

    assert line.startswith(words)
    assert ("уточните" in line) == ("уточните" in words)


def test_group_of_one_is_no_demand():
    assert "group_min" not in merged_lines({"group_min": 1}, {})
    assert merged_lines({"group_min": 5}, {"group_min": 1})["group_min"] == "от 5 человек"


def test_protective_equipment_stands_at_the_stop_that_provides_it():
    line = merged_lines({"ppe_provided": ["helmet"]}, {})["ppe_provided"]

    assert re.fullmatch(r".+: каска; уточните на предприятии: .+", line)


def test_stops_at_one_enterprise_are_distinguished_by_their_tours_and_its_address_stands_once(client):
    elsewhere, site = TourFactory(published=True, requirements=None), SiteFactory(address="Выгонный переулок, 15")
    here = [
        TourFactory(published=True, requirements=None, site=site, title={"ru": title, "en": title})
        for title in ("Дойка", "Сыр")
    ]
    for tour, given in ((elsewhere, "helmet"), (here[0], "shoe_covers"), (here[1], "gloves")):
        RequirementsFactory(tour=tour, ppe_provided=[given])
    route = route_over([elsewhere, *here])

    page = html_of(client.get(route.get_absolute_url()))

    assert f"{elsewhere.enterprise}: каска; «Дойка»: бахилы; «Сыр»: перчатки" in unescape(page).replace("\u00a0", " ")
    assert page.count("Выгонный переулок, 15<ul") == 1


def test_texts_of_each_stop_stand_beside_its_name(client):
    texts = {
        "medical": "Не при астме", "prohibited": "Духи", "clothing": "Рукава", "hair_jewellery": "Без колец",
        "allergens": "Орехи", "late_policy": "Ждём пять минут", "weather": "Под навесом", "transport": "Автобус 5",
    }  # fmt: skip
    loud = tour_requiring(**{name: {"ru": words, "en": words} for name, words in texts.items()})
    other = tour_requiring(medical={"ru": "Не с кашлем", "en": "Not with a cough"})
    route = route_over([loud, tour_requiring(min_age=6), other])

    positions = [
        (name, [line.text for line in lines])
        for name, lines in texts_by_stop(
            Route.objects.with_stops().get(pk=route.pk).stops.all(), IMPORTANT_TEXTS + OTHER_TEXTS
        )
    ]
    page = html_of(client.get(route.get_absolute_url()))

    assert positions == [
        (str(loud.enterprise), [words for name, words in texts.items() if name != "transport"]),
        (str(other.enterprise), ["Не с кашлем"]),
    ]
    section = page[page.index('id="texts-by-stop"') : page.index('<aside class="stack split__stick"')]
    assert all(words in section for _name, lines in positions for words in lines)
    assert section.index("Под навесом") < section.index(str(other.enterprise)) < section.index("Не с кашлем")


def test_route_whose_stops_say_nothing_has_no_heading_for_it(client):
    route = route_over([tour_requiring(min_age=6), tour_requiring()])

    assert "texts-by-stop" not in html_of(client.get(route.get_absolute_url()))


def test_no_text_that_is_essential_for_a_tour_is_left_out_of_a_route(client):
    texts = {field.name for field in VisitRequirements._meta.fields if isinstance(field, I18nTextField)}
    essential = texts & set(ESSENTIAL)
    assert essential >= {"medical", "prohibited", "clothing"}
    route = route_over([tour_requiring(**{name: {"ru": f"Слова о {name}"} for name in essential})])

    page = html_of(client.get(route.get_absolute_url()))

    section = page[page.index('id="texts-by-stop"') : page.index('<aside class="stack split__stick"')]
    assert all(f"Слова о {name}" in section for name in essential)
