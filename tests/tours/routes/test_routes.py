"""Routes: made by organizers and staff, shown with the strictest requirements."""

import pytest
from django.urls import reverse

from accelerator.common.errors import Refusal
from regions.enterprises.models import Role
from tests.factories.accounts import UserFactory
from tests.factories.enterprises import EnterpriseFactory, MembershipFactory
from tests.factories.routes import RouteFactory, bookable_route, route_over
from tests.factories.tours import RequirementsFactory, TourFactory
from tours.models import Tour
from tours.routes.models import Route
from tours.routes.services import StopValues, publish_route, save_route
from tours.routes.strictest import strictest

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


def test_strictest_requirements_are_fulfilled_by_who_fits_every_stop():
    route = route_over(
        [
            tour_requiring(min_age=6, footwear="closed_flat", ppe_to_bring=["gloves"], wheelchair="full", max_age=75),
            tour_requiring(min_age=14, footwear="any", ppe_to_bring=["gloves", "helmet"], wheelchair="none"),
            tour_requiring(walking_metres=500, photo_policy="banned", lead_time_days=5),
        ]
    )

    merged = strictest(Route.objects.with_stops().get(pk=route.pk).stops.all())

    assert (merged.min_age, merged.max_age, merged.lead_time_days) == (14, 75, 5)
    assert (merged.footwear, merged.photo_policy, merged.wheelchair) == ("closed_flat", "banned", "none")
    assert sorted(merged.ppe_to_bring) == ["gloves", "helmet"]
    assert merged.walking_metres == 500
    assert merged.children_per_chaperone is None


def test_route_page_shows_stations_and_the_strictest(client):
    route = route_over([tour_requiring(min_age=6), tour_requiring(min_age=14)])

    page = client.get(route.get_absolute_url()).content.decode()

    assert all(str(stop.tour.title) in page for stop in route.stops.all())
    assert "14" in page
    assert reverse("booking:route", args=[route.slug]) in page


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


def test_unfinished_route_is_not_published_but_refused_with_what_was_typed(client):
    client.force_login(UserFactory(is_organizer=True))

    answer = client.post(reverse("routes:organizer_new"), typed((TourFactory(published=True), 1, 0), do="publish"))

    assert answer.status_code == 422
    assert "Чугун и хлеб" in answer.content.decode()


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
    with pytest.raises(Refusal):
        publish_route(route=route_over([TourFactory(published=True), TourFactory()], status=Route.Status.DRAFT))


@pytest.mark.parametrize("stops", [2, 6])
def test_query_counts_are_flat(client, django_assert_max_num_queries, stops):
    route = bookable_route(stops)

    with django_assert_max_num_queries(8):
        client.get(route.get_absolute_url())
    with django_assert_max_num_queries(8):
        client.get(reverse("routes:catalogue"))
    with django_assert_max_num_queries(8):
        client.get(reverse("booking:route", args=[route.slug]))
