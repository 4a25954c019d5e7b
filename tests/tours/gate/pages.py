"""Staff at the gate: signed in, reading its pages and scanning tickets."""

from django.test import Client
from django.urls import reverse

from regions.enterprises.models import Enterprise, Role
from tests.factories.enterprises import MembershipFactory
from tests.portal.markup import html_of
from tours.models import Slot


def member(client: Client, enterprise: Enterprise, role: str = Role.GATE) -> Client:
    client.force_login(MembershipFactory(enterprise=enterprise, role=role, user__name="Савелий Дозорин").user)
    return client


def page(client: Client, name: str, *args: object, **query: str) -> str:
    answer = client.get(reverse(f"gate:{name}", args=args), query)
    assert answer.status_code == 200
    return html_of(answer)


def scan(client: Client, slot: Slot, code: str, **more: str) -> str:
    answer = client.post(reverse("gate:scan", args=[slot.enterprise.slug]), {"code": code, **more})
    return html_of(answer)
