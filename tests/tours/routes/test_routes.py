"""Routes: made by organizers and staff, shown with the strictest requirements."""

import json
import re
from datetime import time
from html import unescape

import pytest
from django.conf import settings
from django.urls import reverse

from accelerator.common.errors import Refusal
from accelerator.common.i18n import I18nTextField
from accelerator.common.templatetags.portal import local_date
from regions.enterprises.models import Role
from tests.factories.accounts import UserFactory
from tests.factories.booking import held_order
from tests.factories.enterprises import EnterpriseFactory, MembershipFactory, PhotoFactory, SiteFactory
from tests.factories.routes import RouteFactory, bookable_route, route_over
from tests.factories.tours import RequirementsFactory, SlotFactory, TourFactory, VisitorCategoryFactory
from tours.booking.models import Order
from tours.models import Slot, Tour, VisitorCategory, VisitRequirements
from tours.requirements import ESSENTIAL
from tours.routes.models import Route
from tours.routes.services import StopValues, delete_route, save_route
from tours.routes.strictest import GRAVE_TEXTS, OTHER_TEXTS, strictest, told_by_stop

pytestmark = pytest.mark.django_db


def tour_requiring(**requirements: object) -> Tour:
    tour = TourFactory(published=True, requirements=None)
    RequirementsFactory(tour=tour, **requirements)
    return tour


def typed(*stops: tuple[Tour, int, int], **changes: str) -> dict[str, str]:
    """A whole edit form."""
    data = {
        "title_ru": "Чугун и хлеб", "title_en": "Iron and bread", "days": "1",
        "stops-TOTAL_FORMS": str(len(stops)), "stops-INITIAL_FORMS": "0",
    }  # fmt: skip
    for n, (tour, order, minutes) in enumerate(stops):
        data |= {
            f"stops-{n}-tour": str(tour.uuid), f"stops-{n}-order": str(order), f"stops-{n}-day": "1",
            f"stops-{n}-minutes_before": str(minutes),
        }  # fmt: skip
    return data | changes


def told(*requirements: dict[str, object]) -> dict[str, str]:
    """What a route over tours with these requirements says, by the requirement's name."""
    route = route_over([tour_requiring(**one) for one in requirements])
    groups = strictest(Route.objects.with_stops().get(pk=route.pk).stops.all())
    lines = [line for _group, _icon, lines in groups for line in lines]
    return {line.requirement.name: line.words.replace("\u00a0", " ") for line in lines}


def test_strictest_requirements_are_fulfilled_by_who_fits_every_stop():
    said = told(
        {"min_age": 6, "footwear": "closed_flat", "ppe_to_bring": ["gloves"], "wheelchair": "full", "max_age": 75},
        {"min_age": 14, "footwear": "any", "ppe_to_bring": ["gloves", "helmet"], "wheelchair": "none", "max_age": 90},
    )

    assert said["min_age"] == "от 14 лет, до 75 лет"
    assert said["footwear"] == "закрытая, на плоской подошве"
    assert said["ppe_to_bring"] == "перчатки, каска"
    assert said["wheelchair"] == "нельзя"
    assert "children_per_chaperone" not in said


def test_route_asks_for_a_document_that_every_stop_accepts():
    every = {"identity_documents": ["birth_certificate", "passport"]}

    assert told(every, {"identity_documents": ["passport"]})["identity_documents"] == "паспорт"
    nothing_common = told(every, {"identity_documents": ["driver_licence"]})["identity_documents"]
    assert re.fullmatch(r".+: свидетельство о рождении или паспорт; .+: водительское удостоверение", nothing_common)
    silent = told(every, {"identity_documents": ["passport"]}, {})["identity_documents"]
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
    assert re.fullmatch(r"уточните на предприятии: .+", told({name: value}, {}, {name: value})[name])
    assert "уточните" not in told({name: value}, {name: value})[name]


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("min_age", 12, "от 12 лет; уточните"), ("ppe_to_bring", ["gloves"], "перчатки; уточните"),
        ("footwear", "closed", "закрытая; уточните"), ("photo_policy", "banned", "нельзя"),
        ("height_work", True, "есть переходы на высоте"), ("wheelchair", "none", "нельзя"),
    ],
)  # fmt: skip
def test_demand_of_one_stop_is_told_though_another_is_silent(name, value, words):
    said = told({name: value}, {})[name]

    assert said.startswith(words)
    assert ("уточните" in said) == ("уточните" in words)


def test_group_of_one_is_no_demand():
    assert "group_min" not in told({"group_min": 1}, {})
    assert told({"group_min": 5}, {"group_min": 1})["group_min"] == "от 5 человек"


def test_protective_equipment_is_said_at_the_stop_that_gives_it():
    said = told({"ppe_provided": ["helmet"]}, {})["ppe_provided"]

    assert re.fullmatch(r".+: каска; уточните на предприятии: .+", said)


def test_stops_at_one_enterprise_are_told_apart_by_their_tours_and_its_address_stands_once(client):
    elsewhere, site = TourFactory(published=True, requirements=None), SiteFactory(address="Выгонный переулок, 15")
    here = [
        TourFactory(published=True, requirements=None, site=site, title={"ru": title, "en": title})
        for title in ("Дойка", "Сыр")
    ]
    for tour, given in ((elsewhere, "helmet"), (here[0], "shoe_covers"), (here[1], "gloves")):
        RequirementsFactory(tour=tour, ppe_provided=[given])
    route = route_over([elsewhere, *here])

    page = client.get(route.get_absolute_url()).content.decode()

    assert f"{elsewhere.enterprise}: каска; «Дойка»: бахилы; «Сыр»: перчатки" in unescape(page).replace("\u00a0", " ")
    assert page.count("Выгонный переулок, 15\n<ul") == 1


def test_words_of_each_stop_are_told_beside_its_name(client):
    texts = {
        "medical": "Не при астме", "prohibited": "Духи", "clothing": "Рукава", "hair_jewellery": "Без колец",
        "allergens": "Орехи", "late_policy": "Ждём пять минут", "weather": "Под навесом", "transport": "Автобус 5",
    }  # fmt: skip
    loud = tour_requiring(**{name: {"ru": words, "en": words} for name, words in texts.items()})
    other = tour_requiring(medical={"ru": "Не с кашлем", "en": "Not with a cough"})
    route = route_over([loud, tour_requiring(min_age=6), other])

    said = [
        (name, [line.words for line in lines])
        for name, lines in told_by_stop(
            Route.objects.with_stops().get(pk=route.pk).stops.all(), GRAVE_TEXTS + OTHER_TEXTS
        )
    ]
    page = client.get(route.get_absolute_url()).content.decode()

    assert said == [
        (str(loud.enterprise), [words for name, words in texts.items() if name != "transport"]),
        (str(other.enterprise), ["Не с кашлем"]),
    ]
    told = page[page.index('id="told-by-stop"') : page.index('<aside class="stack split__stick"')]
    assert all(words in told for _name, lines in said for words in lines)
    assert told.index("Под навесом") < told.index(str(other.enterprise)) < told.index("Не с кашлем")


def test_route_whose_stops_say_nothing_has_no_heading_for_it(client):
    route = route_over([tour_requiring(min_age=6), tour_requiring()])

    assert "told-by-stop" not in client.get(route.get_absolute_url()).content.decode()


def test_no_text_that_is_essential_for_a_tour_is_left_out_of_a_route(client):
    texts = {field.name for field in VisitRequirements._meta.fields if isinstance(field, I18nTextField)}
    essential = texts & set(ESSENTIAL)
    assert essential >= {"medical", "prohibited", "clothing"}
    route = route_over([tour_requiring(**{name: {"ru": f"Слова о {name}"} for name in essential})])

    page = client.get(route.get_absolute_url()).content.decode()

    told = page[page.index('id="told-by-stop"') : page.index('<aside class="stack split__stick"')]
    assert all(f"Слова о {name}" in told for name in essential)


def test_route_page_shows_stations_and_the_strictest(client):
    route = route_over([tour_requiring(min_age=6), tour_requiring(min_age=14)])

    page = client.get(route.get_absolute_url()).content.decode()

    assert all(str(stop.tour.title) in page for stop in route.stops.all())
    assert "14" in page
    assert reverse("booking:route", args=[route.slug]) in page


def test_route_page_says_when_for_how_much_and_where(client):
    route = bookable_route(3)
    slot = Slot.objects.order_by("starts_at").first()

    page = client.get(route.get_absolute_url()).content.decode()

    assert local_date(slot.local_date) in page
    assert "1\u00a0500\u00a0₽" in page
    assert page.count("country__dot") == 3
    assert "country__way" in page
    assert page.count("https://2gis.ru/geo/36.26140,54.51370") == 3
    assert 'data-island="map"' not in page  # no third party unless the settings name one


def test_route_without_dates_or_prices_says_so(client):
    route = route_over([TourFactory(published=True, category=None), TourFactory(published=True)])

    page = client.get(route.get_absolute_url()).content.decode()

    assert "Ближайшая дата</dt><dd>пока нет" in page
    assert "Цена всего маршрута" not in page


def test_route_with_a_stop_that_is_not_public_is_hidden(client):
    route = route_over([TourFactory(published=True), TourFactory()])

    assert client.get(route.get_absolute_url()).status_code == 404
    assert str(route.title) not in client.get(reverse("routes:catalogue")).content.decode()


def test_draft_is_seen_by_who_may_change_it_only(client):
    enterprise = EnterpriseFactory(published=True)
    route = RouteFactory(status=Route.Status.DRAFT, enterprise=enterprise)
    assert client.get(route.get_absolute_url()).status_code == 404

    for user, expected in [
        (UserFactory(is_organizer=True), 200),
        (MembershipFactory(enterprise=enterprise, role=Role.MANAGER).user, 200),
        (MembershipFactory(enterprise=enterprise, role=Role.GUIDE).user, 404),
        (MembershipFactory(role=Role.OWNER).user, 404),
    ]:
        client.force_login(user)
        assert client.get(route.get_absolute_url()).status_code == expected


def test_organizer_puts_tours_in_order_and_publishes(client):
    client.force_login(UserFactory(is_organizer=True))
    first, second = TourFactory(published=True), TourFactory(published=True)

    answer = client.post(reverse("routes:organizer_new"), typed((first, 2, 90), (second, 1, 30), do="publish"))

    assert answer.status_code == 302, answer.content.decode()
    route = Route.objects.get()
    stops = [(stop.tour, stop.minutes_before) for stop in route.stops.order_by("position")]
    assert stops == [(second, 0), (first, 90)]
    assert (route.slug, route.status, route.enterprise) == ("chugun-i-hleb", Route.Status.PUBLISHED, None)


def test_stops_can_change_places(client):
    client.force_login(UserFactory(is_organizer=True))
    first, second = TourFactory(published=True), TourFactory(published=True)
    route = route_over([first, second])

    client.post(reverse("routes:organizer_edit", args=[route.uuid]), typed((first, 2, 30), (second, 1, 30)))

    assert [stop.tour for stop in route.stops.order_by("position")] == [second, first]


def test_staff_make_a_route_of_their_enterprise(client):
    member = MembershipFactory(role=Role.MANAGER)
    client.force_login(member.user)

    client.post(
        reverse("routes:cabinet_new", args=[member.enterprise.slug]),
        typed((TourFactory(published=True), 1, 0), (TourFactory(published=True), 2, 30)),
    )

    assert Route.objects.get().enterprise == member.enterprise


@pytest.mark.parametrize("role", [Role.GUIDE, Role.GATE])
def test_who_may_not_manage_tours_finds_no_such_page(client, role):
    member = MembershipFactory(role=role)
    client.force_login(member.user)

    assert client.get(reverse("routes:cabinet", args=[member.enterprise.slug])).status_code == 404


def test_another_enterprises_route_is_not_found(client):
    member = MembershipFactory(role=Role.OWNER)
    route = RouteFactory(enterprise=EnterpriseFactory())
    client.force_login(member.user)

    address = reverse("routes:cabinet_edit", args=[member.enterprise.slug, route.uuid])
    assert client.get(address).status_code == 404
    assert client.post(address, typed()).status_code == 404


def test_hidden_tour_of_another_enterprise_cannot_be_a_stop(client):
    member = MembershipFactory(role=Role.OWNER)
    client.force_login(member.user)

    answer = client.post(reverse("routes:cabinet_new", args=[member.enterprise.slug]), typed((TourFactory(), 1, 0)))

    assert answer.status_code == 422
    assert not Route.objects.exists()


@pytest.mark.parametrize("address", ["organizer", "cabinet"])
def test_new_route_that_cannot_be_published_leaves_nothing_behind_but_what_was_typed(client, address):
    member = MembershipFactory(role=Role.MANAGER, user=UserFactory(is_organizer=True))
    client.force_login(member.user)
    new = reverse(f"routes:{address}_new", args=[member.enterprise.slug] if address == "cabinet" else [])
    first, second = TourFactory(published=True), TourFactory(published=True)

    for stops in ([], [(first, 1, 0)], [(first, 1, 0), (TourFactory(site__enterprise=member.enterprise), 2, 30)]):
        answer = client.post(new, typed(*stops, do="publish"))
        assert answer.status_code == 422
        assert 'value="Чугун и хлеб"' in answer.content.decode()
        assert not Route.objects.exists()

    assert client.post(new, typed((first, 1, 0), (second, 2, 30), do="publish")).status_code == 302
    assert Route.objects.get().slug == "chugun-i-hleb"


def test_draft_that_cannot_be_published_stays_as_it_was_and_keeps_what_was_typed(client):
    client.force_login(UserFactory(is_organizer=True))
    first, second = TourFactory(published=True), TourFactory(published=True)
    route = route_over([first, second], status=Route.Status.DRAFT)

    answer = client.post(
        reverse("routes:organizer_edit", args=[route.uuid]), typed((second, 1, 0), do="publish", theme_ru="Новая тема")
    )

    assert answer.status_code == 422
    page = answer.content.decode()
    assert "хотя бы две точки" in page
    assert 'value="Чугун и хлеб"' in page
    assert 'value="Новая тема"' in page
    assert re.search(rf'value="{second.uuid}" selected', page)
    assert f"{route.title}</h1>" in re.sub(r"\s+<", "<", page)  # the heading says what is stored
    stored = Route.objects.get()
    assert (stored.title, stored.theme, stored.status) == (route.title, route.theme, Route.Status.DRAFT)
    assert [stop.tour for stop in stored.stops.order_by("position")] == [first, second]


def test_published_route_may_lose_its_stops_when_it_is_hidden(client):
    client.force_login(UserFactory(is_organizer=True))
    first, second = TourFactory(published=True), TourFactory(published=True)
    route = route_over([first, second])
    address = reverse("routes:organizer_edit", args=[route.uuid])

    assert client.post(address, typed((second, 1, 0))).status_code == 422
    assert client.post(address, typed((second, 1, 0), do="withdraw")).status_code == 302

    route.refresh_from_db()
    assert (route.status, route.stops.count()) == (Route.Status.DRAFT, 1)


@pytest.mark.parametrize("address", ["organizer", "cabinet"])
def test_draft_is_deleted_once_it_was_asked_about(client, address):
    member = MembershipFactory(role=Role.MANAGER, user=UserFactory(is_organizer=address == "organizer"))
    client.force_login(member.user)
    tour = TourFactory(published=True)
    route = route_over([tour], status=Route.Status.DRAFT, enterprise=member.enterprise)
    photo = PhotoFactory(of=route)
    slug = [member.enterprise.slug] if address == "cabinet" else []
    delete = reverse(f"routes:{address}_delete", args=[*slug, route.uuid])

    assert delete in client.get(reverse(f"routes:{address}_edit", args=[*slug, route.uuid])).content.decode()
    asked = client.get(delete).content.decode()
    assert str(route.title) in asked
    assert str(tour.title) in asked
    assert Route.objects.exists()
    answer = client.post(delete)

    assert answer.url == reverse(f"routes:{address}", args=slug)
    assert not Route.objects.exists()
    assert not type(photo).objects.exists()
    assert Tour.objects.filter(pk=tour.pk).exists()
    assert client.post(delete).status_code == 404


def test_published_route_is_not_offered_for_deletion_and_not_deleted(client):
    client.force_login(UserFactory(is_organizer=True))
    route = route_over([TourFactory(published=True), TourFactory(published=True)])
    delete = reverse("routes:organizer_delete", args=[route.uuid])

    assert delete not in client.get(reverse("routes:organizer_edit", args=[route.uuid])).content.decode()
    asked = client.get(delete).content.decode()
    answer = client.post(delete)

    assert "Сначала скройте" in asked
    assert "button--danger" not in asked
    assert answer.status_code == 422
    assert "Сначала скройте" in answer.content.decode()
    assert Route.objects.get() == route


def test_route_that_was_booked_is_not_deleted(client):
    route = bookable_route(2)
    order = held_order(Slot.objects.by_start().first())
    Order.objects.update(route=route)
    Route.objects.update(status=Route.Status.DRAFT)

    client.force_login(UserFactory(is_organizer=True))
    asked = client.get(reverse("routes:organizer_delete", args=[route.uuid])).content.decode()
    assert "бронировали" in asked
    assert "button--danger" not in asked
    with pytest.raises(Refusal, match="бронировали"):
        delete_route(route=route)

    order.refresh_from_db()
    assert (order.route, order.route.stops.count()) == (route, 2)


def test_another_enterprises_draft_is_not_deleted(client):
    member = MembershipFactory(role=Role.OWNER)
    client.force_login(member.user)
    for route in (
        RouteFactory(status=Route.Status.DRAFT, enterprise=EnterpriseFactory()), RouteFactory(status=Route.Status.DRAFT)
    ):  # fmt: skip
        address = reverse("routes:cabinet_delete", args=[member.enterprise.slug, route.uuid])
        assert client.get(address).status_code == 404
        assert client.post(address).status_code == 404
    assert Route.objects.count() == 2


def test_state_of_a_route_agrees_with_the_word(client):
    client.force_login(UserFactory(is_organizer=True))
    RouteFactory()
    RouteFactory(status=Route.Status.DRAFT)

    states = re.findall(r'class="badge[^"]*">([^<]+)<', client.get(reverse("routes:organizer")).content.decode())

    assert sorted(states) == ["опубликован", "черновик"]


@pytest.mark.parametrize("what", ["twice", "backwards", "past the end"])
def test_stops_that_make_no_sense_are_refused(what):
    first, second = TourFactory(published=True), TourFactory(published=True)
    stops = {
        "twice": [StopValues(first, 1, 0), StopValues(first, 1, 60)],
        "backwards": [StopValues(first, 2, 0), StopValues(second, 1, 60)],
        "past the end": [StopValues(first, 1, 0), StopValues(second, 3, 60)],
    }[what]
    route = RouteFactory(days=2)

    with pytest.raises(Refusal):
        save_route(
            route=route, enterprise=None, stops=stops,
            values={"title": route.title, "theme": route.theme, "description": {}, "region": None, "days": 2},
        )  # fmt: skip


def test_publishing_a_route_over_a_hidden_tour_is_refused():
    stops = [StopValues(TourFactory(published=True), 1, 0), StopValues(hidden := TourFactory(), 1, 60)]

    with pytest.raises(Refusal, match=str(hidden.title)):
        save_route(route=None, enterprise=None, stops=stops, shown=True, values={
            "title": hidden.title, "theme": {}, "description": {}, "region": None, "days": 1,
        })  # fmt: skip

    assert not Route.objects.exists()


@pytest.mark.parametrize("stops", [2, 6])
def test_query_counts_are_flat(client, django_assert_max_num_queries, stops):
    route = bookable_route(stops)

    with django_assert_max_num_queries(8):
        client.get(route.get_absolute_url())
    with django_assert_max_num_queries(8):
        client.get(reverse("routes:catalogue"))
    with django_assert_max_num_queries(8):
        client.get(reverse("booking:route", args=[route.slug]))


def the_card(client) -> str:
    """What the list of routes says below the one route's stops, on one line."""
    page = client.get(reverse("routes:catalogue")).content.decode()
    [foot] = re.findall(r'<div class="card__foot">.*?</div>', page, re.DOTALL)
    return re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", foot)).strip()


def test_card_says_the_day_and_the_price_of_the_routes_own_page(client):
    route = bookable_route(3)
    slot = Slot.objects.order_by("starts_at").first()
    day = local_date(slot.local_date).replace("\u00a0", " ")

    assert the_card(client) == f"Ближайший день: {day} 1 500 ₽"
    page = client.get(route.get_absolute_url()).content.decode().replace("\u00a0", " ")
    assert f"Ближайшая дата</dt><dd>{day}</dd>" in page
    assert "Цена всего маршрута</dt><dd>1 500 ₽</dd>" in page


def test_card_offers_only_a_day_on_which_every_stop_can_be_reached(client):
    first, second = (TourFactory(published=True, duration_minutes=60) for _ in range(2))
    route_over([first, second], minutes=120)
    for days_ahead, at in ((3, 12), (4, 11), (5, 12), (6, 13)):  # too early, closed, full, right
        SlotFactory(tour=first, days_ahead=days_ahead, at=time(10))
        SlotFactory(
            tour=second, days_ahead=days_ahead, at=time(at + 1 if days_ahead != 3 else at),
            status=Slot.Status.CLOSED if days_ahead == 4 else Slot.Status.OPEN,
            capacity=5, seats_taken=5 if days_ahead == 5 else 0,
        )  # fmt: skip

    assert local_date(Slot.objects.by_start().last().local_date).replace("\u00a0", " ") in the_card(client)


def test_card_names_the_first_day_of_a_route_of_several(client):
    first, second = TourFactory(published=True), TourFactory(published=True)
    route_over([first, second], days=[1, 3])
    begin = SlotFactory(tour=first, days_ahead=5)
    SlotFactory(tour=first, days_ahead=6)
    SlotFactory(tour=second, days_ahead=7)

    assert local_date(begin.local_date).replace("\u00a0", " ") in the_card(client)


@pytest.mark.parametrize(
    ("categories", "words"),
    [
        ([[(None, None, 0)], [(None, None, 0)]], "бесплатно"),
        ([[(None, 13, 0), (14, None, 50_000)], [(None, None, 20_000)]], "взрослый 700 ₽, ребёнок 200 ₽"),
        ([[(18, None, 50_000), (60, None, 30_000)], [(None, None, 20_000)]], "700 ₽"),
        ([[(None, 13, 10_000), (14, None, 50_000)], [(14, None, 30_000)]], "800 ₽"),  # no child comes to the second
        ([[(None, None, 10_000)], []], ""),
    ],
)
def test_card_says_what_those_who_may_come_everywhere_pay(client, categories, words):
    tours = []
    for of_tour in categories:
        tours.append(TourFactory(published=True, category=None))
        for low, high, price in of_tour:
            VisitorCategoryFactory(tour=tours[-1], min_age=low, max_age=high, price_kopecks=price)
        VisitorCategoryFactory(tour=tours[-1], price_kopecks=100, is_active=False)
    route_over(tours)

    assert the_card(client) == f"свободных дат пока нет {words}".strip()


@pytest.mark.parametrize("count", [1, 4])
def test_list_of_routes_takes_a_flat_number_of_queries(client, django_assert_num_queries, count):
    for _ in range(count):
        PhotoFactory(of=bookable_route(count), state="ready")

    with django_assert_num_queries(2):  # the routes, and their photos
        page = client.get(reverse("routes:catalogue")).content.decode()
    assert page.count("card__foot") == count


@pytest.mark.parametrize(("kopecks", "paid"), [(0, False), (30_000, True)])
def test_route_speaks_of_paying_only_where_there_is_something_to_pay(client, kopecks, paid):
    route = bookable_route(2)
    VisitorCategory.objects.update(price_kopecks=kopecks)

    assert ("Оплата на месте" in client.get(route.get_absolute_url()).content.decode()) is paid


def test_route_says_to_machines_what_it_costs_and_where_it_leads(client):
    route = bookable_route(2)

    data = re.search(
        r'<script type="application/ld\+json"[^>]*>(.*?)</script>',
        client.get(route.get_absolute_url()).content.decode(),
        re.DOTALL,
    )
    graph = {thing["@type"]: thing for thing in json.loads(data[1])["@graph"]}

    trip = graph["TouristTrip"]
    assert (trip["name"], trip["url"]) == (str(route.title), f"{settings.BASE_URL}{route.get_absolute_url()}")
    stops = trip["itinerary"]["itemListElement"]
    assert [stop["item"]["address"]["addressCountry"] for stop in stops] == ["RU", "RU"]
    assert [sub["name"] for sub in trip["subTrip"]] == [
        str(stop.tour.title) for stop in route.stops.order_by("position")
    ]
    [offer] = trip["offers"]
    assert (offer["price"], offer["availability"]) == ("1000.00", "https://schema.org/InStock")
    assert [crumb["name"] for crumb in graph["BreadcrumbList"]["itemListElement"]] == ["Маршруты", str(route.title)]
