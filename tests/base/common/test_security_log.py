"""Events of security: each is written by its real door, and none tells anything of a person."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from accelerator.base.accounts.models import User
from accelerator.base.common.security_log import Event, record
from accelerator.base.notifications.models import Message
from regions.enterprises.models import Enterprise, Membership
from tests.base.accounts.codes import totp_code
from tests.base.accounts.keys import take_second_step
from tests.base.accounts.outbox import last_mail, link_in
from tests.cluster import ROOT
from tests.factories.accounts import UserFactory
from tests.factories.booking import confirmed_order
from tests.factories.enterprises import EnterpriseFactory, MembershipFactory
from tests.factories.tours import SlotFactory
from tours.booking.services.identities import seal
from tours.models import VisitRequirements

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("steady_codes")]

PASSWORD = "a good long phrase"
# Whatever of this stands in a line was leaked: names, mails, a phone, a document, a slug, the address of the network.
CANARIES = ("канарейк", "canary", "+7912", "192.0.2.77")


class Lines(logging.Handler):
    """What the logger `security` was told."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.written: list[dict[str, Any]] = []

    def emit(self, record: logging.LogRecord) -> None:
        assert isinstance(record.msg, dict)
        self.written.append(record.msg)


@pytest.fixture
def lines() -> Iterator[Lines]:
    logger, handler = logging.getLogger("security"), Lines()
    before = logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    yield handler
    logger.removeHandler(handler)
    logger.setLevel(before)


@pytest.fixture(autouse=True)
def fresh_limits() -> None:
    cache.clear()


class House:
    """A cabinet whose people, names and guests are all canaries."""

    def __init__(self) -> None:
        self.client = Client(REMOTE_ADDR="192.0.2.77")
        self.slot = SlotFactory()
        self.enterprise: Enterprise = self.slot.enterprise
        Enterprise.objects.filter(pk=self.enterprise.pk).update(slug="canary-works")
        self.enterprise.refresh_from_db()
        self.owner = self.person("canary-owner@example.org", password=PASSWORD)
        MembershipFactory(enterprise=self.enterprise, role="owner", user=self.owner)
        self.order = confirmed_order(self.slot, email="canary-guest@example.org")
        self.order.contact.phone = "+79120000000"
        self.order.contact.save()
        visitors = list(self.order.visitors.all())
        # Letters: a few digits stand in any number of random identifiers.
        seal(visitors, [{"document_number": "CANARY 4510"} for _one in visitors], erase_at=self.slot.ends_at)

    @staticmethod
    def person(email: str, **more: Any) -> User:
        return UserFactory(email=email, name="Мария Канарейкина", **more)

    def as_owner(self) -> Client:
        self.client.force_login(self.owner, backend="allauth.account.auth_backends.AuthenticationBackend")
        return self.client

    def address(self, name: str, *args: Any) -> str:
        return reverse(name, args=[self.enterprise.slug, *args])

    def sign_in(self, password: str) -> Any:
        return self.client.post(reverse("account_login"), {"login": self.owner.email, "password": password})

    def superuser(self) -> Client:
        root = self.person("canary-root@example.org", is_staff=True, is_superuser=True)
        self.client.force_login(root)
        take_second_step(self.client, root)
        return self.client

    def invitation(self) -> Any:
        self.as_owner().post(
            self.address("enterprises:people"), {"email": "canary-new@example.org", "role": "guide"}
        )  # fmt: skip
        return self.enterprise.invitations.get()


def signed_up(house: House) -> None:
    typed = {"email": "canary-fresh@example.org", "password1": PASSWORD, "consent": "on"}
    house.client.post(reverse("account_signup"), typed)


def second_step(house: House) -> None:
    TOTP.activate(house.owner, generate_totp_secret())
    house.sign_in(PASSWORD)
    house.client.post(reverse("mfa_authenticate"), {"code": "000000"})


def activated(house: House) -> None:
    client = house.as_owner()
    page = client.get(reverse("mfa_activate_totp"), follow=True)
    if "form" not in (page.context or {}) or not hasattr(page.context["form"], "secret"):
        client.post(page.request["PATH_INFO"], {"password": PASSWORD})
        page = client.get(reverse("mfa_activate_totp"))
    client.post(reverse("mfa_activate_totp"), {"code": totp_code(page.context["form"].secret)})


def deactivated(house: House) -> None:
    house.sign_in(PASSWORD)
    TOTP.activate(house.owner, generate_totp_secret())
    house.client.post(reverse("mfa_deactivate_totp"))


def reset(house: House) -> None:
    house.client.post(reverse("account_reset_password"), {"email": house.owner.email})
    page = house.client.get(link_in(last_mail(house.owner.email)), follow=True)
    house.client.post(
        page.request["PATH_INFO"], {"password1": "another good phrase", "password2": "another good phrase"}
    )


def changed_password(house: House) -> None:
    typed = {"oldpassword": PASSWORD, "password1": "another good phrase", "password2": "another good phrase"}
    house.as_owner().post(reverse("account_change_password"), typed)


def changed_email(house: House) -> None:
    EmailAddress.objects.create(user=house.owner, email="canary-second@example.org", verified=True)
    house.as_owner().post(reverse("account_email"), {"action_remove": "", "email": "canary-second@example.org"})


def ended_session(house: House) -> None:
    client = house.as_owner()
    one = UserSession.objects.create(user=house.owner, session_key="of-a-phone", ip="192.0.2.77", user_agent="canary")
    client.post(reverse("accounts:session_end", args=[one.pk]))


def granted(house: House) -> None:
    typed = {"email": house.owner.email, "name": house.owner.name, "language": "ru", "is_active": "on",
             "is_organizer": "on"}  # fmt: skip
    house.superuser().post(reverse("admin:accounts_user_change", args=[house.owner.pk]), typed)


def member(house: House) -> Membership:
    return MembershipFactory(
        enterprise=house.enterprise, role="guide", user=house.person("canary-guide@example.org")
    )  # fmt: skip


def deleted(house: House) -> None:
    gone = house.person("canary-gone@example.org", password=PASSWORD)
    house.client.post(reverse("account_login"), {"login": gone.email, "password": PASSWORD})
    house.client.post(reverse("accounts:delete"), {"email": gone.email})


def revoked(house: House) -> None:
    one = house.invitation()
    house.client.post(house.address("enterprises:invitation_revoke", one.uuid))


def accepted(house: House) -> None:
    house.invitation()
    guest = house.person("canary-new@example.org")
    house.client.force_login(guest, backend="allauth.account.auth_backends.AuthenticationBackend")
    house.client.post(link_in(last_mail("canary-new@example.org")))


def read_passes(house: House) -> None:
    VisitRequirements.objects.filter(tour=house.slot.tour).update(pass_office_data=["document_number"])
    house.as_owner().post(house.address("gate:pass_list", house.slot.uuid))


def resent(house: House) -> None:
    topics = [house.order.topic, house.order.bookings.get().topic]
    message = Message.objects.filter(topic__in=topics).first()
    Message.objects.filter(pk=message.pk).update(state="failed")
    booking = house.order.bookings.get()
    house.as_owner().post(house.address("gate:resend", booking.uuid), {"message": str(message.uuid)})


def limited(house: House) -> None:
    for _try in range(12):
        house.client.post(reverse("account_reset_password"), {"email": "canary-stranger@example.org"})


def forbidden(house: House) -> None:
    Client(enforce_csrf_checks=True, REMOTE_ADDR="192.0.2.77").post(reverse("account_login"), {"login": "canary"})


def foreign(house: House) -> None:
    MembershipFactory(
        enterprise=EnterpriseFactory(slug="elsewhere"), role="owner", user=house.person("canary-b@x.example")
    )
    house.client.force_login(User.objects.get(email="canary-b@x.example"))
    house.client.get(house.address("gate:roster", house.slot.uuid))


DOORS: dict[Event, Callable[[House], object]] = {
    Event.ACCOUNT_CREATED: signed_up,
    Event.ACCOUNT_DELETED: deleted,
    Event.SIGNED_IN: lambda house: house.sign_in(PASSWORD),
    Event.SIGN_IN_FAILED: lambda house: house.sign_in("canary wrong phrase"),
    Event.SECOND_STEP_FAILED: second_step,
    Event.SECOND_STEP_ADDED: activated,
    Event.SECOND_STEP_REMOVED: deactivated,
    Event.PASSWORD_CHANGED: changed_password,
    Event.PASSWORD_RESET: reset,
    Event.EMAIL_CHANGED: changed_email,
    Event.SESSION_ENDED: ended_session,
    Event.RIGHTS_CHANGED: granted,
    Event.BACKOFFICE_CHANGED: granted,
    Event.INVITATION_SENT: lambda house: house.invitation(),
    Event.INVITATION_REVOKED: revoked,
    Event.INVITATION_ACCEPTED: accepted,
    Event.ROLE_CHANGED: lambda house: house.as_owner().post(
        house.address("enterprises:member_role", member(house).uuid), {"role": "gate"}
    ),
    Event.MEMBER_REMOVED: lambda house: house.as_owner().post(
        house.address("enterprises:member_remove", member(house).uuid)
    ),
    Event.EXPORT_TAKEN: lambda house: house.as_owner().get(house.address("gate:roster_file", house.slot.uuid, "xlsx")),
    Event.IDENTITY_READ: read_passes,
    Event.MESSAGE_RESENT: resent,
    Event.CONSENT_WITHDRAWN: lambda house: house.client.post(reverse("booking:withdraw", args=[house.order.token])),
    Event.OWN_DATA_TAKEN: lambda house: house.client.get(reverse("booking:own_data", args=[house.order.token])),
    Event.OBJECT_REFUSED: foreign,
    Event.REQUEST_FORBIDDEN: forbidden,
    Event.RATE_LIMITED: limited,
}


@pytest.mark.parametrize("event", list(Event))
def test_each_event_is_written_by_its_door_and_names_nobody(
    event: Event, lines: Lines, django_capture_on_commit_callbacks: Any
) -> None:
    house = House()
    with django_capture_on_commit_callbacks(execute=True):
        DOORS[event](house)

    written_lines = [line for line in lines.written if line["event"] == str(event)]
    assert written_lines, f"written: {[line['event'] for line in lines.written]}"
    written = json.dumps(lines.written, ensure_ascii=False, default=str).lower()
    assert [canary for canary in CANARIES if canary in written] == []
    assert house.order.token not in written


def test_line_says_who_and_where(lines: Lines, django_capture_on_commit_callbacks: Any) -> None:
    house = House()
    guide = member(house)
    with django_capture_on_commit_callbacks(execute=True):
        house.as_owner().post(house.address("enterprises:member_role", guide.uuid), {"role": "gate"})

    [line] = [line for line in lines.written if line["event"] == "role.changed"]
    assert line["actor"] == str(house.owner.uuid)
    assert line["enterprise"] == str(house.enterprise.uuid)
    assert (line["account"], line["role"]) == (str(guide.user.uuid), "gate")
    assert len(line["network"]) == 32


def test_rolled_back_event_is_not_logged(lines: Lines, django_capture_on_commit_callbacks: Any) -> None:
    house = House()
    last = house.enterprise.memberships.get()
    with django_capture_on_commit_callbacks(execute=True):
        house.as_owner().post(house.address("enterprises:member_remove", last.uuid))  # the last owner stays

    assert "member.removed" not in [line["event"] for line in lines.written]


@pytest.mark.parametrize("value", ["Anna", "anna@example.org", "+79120000000", "an address", "a/b", "", "x" * 61])
def test_fact_of_another_shape_is_left_out(lines: Lines, django_capture_on_commit_callbacks: Any, value: str) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        record(Event.SIGNED_IN, by=value)

    assert "by" not in lines.written[0]


def test_operations_explain_every_event() -> None:
    page = (ROOT / "docs" / "operations.md").read_text()
    assert [str(event) for event in Event if f"`{event}`" not in page] == []
