"""The lists of those who make routes: found by words of the title, and taken along as files."""

import pytest
from django.urls import reverse

from accelerator.base.common.json_ld import absolute
from regions.enterprises.models import Role
from tests.factories.accounts import UserFactory
from tests.factories.enterprises import EnterpriseFactory, MembershipFactory
from tests.factories.routes import RouteFactory, bookable_route, route_over
from tests.factories.tours import TourFactory
from tests.tables import table
from tours.routes.models import Route

pytestmark = pytest.mark.django_db


@pytest.fixture
def member(client):
    """A manager who is an organizer too."""
    membership = MembershipFactory(role=Role.MANAGER, user=UserFactory(organizer=True))
    client.force_login(membership.user)
    return membership


@pytest.fixture(params=["organizer", "cabinet"])
def address(request, member):
    """Either list."""
    return reverse(f"routes:{request.param}", args=[member.enterprise.slug] if request.param == "cabinet" else [])


@pytest.mark.parametrize(
    ("words", "found"),
    [("ХЛЕБ чугун", 1), ("iron", 1), ("хлеб фарфор", 0), ("%", 0), ("чу\0гун", 1), ("", 2)],
)
def test_list_is_searched_by_words_of_the_title(client, member, address, words, found):
    RouteFactory(enterprise=member.enterprise, title={"ru": "Чугун и хлеб", "en": "Iron and bread"})
    RouteFactory(enterprise=member.enterprise, title={"ru": "Фарфор"})

    page = client.get(address, {"q": words})

    assert len(page.context["routes"]) == found
    assert ("Маршрутов с такими словами в названии нет" in page.content.decode()) is (found == 0)


def test_list_is_exported_as_it_was_searched(client, member, address):
    tours = [TourFactory(published=True, title={"ru": title}) for title in ("Печь", "Пекарня")]
    title, theme = {"ru": "Чугун и хлеб"}, {"ru": "Металл и еда"}
    route = route_over(tours, days=(1, 2), title=title, theme=theme, enterprise=member.enterprise)
    RouteFactory(enterprise=member.enterprise, title={"ru": "Фарфор"}, status=Route.Status.DRAFT)

    headings, *rows = table(client, address, format="xlsx", q="чугун")

    assert headings == ["Маршрут", "Тема", "Дней", "Точки", "Состояние", "Адрес страницы"]
    shown = absolute(route.get_absolute_url())
    assert rows == [["Чугун и хлеб", "Металл и еда", 2, "Печь → Пекарня", "опубликован", shown]]
    assert [row[4] for row in table(client, address)[1:]] == ["черновик", "опубликован"]
    assert "&amp;format=csv" in client.get(address, {"q": "чугун"}).content.decode()
    client.force_login(MembershipFactory(enterprise=member.enterprise, role=Role.GUIDE).user)
    assert client.get(address, {"format": "csv"}).status_code == 404


def test_enterprises_list_holds_no_routes_of_others(client, member):
    own = RouteFactory(enterprise=member.enterprise)
    for other in (None, EnterpriseFactory()):
        RouteFactory(enterprise=other)

    rows = table(client, reverse("routes:cabinet", args=[member.enterprise.slug]))

    assert [row[0] for row in rows[1:]] == [str(own)]
    assert len(table(client, reverse("routes:organizer"))) == 4


@pytest.mark.parametrize("count", [1, 4])
def test_export_costs_the_same_however_many_there_are(client, member, count, django_assert_num_queries):
    for _more in range(count):
        Route.objects.filter(pk=bookable_route().pk).update(enterprise=member.enterprise)

    with django_assert_num_queries(5):  # session, person, second step, routes, stops
        assert len(table(client, reverse("routes:organizer"))) == count + 1
    with django_assert_num_queries(5):  # and the membership
        assert len(table(client, reverse("routes:cabinet", args=[member.enterprise.slug]))) == count + 1
