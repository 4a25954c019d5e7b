"""Calls what no other test calls by its door, so that kept pages can be compared with fresh ones after it.

What each does is asked elsewhere; here only whether it was done. The back office is asked as by its pages.
"""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from celery import current_app
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import translation

from accelerator.base.accounts.models import ConsentText, User
from accelerator.base.common import clock
from accelerator.base.notifications.models import Message
from accelerator.base.search.models import Synonyms
from regions.enterprises.models import Photo
from regions.models import FederalDistrict, Region
from tests.access.world import World
from tests.base.accounts.keys import take_second_step
from tests.factories.accounts import UserFactory
from tests.factories.notifications import MessageFactory
from tests.factories.regions import FederalDistrictFactory
from tests.post_office import PostOffice
from tests.proofs import solve
from tours.booking.models import Order
from tours.booking.services import allowances, people

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return World.build()


class BackOffice:
    """The back office before a superuser."""

    def __init__(self) -> None:
        root = UserFactory(is_staff=True, is_superuser=True)
        self.client = Client()
        self.client.force_login(root, backend="allauth.account.auth_backends.AuthenticationBackend")
        take_second_step(self.client, root)

    def _post(self, model: type, page: str, typed: dict[str, Any], *args: Any) -> None:
        address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)
        response = self.client.post(address, typed)
        assert response.status_code == 302, response.content.decode()[:20_000]

    def add(self, model: type, **typed: Any) -> None:
        self._post(model, "add", typed)

    def change(self, row: Any, **typed: Any) -> None:
        self._post(type(row), "change", typed, row.pk)

    def delete(self, row: Any) -> None:
        self._post(type(row), "delete", {"post": "yes"}, row.pk)

    def act(self, action: str, row: Any, **typed: Any) -> None:
        self._post(type(row), "changelist", {"action": action, "_selected_action": [row.pk], **typed})

    def delete_chosen(self, row: Any) -> None:
        self.act("delete_selected", row, post="yes")


@pytest.fixture
def office(world: World) -> BackOffice:
    return BackOffice()


def test_region_in_the_back_office(world: World, office: BackOffice) -> None:
    region = world.own.enterprise.region
    office.change(region, known_for_ru="Пряники", known_for_en="Gingerbread")
    assert Region.objects.get(pk=region.pk).known_for["ru"] == "Пряники"


def test_district_in_the_back_office(world: World, office: BackOffice) -> None:
    district = world.own.enterprise.region.district
    office.change(district, name_ru="Другой округ", name_en="Another District", code=district.code, position=3)
    assert FederalDistrict.objects.get(pk=district.pk).name["ru"] == "Другой округ"
    office.delete(FederalDistrictFactory(code="one"))
    office.delete_chosen(FederalDistrictFactory(code="two"))
    assert not FederalDistrict.objects.filter(code__in=("one", "two")).exists()


def test_synonyms_in_the_back_office(office: BackOffice) -> None:
    office.add(Synonyms, words="завод, цех")
    row = Synonyms.objects.get(words="завод, цех")
    office.change(row, words="завод, фабрика")
    office.delete(row)
    office.add(Synonyms, words="завод, цех")
    office.delete_chosen(Synonyms.objects.get(words="завод, цех"))
    assert not Synonyms.objects.filter(words__startswith="завод, ").exists()


def test_people_in_the_back_office(world: World, office: BackOffice) -> None:
    guide, gate = world.people["guide"], world.people["gate"]
    office.change(guide, email=guide.email, name="Другое Имя", language="en", is_active="on")
    assert User.objects.get(pk=guide.pk).name == "Другое Имя"
    office.delete(guide)
    office.delete_chosen(gate)
    assert not User.objects.filter(pk__in=(guide.pk, gate.pk)).exists()


def test_consent_text_in_the_back_office(office: BackOffice) -> None:
    text = ConsentText.objects.order_by("-version").first()
    assert text is not None
    day, time = f"{clock.now():%Y-%m-%d}", f"{clock.now():%H:%M:%S}"
    office.add(
        ConsentText, kind=text.kind, version=text.version + 1, title_ru="Согласие", title_en="Consent",
        body_ru="Согласен", body_en="I agree", valid_from_0=day, valid_from_1=time,
    )  # fmt: skip
    assert ConsentText.objects.filter(kind=text.kind, version=text.version + 1).exists()


def test_message_sent_again_by_the_back_office(office: BackOffice) -> None:
    message = MessageFactory(state=Message.State.UNKNOWN)
    office.act("send_again", message)
    assert Message.objects.get(pk=message.pk).state == Message.State.QUEUED


@pytest.mark.parametrize(
    ("command", "arguments"),
    [("audit_capacity", ()), ("hooks", ()), ("messages", ("--compile",)), ("reindex_search", ())],
)
def test_command(world: World, command: str, arguments: tuple[str, ...]) -> None:
    call_command(command, *arguments, stdout=(out := StringIO()))
    assert out.getvalue()


def test_work_against_robots() -> None:
    proof = solve("a ticket", 16)
    seed = allowances.seed_of("a ticket")
    assert allowances.work_of("a ticket", proof) == 16
    assert allowances.hash_of(seed, 0, int(proof.split(".")[1])) < 1 << 32


def test_orders_claimed_by_their_email(world: World) -> None:
    user = world.people["tourist"]
    assert people.claim_orders_by_email(user, "guest@own.example")
    assert Order.objects.filter(user=user).exists()


def tasks() -> list[str]:
    current_app.loader.import_default_modules()
    return sorted(name for name in current_app.tasks if not name.startswith(("celery.", "demo.")))


@pytest.mark.parametrize("name", tasks())
def test_task(world: World, name: str, post_office: PostOffice) -> None:
    with translation.override(None):  # as a worker has it
        wanted = {"photo_id": Photo.objects.latest("pk").pk} if name == "enterprises.make_renditions" else {}
        current_app.tasks[name](**wanted)
