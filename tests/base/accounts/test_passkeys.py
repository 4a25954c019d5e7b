"""Passkeys in a real browser, under the portal's Content-Security-Policy, with an authenticator that says yes."""

import pytest
from allauth.mfa.models import Authenticator
from playwright.sync_api import Page, expect

from tests.factories.accounts import UserFactory
from tests.server import Portal

PASSWORD = "a good long phrase"


@pytest.fixture
def touch_id(page: Page) -> None:
    """A device that asks for a finger, and is always given it."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )


def test_passkey_is_added_and_signs_in(live_portal: Portal, page: Page, touch_id: None):
    user = UserFactory(email="masha@example.org", password=PASSWORD)
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text) if message.type == "error" else None)
    # An authenticator knows hosts by name, not by number.
    portal = live_portal.url.replace("127.0.0.1", "localhost")

    page.goto(f"{portal}/en/accounts/login/")
    page.fill("#id_login", "masha@example.org")
    page.fill("#id_password", PASSWORD)
    page.click("main form .button--primary")
    page.goto(f"{portal}/en/accounts/2fa/webauthn/add/")
    page.fill("#id_name", "My phone")
    page.click("#mfa_webauthn_add")
    expect(page.locator("main")).to_contain_text("Recovery codes")
    page.goto(f"{portal}/en/accounts/2fa/webauthn/")
    expect(page.locator("main")).to_contain_text("My phone")
    assert Authenticator.objects.get(user=user, type=Authenticator.Type.WEBAUTHN).wrap().is_passwordless

    page.goto(f"{portal}/en/accounts/logout/")
    page.click("main .button--primary")
    page.goto(f"{portal}/en/accounts/login/?next=/en/accounts/")
    page.click("#passkey_login")

    expect(page).to_have_url(f"{portal}/en/accounts/")
    expect(page.locator("#id_name")).to_have_value(user.name)
    assert not [text for text in refused if "Content Security Policy" in text]


def test_passkey_that_is_not_given_says_so(live_portal: Portal, page: Page):
    page.goto(f"{live_portal.url.replace('127.0.0.1', 'localhost')}/en/accounts/login/")
    # No one answers: the browser has no authenticator, and its dialogue is closed.
    page.evaluate("() => { navigator.credentials.get = () => Promise.reject(new Error('closed')) }")

    page.click("#passkey_login")

    expect(page.locator("#passkey-problem")).to_be_visible()
