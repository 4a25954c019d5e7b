"""Routes made, changed, published and deleted by organizers and staff."""

import re

import pytest
from django.urls import reverse

from accelerator.base.common.errors import Refusal
from accelerator.base.common.versions import ANY_VERSION
from regions.enterprises.models import Role
from tests.factories.accounts import UserFactory
from tests.factories.booking import held_order
from tests.factories.enterprises import EnterpriseFactory, MembershipFactory, PhotoFactory
from tests.factories.routes import RouteFactory, bookable_route, route_over, stop_at
from tests.factories.tours import TourFactory
from tests.portal.markup import html_of
from tours.booking.models import Order
from tours.models import Slot, Tour
from tours.routes.models import Route
from tours.routes.services import delete_route, save_route

pytestmark = pytest.mark.django_db


def typed(*stops: tuple[Tour, int, int], **changes: str) -> dict[str, str]:
    """A whole edit form."""
    data = {
        "title_ru": "Чугун и хлеб", "title_en": "Iron and bread", "days": "1",
        "stops-TOTAL_FORMS": str(len(stops)), "stops-INITIAL_FORMS": "0", "version": "1",
    }  # fmt: skip
    for n, (tour, order, minutes) in enumerate(stops):
        data |= {
            f"stops-{n}-tour": str(tour.uuid), f"stops-{n}-order": str(order), f"stops-{n}-day": "1",
            f"stops-{n}-minutes_before": str(minutes),
        }  # fmt: skip
    return data | changes


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

    assert answer.status_code == 302, html_of(answer)
    route = Route.objects.get()
    stops = [(stop.tour, stop.minutes_before) for stop in route.stops.order_by("position")]
    assert stops == [(second, 0), (first, 90)]
    assert (route.slug, route.status, route.enterprise) == ("iron-and-bread", Route.Status.PUBLISHED, None)


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
        assert 'value="Чугун и хлеб"' in html_of(answer)
        assert not Route.objects.exists()

    assert client.post(new, typed((first, 1, 0), (second, 2, 30), do="publish")).status_code == 302
    assert Route.objects.get().slug == "iron-and-bread"


def test_draft_that_cannot_be_published_stays_as_it_was_and_keeps_what_was_typed(client):
    client.force_login(UserFactory(is_organizer=True))
    first, second = TourFactory(published=True), TourFactory(published=True)
    route = route_over([first, second], status=Route.Status.DRAFT)

    answer = client.post(
        reverse("routes:organizer_edit", args=[route.uuid]), typed((second, 1, 0), do="publish", theme_ru="Новая тема")
    )

    assert answer.status_code == 422
    page = html_of(answer)
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

    assert delete in html_of(client.get(reverse(f"routes:{address}_edit", args=[*slug, route.uuid])))
    asked = html_of(client.get(delete))
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

    assert delete not in html_of(client.get(reverse("routes:organizer_edit", args=[route.uuid])))
    asked = html_of(client.get(delete))
    answer = client.post(delete)

    assert "Сначала скройте" in asked
    assert "button--danger" not in asked
    assert answer.status_code == 422
    assert "Сначала скройте" in html_of(answer)
    assert Route.objects.get() == route


def test_route_that_was_booked_is_not_deleted(client):
    route = bookable_route(2)
    order = held_order(Slot.objects.by_start().first())
    Order.objects.update(route=route)
    Route.objects.update(status=Route.Status.DRAFT)

    client.force_login(UserFactory(is_organizer=True))
    asked = html_of(client.get(reverse("routes:organizer_delete", args=[route.uuid])))
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

    states = re.findall(r'class="badge[^"]*">([^<]+)<', html_of(client.get(reverse("routes:organizer"))))

    assert sorted(states) == ["опубликован", "черновик"]


@pytest.mark.parametrize("what", ["twice", "backwards", "past the end"])
def test_stops_that_make_no_sense_are_refused(what):
    first, second = TourFactory(published=True), TourFactory(published=True)
    stops = {
        "twice": [stop_at(first, 1, 0), stop_at(first, 1, 60)],
        "backwards": [stop_at(first, 2, 0), stop_at(second, 1, 60)],
        "past the end": [stop_at(first, 1, 0), stop_at(second, 3, 60)],
    }[what]
    route = RouteFactory(days=2)

    with pytest.raises(Refusal):
        save_route(
            route=route, enterprise=None, stops=stops, expected_version=ANY_VERSION,
            values={"title": route.title, "theme": route.theme, "description": {}, "region": None, "days": 2},
        )  # fmt: skip


def test_publishing_a_route_over_a_hidden_tour_is_refused():
    stops = [stop_at(TourFactory(published=True), 1, 0), stop_at(hidden := TourFactory(), 1, 60)]

    with pytest.raises(Refusal, match=str(hidden.title)):
        save_route(route=None, enterprise=None, stops=stops, publish=True, expected_version=ANY_VERSION, values={
            "title": hidden.title, "theme": {}, "description": {}, "region": None, "days": 1,
        })  # fmt: skip

    assert not Route.objects.exists()
