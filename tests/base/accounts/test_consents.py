"""What people agree to names who processes their data, and stays what they read."""

import pytest
from django.test import override_settings
from django.urls import reverse

from accelerator.base.accounts import consents
from accelerator.base.accounts.models import Consent, ConsentText
from accelerator.base.common import clock
from tests.factories.booking import confirmed_order, consent_text, held_order
from tests.factories.tours import SlotFactory, TourFactory

pytestmark = pytest.mark.django_db

OPERATOR = {
    "OPERATOR_NAME": {"ru": "ООО «Оператор»", "en": "Operator LLC"},
    "OPERATOR_ADDRESS": {"ru": "Москва, Испытательная, 1", "en": "1 Ispytatelnaya St, Moscow"},
    "OPERATOR_INN": "7700000000",
    "OPERATOR_REGISTER": "77-26-000001",
    "PRIVACY_EMAIL": "data@operator.example",
}


@pytest.fixture(autouse=True)
def _texts() -> None:
    consent_text()


def text_in_force() -> ConsentText:
    return ConsentText.objects.current(ConsentText.Kind.PERSONAL_DATA, clock.now())


def slot_of(name: str):
    return SlotFactory(tour=TourFactory(published=True, site__enterprise__name={"ru": name, "en": f"{name} Works"}))


@override_settings(**OPERATOR)
@pytest.mark.parametrize(("language", "address"), [("ru", "/privacy/"), ("en", "/en/privacy/")])
def test_privacy_page_names_the_operator(client, language: str, address: str):
    html = client.get(address).content.decode()

    for named in (OPERATOR["OPERATOR_NAME"][language], OPERATOR["OPERATOR_ADDRESS"][language], "7700000000",
                  "77-26-000001", "data@operator.example"):  # fmt: skip
        assert named in html
    assert "{" not in html.partition('id="consent-text"')[2].partition("</section>")[0]


@override_settings(**OPERATOR)
@pytest.mark.parametrize("language", ["ru", "en"])
def test_text_has_a_place_for_everybody_it_must_name(language: str):
    body = text_in_force().body[language]
    assert {name for name in consents.PLACEHOLDERS if "{" + name + "}" not in body} == set()

    read = consents.shown(text_in_force(), language, consents.values_now(language, ["Завод"]))

    assert all(part in read for part in (OPERATOR["OPERATOR_NAME"][language], "7700000000", "Завод"))
    assert "{" not in read


@override_settings(**OPERATOR)
def test_second_step_names_operator_and_enterprise_and_leads_to_the_whole_text(client):
    order = held_order(slot_of("Прометей"))
    html = client.get(reverse("booking:details", args=[order.token])).content.decode()
    asked = client.get(reverse("booking:consent", args=[order.token])).content.decode()

    assert reverse("booking:consent", args=[order.token]) in html
    for page in (html.partition("<main")[2], asked.partition("<main")[2]):
        assert "ООО «Оператор»" in page
        assert "Прометей" in page


@override_settings(**OPERATOR)
def test_consent_stays_what_was_read(client):
    order = confirmed_order(slot_of("Прометей"))
    address = reverse("booking:consent", args=[order.token])
    before = client.get(address).content.decode()
    assert all(name in before for name in ("ООО «Оператор»", "Прометей"))

    order.bookings.get().enterprise.__class__.objects.update(name={"ru": "Другое имя"})
    with override_settings(OPERATOR_NAME={"ru": "Новый оператор", "en": "New operator"}):
        ConsentText.objects.create(kind="personal_data", version=9, title={"ru": "Иначе"}, body={"ru": "Иначе"})
        after = client.get(address).content.decode()

    main = after.partition("<main")[2]
    assert "<h3>" in main  # a document, not its source
    assert all(name in main for name in ("ООО «Оператор»", "Прометей"))
    assert "Новый оператор" not in main
    assert "Другое имя" not in main


@override_settings(**OPERATOR)
def test_ticket_names_who_has_the_data(client):
    order = confirmed_order(slot_of("Прометей"))

    html = client.get(order.get_absolute_url()).content.decode().partition('id="personal"')[2]

    assert "ООО «Оператор»" in html
    assert "Прометей" in html
    assert reverse("booking:consent", args=[order.token]) in html


@override_settings(**OPERATOR)
def test_consent_of_an_account_names_the_operator(client):
    typed = {"email": "new@people.example", "password1": "a phrase of some words", "consent": "on"}
    client.post(reverse("account_signup"), typed)

    given = Consent.objects.get(user__email="new@people.example")
    assert "ООО «Оператор»" in consents.agreed(given)


def test_consent_to_an_earlier_wording_is_shown_as_it_was(client):
    order = confirmed_order(SlotFactory())
    old = ConsentText.objects.get(kind="personal_data", version=1)
    given = Consent.objects.create(text=old, given_at=clock.now(), ip_address=None, language="ru")
    type(order).objects.filter(pk=order.pk).update(consent=given)

    html = client.get(reverse("booking:consent", args=[order.token])).content.decode()

    assert "версия 1" in html
