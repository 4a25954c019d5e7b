"""The pages of an account as visits: each with a person who is just as far as it takes to see it."""

from __future__ import annotations

import time
from collections.abc import Iterator

from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client
from django.urls import reverse

from accelerator.base.accounts.models import User
from tests.base.accounts.keys import with_passkey
from tests.factories.accounts import UserFactory
from tests.journeys.pages import Filled, Visit

PASSWORD = "a good long phrase"
AGENT = {"user-agent": "Mozilla/5.0 (Windows NT 10.0) Firefox/140.0"}

# Addresses of allauth that answer with no page of their own.
WITHOUT_PAGE = {
    "mfa_download_recovery_codes": "a text file",
    "mfa_reauthenticate_webauthn": "what a passkey is asked, as JSON, or back to where one was",
    "mfa_login_webauthn": "what a passkey is asked, as JSON",
    "socialaccount_signup": "leads to signing in, unless a service was asked first",
}
# With a service switched on there are more, each with allauth's redirect and nothing to see.
SERVICES = ("vk_", "yandex_", "openid_connect_")


def person(name: str) -> User:
    user = UserFactory(email=f"{name}@people.example", name="Анна Электрогидродинамическая", password=PASSWORD)
    EmailAddress.objects.update_or_create(user=user, email=user.email, defaults={"verified": True, "primary": True})
    return user


def signed_in(user: User) -> Client:
    """A person who has just signed in by a password: nothing asks again who it is."""
    client = Client(headers=AGENT)
    assert client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD}).status_code == 302
    return client


def with_second_step(user: User) -> Authenticator:
    """Gives the user an app, recovery codes and a passkey; returns the passkey."""
    TOTP.activate(user, generate_totp_secret())
    RecoveryCodes.activate(user)
    return with_passkey(user, "Ноутбук в цехе")


def asked_for_code(filled: Filled) -> None:
    filled.clients["waits for a code"] = client = Client(headers=AGENT)
    client.post(reverse("account_request_login_code"), {"email": person("code").email})


def signed_up(filled: Filled) -> None:
    filled.clients["signs up"] = client = Client(headers=AGENT)
    client.post(reverse("account_signup"), {"email": "new@people.example", "password1": PASSWORD, "consent": "on"})


def half_in(filled: Filled) -> None:
    user = person("half")
    TOTP.activate(user, generate_totp_secret())
    filled.clients["is half in"] = client = Client(headers=AGENT)
    client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})


def half_in_by_passkey(filled: Filled) -> None:
    user = person("half-by-passkey")
    RecoveryCodes.activate(user)
    with_passkey(user, "Ноутбук в цехе")
    filled.clients["is half in, has a passkey"] = client = Client(headers=AGENT)
    client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})


def account_visits(filled: Filled) -> Iterator[Visit]:
    """Every page of an account that can be reached, and each of its forms refused."""
    asked_for_code(filled)
    signed_up(filled)
    half_in(filled)
    half_in_by_passkey(filled)
    careful = person("careful")
    filled.clients["has a second step"] = signed_in(careful)
    passkey = with_second_step(careful)
    plain = person("plain")
    filled.clients["has a password"] = signed_in(plain)
    two = person("two")
    EmailAddress.objects.create(user=two, email="second@people.example")
    filled.clients["has two addresses"] = signed_in(two)
    filled.clients["has a second step, came long ago"] = long_ago = Client(headers=AGENT)
    long_ago.force_login(careful, backend="allauth.account.auth_backends.AuthenticationBackend")
    passwordless = person("codes-only")
    passwordless.set_unusable_password()
    passwordless.save(update_fields=["password"])
    filled.clients["has no password"] = without = Client(headers=AGENT)
    without.force_login(passwordless, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = without.session
    session["account_authentication_methods"] = [{"method": "code", "at": time.time(), "email": passwordless.email}]
    session.save()

    key = {"uidb36": user_pk_to_url_str(plain), "key": default_token_generator.make_token(plain)}
    yield from _both("anonymous", "account_login", "account_signup", "account_request_login_code")
    yield from _both("anonymous", "account_reset_password")
    yield from _pages(
        "anonymous", "account_reset_password_done", "account_reset_password_from_key_done", "account_inactive",
        "socialaccount_login_cancelled",
    )  # fmt: skip
    yield Visit("socialaccount_login_error", "anonymous", reverse("socialaccount_login_error"), status=401)
    yield Visit(
        "account_reset_password_from_key, used", "anonymous",
        reverse("account_reset_password_from_key", kwargs={**key, "key": "used-up"}),
    )  # fmt: skip
    link = reverse("account_reset_password_from_key", kwargs=key)
    yield Visit("account_reset_password_from_key", "anonymous", link)
    yield from _both("waits for a code", "account_confirm_login_code")
    yield from _both("signs up", "account_email_verification_sent")
    yield from _both("is half in", "mfa_authenticate")
    yield from _both("is half in, has a passkey", "mfa_authenticate")
    yield from _both("has a password", "account_change_password", "mfa_activate_totp")
    yield from _pages("has two addresses", "account_email")
    yield Visit(
        "account_email, refused", "has two addresses", reverse("account_email"), sends={"action_add": ""}, status=422
    )
    yield from _pages("has a password", "usersessions_list", "mfa_index", "mfa_list_webauthn", "mfa_add_webauthn")
    yield from _pages("has a password", "account_logout", "socialaccount_connections")
    yield from _both("has no password", "account_set_password")
    yield from _pages("has a second step", "mfa_index", "mfa_list_webauthn", "mfa_view_recovery_codes")
    yield from _pages("has a second step", "mfa_generate_recovery_codes", "mfa_deactivate_totp")
    for name in ("mfa_edit_webauthn", "mfa_remove_webauthn"):
        yield Visit(name, "has a second step", reverse(name, args=[passkey.pk]))
    yield Visit(
        "mfa_edit_webauthn, refused", "has a second step", reverse("mfa_edit_webauthn", args=[passkey.pk]),
        sends={}, status=422,
    )  # fmt: skip
    yield from _both("has a second step, came long ago", "account_reauthenticate", "mfa_reauthenticate")


def _pages(actor: str, *names: str) -> Iterator[Visit]:
    for name in names:
        yield Visit(f"{name}, who {actor}", actor, reverse(name))


def _both(actor: str, *names: str) -> Iterator[Visit]:
    """Each page, and the same with its form sent empty."""
    for name in names:
        yield from _pages(actor, name)
        yield Visit(f"{name}, refused", actor, reverse(name), sends={}, status=422)
