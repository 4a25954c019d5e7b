"""Everything that the portal keeps of a person, for themselves, and of no one else."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import models
from django.test import Client
from django.urls import reverse

from tests.factories.accounts import UserFactory
from tests.factories.booking import consent_text, held_order
from tests.factories.enterprises import MembershipFactory
from tests.factories.tours import SlotFactory
from tours.booking.models import Order, OrderContact, Visitor
from tours.booking.requirement_checks import VisitorDetails
from tours.booking.services.confirmations import ConsentGiven, confirm
from tours.booking.services.identities import read_passes
from tours.booking.services.people import Contact
from tours.models import VisitRequirements

pytestmark = pytest.mark.django_db


def booked(email: str = "masha@example.org", name: str = "Мария Петрова", **more: Any) -> Order:
    slot = SlotFactory()
    VisitRequirements.objects.filter(tour=slot.tour).update(pass_office_data=["full_name", "document_number"])
    return confirm(
        order=held_order(slot),
        contact=Contact(name=name, email=email, phone="+79000000001"),
        visitors=[VisitorDetails(name="Пётр Гость", age=33, identity={"document_number": "4510 123456"})],
        consent=ConsentGiven(text=consent_text(), ip_address="192.0.2.7"),
        **more,
    )


def of_order(client: Client, order: Order) -> tuple[dict[str, Any], str]:
    response = client.get(reverse("booking:own_data", args=[order.token]))
    assert response.status_code == 200
    assert "no-store" in response.headers["Cache-Control"]
    assert response.headers["Content-Disposition"].startswith("attachment")
    text = response.content.decode()
    return json.loads(text), text


def test_link_gives_everything_of_its_order(client: Client) -> None:
    order = booked()
    read_passes(slot=order.bookings.get().slot, reader=UserFactory(name="Кто-то Служебный"))

    data, text = of_order(client, order)

    assert data["contact"] == {
        **{field.name: getattr(order.contact, field.name) for field in columns(OrderContact)},
        "phone": "+79000000001",
    }
    [visitor] = data["visitors"]
    assert (visitor["name"], visitor["age"]) == ("Пётр Гость", 33)
    assert visitor["pass_data"]["kinds_held"] == ["document_number"]
    assert visitor["pass_data"]["erased_after"] is not None
    assert data["consent"]["from_address"] == "192.0.2.7"
    assert data["consent"]["text"]
    assert {message["to"] for message in data["messages"]} == {"masha@example.org"}
    assert [reading["people"] for reading in data["pass_lists_opened"]] == [1]
    assert data["operator"]
    assert "123456" not in text  # a person to whom the mail was forwarded reads no documents
    assert "Служебный" not in text


def columns(model: type[models.Model]) -> list[models.Field]:
    return [field for field in model._meta.concrete_fields if not field.is_relation and field.name != "id"]


def test_no_column_of_people_is_left_out(client: Client) -> None:
    """Whatever is added to the tables of people one day comes into the file by itself."""
    data, _text = of_order(client, booked())

    assert set(data["contact"]) == {field.name for field in columns(OrderContact)}
    assert set(data["visitors"][0]) == {field.name for field in columns(Visitor)} - {"uuid"} | {"pass_data"}


def test_link_gives_nothing_of_others(client: Client) -> None:
    mine = booked()
    other = booked(email="other@example.org", name="Чужой Человек")

    _data, text = of_order(client, mine)

    assert all(foreign not in text for foreign in ("other@example.org", "Чужой", other.code))
    assert client.get(reverse("booking:own_data", args=["no-such-order"])).status_code == 404


def test_after_the_consent_is_withdrawn_nobody_is_left_in_it(client: Client) -> None:
    order = booked()
    client.post(reverse("booking:withdraw", args=[order.token]))

    data, text = of_order(client, order)

    assert (data["contact"], data["visitors"]) == (None, [])
    assert data["consent"]["withdrawn_at"] is not None
    assert all(gone not in text for gone in ("masha@example.org", "Петрова", "Гость", "192.0.2.7"))


def test_account_gives_everything_of_its_person(client: Client) -> None:
    user = UserFactory(email="masha@example.org", name="Мария Петрова")
    membership = MembershipFactory(user=user, role="guide")
    order = booked()
    Order.objects.filter(pk=order.pk).update(user=user)
    booked(email="other@example.org", name="Чужой Человек")
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")

    response = client.get(reverse("accounts:own_data"))
    data, text = json.loads(response.content), response.content.decode()

    assert "no-store" in response.headers["Cache-Control"]
    assert data["account"]["email"] == "masha@example.org"
    assert "password" not in data["account"]
    assert [one["email"] for one in data["emails"]] == ["masha@example.org"]
    assert [one["enterprise__slug"] for one in data["memberships"]] == [membership.enterprise.slug]
    assert [one["order"]["code"] for one in data["orders"]] == [order.code]
    assert "Чужой" not in text


@pytest.mark.parametrize("page", ["ticket", "account"])
def test_pages_lead_to_the_file(client: Client, page: str) -> None:
    order = booked()
    if page == "ticket":
        address, file = order.get_absolute_url(), reverse("booking:own_data", args=[order.token])
    else:
        client.force_login(UserFactory(), backend="allauth.account.auth_backends.AuthenticationBackend")
        address, file = reverse("accounts:settings"), reverse("accounts:own_data")

    assert f'href="{file}"' in client.get(address).content.decode()
