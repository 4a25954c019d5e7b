"""Second steps at work: the back office always, desks after a grace; and rights that end with the next page."""

import io
import time
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from accelerator.base.accounts.models import User
from accelerator.base.accounts.second_step_rule import (
    forget_second_step,
    second_step_due,
    second_step_for_desk,
    took_second_step,
)
from accelerator.base.common import clock
from regions.enterprises.models import Membership
from tests.base.accounts.codes import totp_code
from tests.base.accounts.keys import take_second_step, with_passkey
from tests.base.accounts.requests import asked
from tests.factories.accounts import UserFactory
from tests.factories.enterprises import EnterpriseFactory, MembershipFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("steady_codes")]
PASSWORD = "a good long phrase"
BACK_OFFICE, DESK, LOGIN = "/backoffice/", "/organizer/", "/accounts/login/"
ASKED, SET_UP = "/accounts/2fa/reauthenticate/", "/accounts/second-step/"
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def fresh_limits() -> None:
    cache.clear()


def person(**fields: Any) -> User:
    return UserFactory(password=PASSWORD, second_step_asked_at=None, **fields)


def owner() -> Membership:
    return MembershipFactory(user=person(), role="owner")


def signed_in(user: User, code: str = "") -> Client:
    client = Client()
    answer = client.post(LOGIN, {"login": user.email, "password": PASSWORD})
    if answer["Location"] == reverse("mfa_authenticate"):
        answer = client.post(answer["Location"], {"code": code})
    assert "_auth_user_id" in client.session
    return client


def leads_to(client: Client, address: str) -> str:
    """Where a page sends on to, without what it adds to come back; empty where it opens."""
    answer = client.get(address)
    return "" if answer.status_code == 200 else answer["Location"].partition("?")[0]


# The back office


@pytest.mark.parametrize("address", ["/backoffice/", "/backoffice/accounts/user/", "/en/backoffice/"])
def test_back_office_opens_to_no_password_alone(address: str) -> None:
    client = signed_in(person(is_staff=True, is_superuser=True))

    answer = client.get(address)

    assert answer.status_code == 302
    assert answer["Location"].endswith(f"/accounts/second-step/?next={address.replace('/', '%2F')}")
    assert client.post("/backoffice/accounts/user/", {"action": "delete_selected"}).status_code == 302
    page = client.get(answer["Location"]).content.decode()
    assert reverse("mfa_add_webauthn") in page


def test_back_office_opens_after_the_second_step() -> None:
    root, secret = person(is_staff=True, is_superuser=True), generate_totp_secret()
    TOTP.activate(root, secret)

    assert leads_to(signed_in(root, totp_code(secret)), BACK_OFFICE) == ""


def test_recovery_code_opens_the_back_office_once_and_alone_is_no_second_step() -> None:
    root = person(is_staff=True, is_superuser=True)
    TOTP.activate(root, generate_totp_secret())
    codes = RecoveryCodes.activate(root)

    assert leads_to(signed_in(root, codes.get_unused_codes()[0]), BACK_OFFICE) == ""

    Authenticator.objects.filter(user=root, type=Authenticator.Type.TOTP).delete()
    assert leads_to(signed_in(root), BACK_OFFICE) == SET_UP


@pytest.mark.parametrize(("step", "asked"), [("app", ASKED), ("passkey", "/accounts/2fa/webauthn/reauthenticate/")])
def test_session_from_before_is_asked_for_the_second_step(step: str, asked: str) -> None:
    root = person(is_staff=True, is_superuser=True)
    client = signed_in(root)
    TOTP.activate(root, generate_totp_secret()) if step == "app" else with_passkey(root)

    assert leads_to(client, BACK_OFFICE) == asked


def test_session_that_is_asked_goes_on_where_it_wanted_to() -> None:
    root, secret = person(is_staff=True, is_superuser=True), generate_totp_secret()
    client = signed_in(root)
    TOTP.activate(root, secret)
    asked = client.get("/backoffice/accounts/user/?q=1")["Location"]

    answer = client.post(asked, {"code": totp_code(secret)})

    assert answer["Location"] == "/backoffice/accounts/user/?q=1"
    assert leads_to(client, answer["Location"]) == ""


@pytest.mark.django_db(transaction=True)  # told once it is committed
def test_session_that_sets_the_app_up_is_in_and_the_one_that_removes_it_is_out() -> None:
    root = person(is_staff=True, is_superuser=True)
    client = signed_in(root)
    secret = client.get(reverse("mfa_activate_totp")).context["form"].secret
    client.post(reverse("mfa_activate_totp"), {"code": totp_code(secret)})
    assert leads_to(client, BACK_OFFICE) == ""

    client.post(reverse("mfa_deactivate_totp"))
    assert leads_to(client, BACK_OFFICE) == SET_UP


def test_back_office_asks_in_the_demo_too(settings: Any) -> None:
    settings.SECOND_STEP_GRACE = None

    assert leads_to(signed_in(person(is_staff=True, is_superuser=True)), BACK_OFFICE) == SET_UP


def test_demo_has_no_account_for_the_back_office() -> None:
    from accelerator.demo import load  # noqa: PLC0415 - only this test needs it

    load._load_accounts(
        {slug: EnterpriseFactory(slug=slug) for slug in {row["slug"] for row in load._read("enterprises")}}
    )

    assert User.objects.count() >= len(load.accounts()) > 3
    assert not User.objects.filter(is_staff=True).exists()
    assert not User.objects.filter(is_superuser=True).exists()


# Desks


def desks() -> list[tuple[User, str]]:
    membership = owner()
    return [(person(is_organizer=True), DESK), (membership.user, f"/cabinet/{membership.enterprise.slug}/")]


def test_desk_says_until_when_and_then_asks() -> None:
    for user, desk in desks():
        with time_machine.travel("2026-03-02 09:00+03:00", tick=False):
            client = signed_in(user)
            page = client.get(desk, follow=True).content.decode().replace("\N{NO-BREAK SPACE}", " ")
            assert "16 марта 2026" in page
            assert SET_UP in page
        with time_machine.travel("2026-03-16 08:59+03:00", tick=False):
            assert client.get(desk, follow=True).status_code == 200 if still_in(client) else signed_in(user)
            assert leads_to(signed_in(user), desk) != SET_UP
        with time_machine.travel("2026-03-16 09:00+03:00", tick=False):
            assert leads_to(signed_in(user), desk) == SET_UP


def still_in(client: Client) -> bool:
    return client.get("/accounts/").status_code == 200


def test_grace_begins_with_the_first_page_of_a_desk_and_with_no_other() -> None:
    user = person(is_organizer=True)
    client = signed_in(user)
    client.get("/")
    user.refresh_from_db()
    assert user.second_step_asked_at is None

    client.get(DESK)
    user.refresh_from_db()
    first = user.second_step_asked_at
    client.get(DESK)
    user.refresh_from_db()

    assert first is not None
    assert user.second_step_asked_at == first


def test_desk_opens_after_the_second_step(settings: Any) -> None:
    settings.SECOND_STEP_GRACE = timedelta(0)
    for user, desk in desks():
        client = Client()
        client.force_login(user)
        assert leads_to(client, desk) == SET_UP
        take_second_step(client, user)
        answer = client.get(desk, follow=True)
        assert answer.status_code == 200
        assert SET_UP not in answer.content.decode()


def test_demo_never_asks_at_a_desk(settings: Any) -> None:
    settings.SECOND_STEP_GRACE = None
    for user, desk in desks():
        answer = signed_in(user).get(desk, follow=True)
        assert answer.status_code == 200
        assert SET_UP not in answer.content.decode()
        user.refresh_from_db()
        assert user.second_step_asked_at is None


@pytest.mark.parametrize("role", ["manager", "guide", "gate"])
def test_nobody_but_the_owner_is_asked_in_a_cabinet(settings: Any, role: str) -> None:
    settings.SECOND_STEP_GRACE = timedelta(0)
    membership = MembershipFactory(user=person(), role=role)
    today = reverse("gate:today", args=[membership.enterprise.slug])

    assert leads_to(signed_in(membership.user), today) == ""


def test_page_of_the_second_step_leads_back_within_the_portal_alone() -> None:
    user = person()
    client = signed_in(user)
    take_second_step(client, user)

    assert 'href="/organizer/"' in client.get(f"{SET_UP}?next=/organizer/").content.decode()
    assert 'href="https://evil' not in client.get(f"{SET_UP}?next=https://evil.example/").content.decode()


def test_somebody_who_lost_every_second_step_is_helped_by_the_operator() -> None:
    user = person()
    TOTP.activate(user, generate_totp_secret())
    RecoveryCodes.activate(user)
    client = Client()
    client.force_login(user)
    client.get("/accounts/")  # its device is known
    out = io.StringIO()

    call_command("remove_second_steps", user.email.upper(), stdout=out)

    assert not Authenticator.objects.filter(user=user).exists()
    assert user.email in out.getvalue()
    with pytest.raises(CommandError, match=r"nobody@example\.org"):
        call_command("remove_second_steps", "nobody@example.org")


# The rule itself, called directly


def opened(user: User, *methods: str) -> Any:
    """A page that this person asks for, whose session was opened by these methods."""
    request = asked(user)
    request.session["account_authentication_methods"] = [{"method": method} for method in methods]
    request.session["account_authentication_methods_user"] = str(user.pk)
    return request


@pytest.mark.parametrize(
    ("methods", "took"), [((), False), (("password",), False), (("mfa",), True), (("password", "mfa", "code"), True)]
)
def test_second_step_is_what_the_session_was_opened_by(methods: tuple[str, ...], took: bool) -> None:
    assert took_second_step(opened(person(), *methods)) is took


def test_nobody_in_particular_took_no_second_step() -> None:
    request = opened(person(), "mfa")
    request.user = AnonymousUser()

    assert not took_second_step(request)


def test_removed_second_step_is_forgotten_and_the_rest_is_not() -> None:
    request = opened(person(), "password", "mfa", "code")

    forget_second_step(request)

    assert [one["method"] for one in request.session["account_authentication_methods"]] == ["password", "code"]
    assert not took_second_step(request)
    empty = asked(person())
    forget_second_step(empty)
    assert not took_second_step(empty)


def test_grace_begins_once_with_the_first_request() -> None:
    user, page_at_once, start = person(), User.objects.order_by("pk"), clock.now()
    twin = page_at_once.get(pk=user.pk)
    with time_machine.travel(start, tick=False):
        assert second_step_due(user, DAY) == start + DAY
    with time_machine.travel(start + DAY / 2, tick=False):
        second_step_due(twin, DAY)
        assert second_step_due(user, DAY) == second_step_due(page_at_once.get(pk=user.pk), DAY) == start + DAY


def test_grace_of_one_person_begins_for_nobody_else() -> None:
    user, other = person(), person()
    second_step_due(user, DAY)

    assert User.objects.get(pk=other.pk).second_step_asked_at is None


def test_grace_without_an_end_does_not_begin_and_nobody_is_asked(settings: Any) -> None:
    settings.SECOND_STEP_GRACE = None
    user = person()
    with_passkey(user)

    assert second_step_for_desk(asked(user), user) is None
    assert User.objects.get(pk=user.pk).second_step_asked_at is None


@pytest.mark.parametrize(("method", "back"), [("GET", "/desk/?day=2"), ("HEAD", "/desk/?day=2"), ("POST", "/desk/")])
def test_page_that_asks_leads_back_to_a_page_that_can_be_opened(method: str, back: str) -> None:
    user = person()
    with_passkey(user)
    request = asked(user)
    request.path, request.method, request.META["QUERY_STRING"] = "/desk/", method, "day=2"

    answer = second_step_for_desk(request, user)

    assert answer
    assert answer["Location"].partition("?")[2] == urlencode({"next": back})


def test_desk_asks_nothing_more_of_who_took_a_second_step() -> None:
    user = person()
    with_passkey(user)

    assert second_step_for_desk(opened(user, "password"), user) is not None
    assert second_step_for_desk(opened(user, "password", "mfa"), user) is None


@pytest.mark.parametrize("since", [DAY - timedelta(seconds=1), DAY], ids=["within the grace", "at its end"])
def test_desk_opens_until_the_grace_ends(settings: Any, since: timedelta) -> None:
    settings.SECOND_STEP_GRACE = DAY
    user, start = person(), clock.now()
    with time_machine.travel(start, tick=False):
        assert second_step_for_desk(asked(user), user) is None
    with time_machine.travel(start + since, tick=False):
        request = asked(user)
        answer = second_step_for_desk(request, user)
    if since < DAY:
        assert (answer, request.second_step_due) == (None, start + DAY)
    else:
        assert answer
        assert answer["Location"].startswith(SET_UP)


# Rights that end


def test_rights_that_are_taken_away_end_with_the_next_page() -> None:
    organizer, member = person(is_organizer=True), owner()
    root = person(is_staff=True, is_superuser=True)
    cabinet = f"/cabinet/{member.enterprise.slug}/"
    clients = {user.pk: signed_in(user) for user in (organizer, member.user)}
    back_office = Client()
    back_office.force_login(root)
    take_second_step(back_office, root)
    assert leads_to(back_office, BACK_OFFICE) == ""
    assert clients[organizer.pk].get(DESK).status_code == 200
    assert clients[member.user.pk].get(cabinet, follow=True).status_code == 200

    User.objects.filter(pk=organizer.pk).update(is_organizer=False)
    User.objects.filter(pk=root.pk).update(is_staff=False)
    member.delete()

    assert clients[organizer.pk].get(DESK).status_code == 404
    assert clients[member.user.pk].get(cabinet, follow=True).status_code == 404
    assert back_office.get(BACK_OFFICE, follow=True).status_code == 403


def test_switched_off_person_is_out_with_the_next_page() -> None:
    user = person(is_organizer=True)
    client = signed_in(user)
    User.objects.filter(pk=user.pk).update(is_active=False)

    assert client.get("/accounts/")["Location"].startswith(LOGIN)


def test_time_of_the_second_step_is_read_from_the_session_of_this_person_alone() -> None:
    root = person(is_staff=True, is_superuser=True)
    with_passkey(root)
    client = signed_in_without_step(root)
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "at": time.time(), "type": "webauthn"}]
    session["account_authentication_methods_user"] = str(person().pk)
    session.save()

    assert leads_to(client, BACK_OFFICE) != ""


def signed_in_without_step(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client
