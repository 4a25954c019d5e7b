"""Coming in: by password, by code, and what a stranger learns while trying."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from accelerator.base.accounts.models import Consent, User
from accelerator.base.notifications.models import Message
from tests.base.accounts.outbox import code_in, last_mail, link_in
from tests.factories.accounts import UserFactory
from tests.factories.booking import confirmed_order, consent_text

pytestmark = pytest.mark.django_db
PASSWORD = "a good long phrase"


@pytest.fixture(autouse=True)
def fresh_limits():
    cache.clear()


def sign_up(client: Client, email: str = "masha@example.org", **more: str):
    return client.post(
        reverse("account_signup"), {"email": email, "password1": PASSWORD, "consent": "on", **more}, follow=True
    )


def sign_in(client: Client, email: str, password: str = PASSWORD):
    return client.post(reverse("account_login"), {"login": email, "password": password})


def test_sign_up_confirms_the_address_by_a_code_and_brings_bookings_along(client):
    consent_text()
    order = confirmed_order(email="masha@example.org")

    asked = sign_up(client, email="Masha@Example.org")
    order.refresh_from_db()
    assert order.user is None
    assert "masha@example.org" in asked.content.decode()

    client.post(reverse("account_email_verification_sent"), {"code": code_in(last_mail("masha@example.org"))})

    user = User.objects.get()
    order.refresh_from_db()
    assert (user.email, user.language) == ("masha@example.org", "ru")
    assert client.session["_auth_user_id"] == str(user.pk)
    assert order.user == user


def test_sign_up_records_the_consent_with_its_version_and_address(client):
    text = consent_text()

    sign_up(client)

    consent = Consent.objects.get()
    assert (consent.text, consent.user, consent.ip_address) == (text, User.objects.get(), "127.0.0.1")


def test_sign_up_without_consent_is_refused(client):
    consent_text()

    response = client.post(reverse("account_signup"), {"email": "masha@example.org", "password1": PASSWORD})

    assert response.status_code == 422
    assert not User.objects.exists()


def test_a_wrong_code_lets_nobody_in(client):
    sign_up(client)

    response = client.post(reverse("account_email_verification_sent"), {"code": "AAA-AAA"})

    assert response.status_code == 422
    assert "_auth_user_id" not in client.session
    assert not EmailAddress.objects.filter(verified=True).exists()


def test_sign_in_by_password_in_any_case_of_letters(client):
    user = UserFactory(email="masha@example.org", password=PASSWORD)

    response = sign_in(client, "MASHA@example.org")

    assert response.status_code == 302
    assert client.session["_auth_user_id"] == str(user.pk)


def test_sign_in_with_a_wrong_password_is_a_refused_form(client):
    UserFactory(email="masha@example.org", password=PASSWORD)

    response = sign_in(client, "masha@example.org", "something else")

    assert response.status_code == 422
    assert "error-summary" in response.content.decode()


def test_sign_in_by_code(client):
    user = UserFactory(email="masha@example.org")

    client.post(reverse("account_request_login_code"), {"email": "masha@example.org"})
    client.post(reverse("account_confirm_login_code"), {"code": code_in(last_mail("masha@example.org"))})

    assert client.session["_auth_user_id"] == str(user.pk)


def test_asking_for_a_code_looks_the_same_for_an_unknown_address(client):
    UserFactory(email="known@example.org")
    pages = []
    for email in ("known@example.org", "nobody@example.org"):
        browser = Client()
        response = browser.post(reverse("account_request_login_code"), {"email": email}, follow=True)
        pages.append((response.status_code, response.redirect_chain, _bare(response, email)))

    assert pages[0] == pages[1]


def test_signing_up_looks_the_same_for_a_known_address(client):
    UserFactory(email="known@example.org")
    pages = []
    for email in ("known@example.org", "nobody@example.org"):
        response = sign_up(Client(), email)
        pages.append((response.status_code, response.redirect_chain, _bare(response, email)))

    assert pages[0] == pages[1]
    assert last_mail("known@example.org").params["mail"] == "account/email/account_already_exists"


def test_forgotten_password_looks_the_same_for_an_unknown_address(client):
    UserFactory(email="known@example.org", password=PASSWORD)
    pages = []
    for email in ("known@example.org", "nobody@example.org"):
        response = Client().post(reverse("account_reset_password"), {"email": email}, follow=True)
        pages.append((response.status_code, response.redirect_chain, _bare(response, email)))

    assert pages[0] == pages[1]


def test_forgotten_password_is_reset_by_the_link(client):
    user = UserFactory(email="masha@example.org", password=PASSWORD)
    client.post(reverse("account_reset_password"), {"email": "masha@example.org"})

    page = client.get(link_in(last_mail("masha@example.org")), follow=True)
    client.post(page.request["PATH_INFO"], {"password1": "another good phrase", "password2": "another good phrase"})

    user.refresh_from_db()
    assert user.check_password("another good phrase")


def test_a_used_link_for_a_new_password_no_longer_works(client):
    user = UserFactory(email="masha@example.org", password=PASSWORD)
    client.post(reverse("account_reset_password"), {"email": "masha@example.org"})
    link = link_in(last_mail("masha@example.org"))
    user.set_password("meanwhile another one")
    user.save()

    page = client.get(link, follow=True)

    assert page.context["token_fail"] is True


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_sign_in_goes_back_to_no_other_host(client, target):
    UserFactory(email="masha@example.org", password=PASSWORD)

    response = client.post(
        reverse("account_login"), {"login": "masha@example.org", "password": PASSWORD, "next": target}
    )

    assert response.status_code == 302
    assert "evil" not in response["Location"]
    assert "javascript" not in response["Location"]


def test_sign_in_goes_back_to_the_page_it_was_asked_from(client):
    UserFactory(email="masha@example.org", password=PASSWORD)

    response = client.post(
        reverse("account_login"), {"login": "masha@example.org", "password": PASSWORD, "next": "/accounts/email/"}
    )

    assert response["Location"] == "/accounts/email/"


@pytest.mark.parametrize("language", ["ru", "en"])
def test_mails_are_in_the_persons_language_not_the_pages(client, language):
    UserFactory(email="masha@example.org", language=language)

    client.post("/en/accounts/login/code/", {"email": "masha@example.org"})

    message = last_mail("masha@example.org")
    assert message.language == language
    assert bool(re.search("[а-яё]{4}", message.body["text"])) is (language == "ru")


def test_mails_hold_both_parts_and_the_code_in_each(client):
    UserFactory(email="masha@example.org")

    client.post(reverse("account_request_login_code"), {"email": "masha@example.org"})

    message = last_mail("masha@example.org")
    assert code_in(message) in message.body["html"]
    assert code_in(message) in message.body["subject"]


def test_signing_up_in_english_makes_an_english_person(client):
    client.post("/en/accounts/signup/", {"email": "kate@example.org", "password1": PASSWORD, "consent": "on"})

    assert User.objects.get().language == "en"


def test_pages_of_an_account_are_not_stored(client):
    assert client.get(reverse("account_login"))["Cache-Control"] == "no-store, private"
    client.force_login(UserFactory())
    assert client.get(reverse("account_email"))["Cache-Control"] == "no-store, private"


def test_deactivated_person_sees_why_and_cannot_sign_in(client):
    UserFactory(email="masha@example.org", password=PASSWORD, is_active=False)

    sign_in(client, "masha@example.org")

    assert "_auth_user_id" not in client.session


def test_back_office_goes_through_the_same_sign_in(client):
    response = client.get("/backoffice/login/?next=/backoffice/")

    assert response.status_code == 302
    assert response["Location"].startswith(reverse("account_login"))


def test_back_office_is_closed_to_those_without_the_right(client):
    client.force_login(UserFactory())

    assert client.get("/backoffice/login/").status_code == 403


@pytest.mark.parametrize("away", [False, True], ids=["valkey answers", "valkey is away"])
def test_guessing_a_password_is_stopped_after_five_tries(client, settings, away):
    if away:
        settings.CACHES = {
            **settings.CACHES,
            "default": {**settings.CACHES["default"], "LOCATION": "redis://127.0.0.1:1/0"},
        }
    UserFactory(email="masha@example.org", password=PASSWORD)
    for _attempt in range(5):
        assert sign_in(client, "masha@example.org", "wrong").status_code == 422

    response = sign_in(client, "masha@example.org")

    assert response.status_code == 429
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("away", [False, True], ids=["valkey answers", "valkey is away"])
def test_a_forged_forwarded_address_buys_no_further_codes(client, settings, away):
    if away:
        settings.CACHES = {
            **settings.CACHES,
            "default": {**settings.CACHES["default"], "LOCATION": "redis://127.0.0.1:1/0"},
        }
    UserFactory(email="masha@example.org")

    for number in range(7):
        Client().post(
            reverse("account_request_login_code"),
            {"email": "masha@example.org"},
            headers={"x-forwarded-for": f"10.0.0.{number}"},
        )

    assert Message.objects.filter(recipient="masha@example.org").count() == 5


def _bare(response, email: str) -> str:
    """The page without what differs by itself: the address typed and the tokens."""
    page = response.content.decode().replace(email, "…")
    return re.sub(r'csrfmiddlewaretoken" value="[^"]*"', "", page)


@pytest.mark.parametrize(
    ("prefix", "says"), [("", "Попробуйте снова через 60 секунд"), ("/en", "Try again in 60 seconds")]
)
def test_too_many_tries_answer_in_the_portals_look_and_say_when_to_come_back(client, prefix, says):
    address = f"{prefix}/accounts/signup/"
    answers = [client.post(address, {"email": "nonsense"}) for _try in range(21)]

    refused = answers[-1]

    assert [answers[0].status_code, refused.status_code] == [422, 429]
    page = refused.content.decode()
    assert says in page
    assert f'href="{address}"' in page
    assert 'class="site-header' in page
    assert refused["Retry-After"] == "60"


@pytest.mark.parametrize(
    ("password", "says"),
    [
        ("short", "Слишком короткий: нужно не меньше 10 символов."),
        ("password123", "Такой пароль подберут одним из первых. Возьмите фразу из нескольких слов."),
        ("7391846250937", "Одни цифры подбирают быстро. Добавьте буквы."),
        ("mashenka@example.org", "Слишком похоже на ваше имя или адрес почты."),
    ],
)
def test_weak_password_is_refused_in_the_portals_words(client, password, says):
    refused = client.post(
        reverse("account_signup"), {"email": "mashenka@example.org", "password1": password, "consent": "on"}
    )

    assert refused.context["form"].errors["password1"] == [says]
