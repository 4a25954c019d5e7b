"""Lists that grow cost no more queries than lists of one: those that no other test counts."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from regions.enterprises.models import Enterprise
from tests.factories.accounts import UserFactory
from tests.factories.booking import confirmed_order
from tests.factories.enterprises import EnterpriseFactory, MembershipFactory, PhotoFactory, SiteFactory
from tests.factories.routes import bookable_route
from tests.factories.tours import TourFactory
from tours.booking.models import Order
from tours.routes.models import Route

pytestmark = pytest.mark.django_db
BUDGET = 15


def my_bookings(enterprise: Enterprise) -> None:
    order = confirmed_order()
    Order.objects.filter(pk=order.pk).update(user=enterprise.memberships.get().user)


def routes(enterprise: Enterprise) -> None:
    Route.objects.filter(pk=bookable_route().pk).update(enterprise=enterprise)


# What a list is of → its address, and how it gets one row more.
LISTS: dict[str, tuple[str, bool, Callable[[Enterprise], object]]] = {
    "bookings of one's own": ("booking:mine", False, my_bookings),
    "enterprises": ("enterprises:desk", False, lambda _enterprise: EnterpriseFactory(published=True)),
    "routes of the portal": ("routes:organizer", False, lambda _enterprise: bookable_route()),
    "routes of an enterprise": ("routes:cabinet", True, routes),
    "sites": ("enterprises:sites", True, lambda enterprise: SiteFactory(enterprise=enterprise)),
    "photos": ("enterprises:photos", True, lambda enterprise: PhotoFactory(of=enterprise)),
    "tours": (
        "tours:cabinet", True, lambda enterprise: TourFactory(site=SiteFactory(enterprise=enterprise), published=True),
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", LISTS)
def test_list_of_six_costs_what_a_list_of_one_does(client: Client, what: str):
    name, of_enterprise, grow = LISTS[what]
    member = MembershipFactory(user=UserFactory(organizer=True), role="owner")
    client.force_login(member.user)
    address = reverse(name, args=[member.enterprise.slug] if of_enterprise else [])

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as found:
            assert client.get(address).status_code == 200
        return len(found)

    grow(member.enterprise)
    queries()  # what a process learns once
    one = queries()
    for _more in range(5):
        grow(member.enterprise)

    assert queries() == one <= BUDGET
