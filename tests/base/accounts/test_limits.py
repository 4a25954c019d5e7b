"""Guessing is slow, and strangers lock no one out: who is counted by what, and what each refusal says."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.core.context import request_context
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.cache import cache
from django.test import Client, RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from accelerator.base.accounts.forms import SignupForm
from accelerator.base.accounts.known_devices import MOST_PEOPLE
from accelerator.base.accounts.models import User
from accelerator.base.notifications.models import Message
from tests.base.accounts.codes import totp_code
from tests.base.accounts.hashing import CountingHasher
from tests.base.accounts.keys import with_passkey
from tests.base.accounts.outbox import code_in, last_mail
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
PASSWORD = "a good long phrase"
EMAIL = "masha@example.org"
LOGIN, CODE = "/accounts/login/", "/accounts/login/code/"


@pytest.fixture(autouse=True)
def fresh_limits() -> None:
    cache.clear()


@pytest.fixture
def masha() -> User:
    return UserFactory(email=EMAIL, password=PASSWORD)


def browser(network: int = 1) -> Client:
    """A browser without cookies, in a network of its own number."""
    return Client(REMOTE_ADDR=f"10.{network >> 16 & 255}.{network >> 8 & 255}.{network & 255}")


def try_password(client: Client, password: str = PASSWORD, email: str = EMAIL) -> int:
    return int(client.post(LOGIN, {"login": email, "password": password}).status_code)


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def known(user: User, network: int = 1, password: str = PASSWORD) -> Client:
    """A browser on which the person came in and went out again."""
    client = browser(network)
    assert try_password(client, password, user.email) == 302
    client.post(reverse("account_logout"))
    assert not is_in(client)
    return client


def guess_until_refused(network: int = 9, email: str = EMAIL) -> int:
    """How many wrong passwords one network may try for one address."""
    for tries in range(100):
        if try_password(browser(network), "wrong", email) == 429:
            return tries
    raise AssertionError("never refused")


# Who is kept out, and who is not


def test_stranger_is_stopped_and_the_person_comes_in_from_elsewhere(masha: User) -> None:
    assert guess_until_refused(network=9) == 5
    assert try_password(browser(9)) == 429  # the right one too, from there and on a new device

    assert try_password(browser(2)) == 302


def test_device_that_came_in_before_is_let_through_beside_the_stranger(masha: User) -> None:
    phone = known(masha, network=9)
    guess_until_refused(network=9)

    assert try_password(phone) == 302


def test_devices_own_wrong_passwords_are_counted(masha: User) -> None:
    phone = known(masha)

    assert [try_password(phone, "wrong") for _try in range(6)] == [422] * 5 + [429]
    assert try_password(phone) == 429
    assert try_password(browser(1)) == 302  # no one else's


def test_right_passwords_are_never_counted(masha: User) -> None:
    assert [try_password(browser(1)) for _try in range(40)] == [302] * 40


def test_robot_behind_the_same_network_shuts_out_new_devices_alone(masha: User) -> None:
    phone = known(masha, network=9)
    for number in range(40):
        try_password(browser(9), "wrong", f"person{number}@example.net")
    assert try_password(browser(9)) == 429

    assert try_password(phone) == 302
    assert browser(9).post(CODE, {"email": EMAIL}).status_code == 302


def test_guessing_from_everywhere_is_bounded_and_leaves_ways_in(masha: User) -> None:
    phone = known(masha)
    statuses = [try_password(browser(network), "wrong") for network in range(100, 160)]
    assert statuses == [422] * 50 + [429] * 10
    assert try_password(browser(7)) == 429  # a new device, and a network that never tried

    assert try_password(phone) == 302
    fresh = browser(7)
    fresh.post(CODE, {"email": EMAIL})
    fresh.post(reverse("account_confirm_login_code"), {"code": code_in(last_mail(EMAIL))})
    assert is_in(fresh)


def test_code_by_mail_cannot_be_used_up_by_strangers_elsewhere(masha: User) -> None:
    for network in range(100, 200):
        browser(network).post(CODE, {"email": EMAIL})

    fresh = browser(7)
    assert fresh.post(CODE, {"email": EMAIL}).status_code == 302
    fresh.post(reverse("account_confirm_login_code"), {"code": code_in(last_mail(EMAIL))})
    assert is_in(fresh)


def test_under_pressure_each_network_has_one_letter(masha: User) -> None:
    for network in range(100, 120):
        browser(network).post(CODE, {"email": EMAIL})
    sent = Message.objects.filter(recipient=EMAIL).count()

    answers = [browser(network).post(CODE, {"email": EMAIL}).status_code for network in (7, 7, 7, 8, 8)]

    assert answers == [302, 429, 429, 302, 429]
    assert Message.objects.filter(recipient=EMAIL).count() == sent + 2


def test_new_password_makes_other_devices_unknown_and_keeps_this_one(masha: User) -> None:
    lost = known(masha, network=3)
    here = known(masha, network=4)
    try_password(here)
    changed = {"oldpassword": PASSWORD, "password1": "quite another phrase", "password2": "quite another phrase"}
    assert here.post(reverse("account_change_password"), changed).status_code == 302
    here.post(reverse("account_logout"))
    for network in range(100, 160):
        try_password(browser(network), "wrong")

    assert try_password(lost, "quite another phrase") == 429
    assert try_password(here, "quite another phrase") == 302


def test_known_device_of_one_person_is_a_new_one_for_another(masha: User) -> None:
    neighbour = UserFactory(email="neighbour@example.org", password=PASSWORD)
    shared = known(neighbour, network=9)
    guess_until_refused(network=9)

    assert try_password(shared) == 429


def test_shared_phone_knows_everybody_of_the_shift(settings: Any) -> None:
    people = [UserFactory(password=PASSWORD) for _number in range(MOST_PEOPLE)]
    phone = browser(9)
    for person in people:
        try_password(phone, PASSWORD, person.email)
        phone.post(reverse("account_logout"))
    settings.WRONG_PASSWORDS_PER_NETWORK = type(settings.WRONG_PASSWORDS_PER_NETWORK)(0, 60)  # new devices: closed

    for person in people:
        assert try_password(phone, PASSWORD, person.email) == 302
        phone.post(reverse("account_logout"))
    assert len(phone.cookies[settings.DEVICE_COOKIE_NAME].value) < 1000


@pytest.mark.parametrize("forged", ["", "nonsense", "eyJ.x.y", "\x00", '["a", ["b"]]'])
def test_forged_device_is_none(masha: User, settings: Any, forged: str) -> None:
    guess_until_refused(network=9)
    client = browser(9)
    client.cookies[settings.DEVICE_COOKIE_NAME] = forged

    assert try_password(client) == 429


def test_device_cookie_names_nobody_and_outlives_the_sign_out(masha: User, settings: Any) -> None:
    client = browser()
    response = client.post(LOGIN, {"login": EMAIL, "password": PASSWORD})
    cookie = response.cookies[settings.DEVICE_COOKIE_NAME]
    client.post(reverse("account_logout"))

    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Lax", 180 * 24 * 3600)
    assert client.cookies[settings.DEVICE_COOKIE_NAME].value == cookie.value
    assert EMAIL not in cookie.value
    assert str(masha.uuid) not in cookie.value


def test_wrong_second_steps_of_a_stranger_keep_no_device_of_the_persons_out(masha: User) -> None:
    secret = generate_totp_secret()
    phone = known(masha)
    TOTP.activate(masha, secret)
    thief = browser(9)
    try_password(thief)
    tried = [thief.post(reverse("mfa_authenticate"), {"code": "000000"}).status_code for _try in range(6)]
    assert tried == [422] * 5 + [429]
    thief2 = browser(8)
    try_password(thief2)
    assert thief2.post(reverse("mfa_authenticate"), {"code": "000000"}).status_code == 429

    try_password(phone)
    assert phone.post(reverse("mfa_authenticate"), {"code": "000000"}).status_code == 422  # may try


def test_confirming_who_one_is_is_not_closed_by_strangers(masha: User) -> None:
    here = browser(9)
    here.force_login(masha, backend="allauth.account.auth_backends.AuthenticationBackend")
    guess_until_refused(network=9)

    assert here.post(reverse("account_reauthenticate"), {"password": PASSWORD}).status_code == 302


def test_new_password_lifts_the_lock_that_strangers_caused(masha: User) -> None:
    for network in range(100, 160):
        try_password(browser(network), "wrong")
    client = browser(7)
    key = {"uidb36": user_pk_to_url_str(masha), "key": default_token_generator.make_token(masha)}
    page = client.get(reverse("account_reset_password_from_key", kwargs=key), follow=True)
    client.post(page.request["PATH_INFO"], {"password1": "another good phrase", "password2": "another good phrase"})

    assert try_password(browser(6), "another good phrase") == 302


# Every address of an account that can be refused: 429, how long, and what to do


def half_in(user: User) -> Client:
    TOTP.activate(user, generate_totp_secret())
    client = browser()
    try_password(client)
    return client


def signed_in(user: User) -> Client:
    client = browser()
    assert try_password(client) == 302
    return client


def with_app(user: User) -> Client:
    client = signed_in(user)
    TOTP.activate(user, generate_totp_secret())
    with_passkey(user)
    return client


def with_pages_of_setting_up(user: User) -> Client:
    client = signed_in(user)
    client.get(reverse("mfa_activate_totp"))
    return client


def stranger(_user: User) -> Client:
    return browser()


RESET = "account_reset_password_from_key"
WALK: dict[str, tuple[Callable[[User], Client], dict[str, str]]] = {
    "account_login": (stranger, {"login": EMAIL, "password": "wrong"}),
    "account_signup": (stranger, {"email": EMAIL, "password1": PASSWORD, "consent": "on"}),
    "account_request_login_code": (stranger, {"email": EMAIL}),
    "account_reset_password": (stranger, {"email": EMAIL}),
    RESET: (stranger, {}),
    "account_reauthenticate": (signed_in, {"password": "wrong"}),
    "account_change_password": (signed_in, {"oldpassword": "wrong", "password1": PASSWORD, "password2": PASSWORD}),
    "account_email": (signed_in, {"action_add": "1", "email": "another@example.org"}),
    "mfa_authenticate": (half_in, {"code": "000000"}),
    "mfa_reauthenticate": (with_app, {"code": "000000"}),
    "mfa_reauthenticate_webauthn": (with_app, {"credential": "{}"}),
    "mfa_activate_totp": (with_pages_of_setting_up, {"code": "000000"}),
    "mfa_login_webauthn": (stranger, {"credential": "{}"}),
}
UNLIMITED = {
    "account_logout": "ends a session",
    "account_inactive": "says something",
    "account_reset_password_done": "says something",
    "account_reset_password_from_key_done": "says something",
    "account_email_verification_sent": "three tries for a code, two further letters",
    "account_confirm_login_code": "three tries for a code, two further letters",
    "account_set_password": "of a signed-in person who has none",
    "mfa_index": "shows something",
    "mfa_deactivate_totp": "of a signed-in person who has just proved it",
    "mfa_view_recovery_codes": "shows something",
    "mfa_generate_recovery_codes": "of a signed-in person who has just proved it",
    "mfa_download_recovery_codes": "shows something",
    "mfa_list_webauthn": "shows something",
    "mfa_add_webauthn": "of a signed-in person who has just proved it",
    "mfa_edit_webauthn": "of a signed-in person who has just proved it",
    "mfa_remove_webauthn": "of a signed-in person who has just proved it",
    "usersessions_list": "of a signed-in person",
    "socialaccount_login_cancelled": "says something",
    "socialaccount_login_error": "says something",
    "socialaccount_signup": "after a service has vouched for the person",
    "socialaccount_connections": "of a signed-in person",
}


def names_of_allauth(patterns: Any = None) -> set[str]:
    found: set[str] = set()
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver) and pattern.namespace is None:
            found |= names_of_allauth(pattern.url_patterns)
        elif isinstance(pattern, URLPattern) and "allauth" in getattr(pattern.callback, "__module__", ""):
            found.add(str(pattern.name))
    return {name for name in found if not name.startswith(("vk_", "yandex_", "openid_connect_"))}


def test_every_address_of_allauth_is_limited_or_has_a_reason() -> None:
    assert names_of_allauth() == {*WALK, *UNLIMITED}


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize("name", WALK)
def test_too_often_is_429_with_the_time_and_a_way_on(masha: User, name: str, prefix: str) -> None:
    prepare, sent = WALK[name]
    client = None if prepare is stranger else prepare(masha)
    address = prefix + reverse(name, kwargs={"uidb36": "1", "key": "2-3"} if name == RESET else None)
    for _try in range(70):
        response = (client or browser()).post(address, sent)
        if response.status_code == 429:
            break
        assert "too many" not in response.content.decode().lower()
    else:
        pytest.fail("never refused")

    page = response.content.decode()
    assert 1 <= int(response["Retry-After"]) <= 3600
    assert ("Попробуйте снова через" if not prefix else "Try again in") in page
    assert "no-store" in response["Cache-Control"]
    assert "</html>" in page
    if name == "account_login":
        assert f'href="{prefix}{CODE}"' in page


def test_back_office_has_no_sign_in_of_its_own(masha: User) -> None:
    User.objects.filter(pk=masha.pk).update(is_staff=True, is_superuser=True)
    client = browser()

    answer = client.post("/backoffice/login/?next=/backoffice/", {"username": EMAIL, "password": PASSWORD})

    assert answer["Location"].startswith(LOGIN)
    assert not is_in(client)


# A known address and an unknown one cost the same


@pytest.mark.parametrize(
    ("name", "sent"),
    [
        ("account_signup", {"email": "{}", "password1": PASSWORD, "consent": "on"}),
        ("account_login", {"login": "{}", "password": "wrong"}),
        ("account_request_login_code", {"email": "{}"}),
        ("account_reset_password", {"email": "{}"}),
    ],
)
def test_known_and_unknown_addresses_cost_the_same_work(
    settings: Any, name: str, sent: dict[str, str], masha: User
) -> None:
    settings.PASSWORD_HASHERS = [f"{CountingHasher.__module__}.CountingHasher"]
    masha.set_password(PASSWORD)
    masha.save()
    costs = []
    for email in (EMAIL, "nobody@example.org"):
        before = (CountingHasher.calls, Message.objects.count())
        answer = browser().post(reverse(name), {key: value.format(email) for key, value in sent.items()})
        costs.append((answer.status_code, CountingHasher.calls - before[0], Message.objects.count() - before[1]))

    assert costs[0] == costs[1]
    assert costs[0][1] == {"account_signup": 1, "account_login": 2}.get(name, 0)


def test_adding_somebody_elses_address_costs_what_a_new_one_costs(masha: User) -> None:
    UserFactory(email="other@example.org")
    client = signed_in(masha)
    mails = []
    for email in ("other@example.org", "new@example.org"):
        before = Message.objects.count()
        answer = client.post(reverse("account_email"), {"action_add": "1", "email": email})
        mails.append((answer.status_code, Message.objects.count() - before, last_mail(email).params["mail"]))

    assert mails[0] == mails[1]


def test_address_that_is_taken_between_form_and_account_is_written_to_like_any_known_one(masha: User) -> None:
    data = {"email": "late@example.org", "password1": PASSWORD, "consent": "on"}
    form = SignupForm(data)
    assert form.is_valid(), form.errors
    UserFactory(email="late@example.org")
    client = browser()
    request = RequestFactory().post(reverse("account_signup"))
    request.session, request.user = client.session, masha

    with request_context(request):
        user, answer = form.try_save(request)

    assert user is None
    assert re.search("confirm-email", answer["Location"])
    assert last_mail("late@example.org").params["mail"] == "account/email/account_already_exists"


# A code opens once


@pytest.mark.usefixtures("steady_codes")
def test_code_that_switched_the_app_on_opens_nothing_more(masha: User) -> None:
    client = signed_in(masha)
    secret = client.get(reverse("mfa_activate_totp")).context["form"].secret
    code = totp_code(secret)
    assert client.post(reverse("mfa_activate_totp"), {"code": code}).status_code == 302

    other = browser(2)
    try_password(other)
    assert other.post(reverse("mfa_authenticate"), {"code": code}).status_code == 422
    assert not is_in(other)
    assert client.post(reverse("mfa_reauthenticate"), {"code": code}).status_code == 422


@pytest.mark.usefixtures("steady_codes")
def test_code_that_switches_the_app_on_counts_as_no_wrong_one(masha: User) -> None:
    client = signed_in(masha)
    secret = client.get(reverse("mfa_activate_totp")).context["form"].secret
    client.post(reverse("mfa_activate_totp"), {"code": totp_code(secret)})

    tried = [client.post(reverse("mfa_reauthenticate"), {"code": "000000"}).status_code for _try in range(6)]

    assert tried == [422] * 5 + [429]


def test_signing_out_takes_along_what_the_browser_keeps_but_its_cookies(masha: User, settings: Any) -> None:
    client = signed_in(masha)

    answer = client.post(reverse("account_logout"))

    assert answer["Clear-Site-Data"] == '"cache", "storage"'
    assert "Clear-Site-Data" not in client.get(LOGIN)
    assert client.cookies[settings.DEVICE_COOKIE_NAME].value
