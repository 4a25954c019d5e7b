"""Looking after one's account: addresses, second step, devices, leaving."""

import re
from datetime import timedelta
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import allauth
import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from accelerator.base.accounts.allauth_texts import ANNOUNCEMENTS
from accelerator.base.accounts.messages import LETTERS
from accelerator.base.accounts.models import User
from accelerator.base.accounts.tasks import delete_expired_sessions
from accelerator.base.common import clock
from tests.base.accounts.codes import totp_code
from tests.base.accounts.keys import with_passkey
from tests.base.accounts.outbox import code_in, last_mail
from tests.factories.accounts import UserFactory
from tests.factories.booking import confirmed_order
from tests.factories.enterprises import MembershipFactory
from tests.portal.markup import html_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("steady_codes")]
PASSWORD = "a good long phrase"


@pytest.fixture(autouse=True)
def fresh_limits():
    cache.clear()


def signed_in(user: User, password: str = PASSWORD) -> Client:
    """A browser that has just come in by its password, so that nothing asks again who it is."""
    client = Client(headers={"user-agent": "Mozilla/5.0 (Windows NT 10.0) Firefox/140.0"})
    response = client.post(reverse("account_login"), {"login": user.email, "password": password})
    assert response.status_code == 302
    return client


def test_profile_keeps_name_and_language():
    user = UserFactory(password=PASSWORD)

    response = signed_in(user).post(reverse("accounts:settings"), {"name": "Мария", "language": "en"})

    user.refresh_from_db()
    assert response.status_code == 302
    assert (user.name, user.language) == ("Мария", "en")


def test_profile_asks_strangers_to_sign_in(client):
    assert client.get(reverse("accounts:settings"))["Location"].startswith(reverse("account_login"))


def test_profile_shows_where_one_works():
    membership = MembershipFactory(user=UserFactory(password=PASSWORD))

    page = html_of(signed_in(membership.user).get(reverse("accounts:settings")))

    assert str(membership.enterprise) in page
    assert f"/cabinet/{membership.enterprise.slug}/" in page


def test_a_second_address_counts_once_its_code_is_typed():
    user = UserFactory(password=PASSWORD)
    order = confirmed_order(email="work@example.org")
    client = signed_in(user)

    client.post(reverse("account_email"), {"action_add": "1", "email": "Work@example.org"})
    order.refresh_from_db()
    assert order.user is None
    response = client.post(reverse("account_email_verification_sent"), {"code": code_in(last_mail("work@example.org"))})

    assert response["Location"] == reverse("account_email")
    order.refresh_from_db()
    assert EmailAddress.objects.get(email="work@example.org").verified
    assert order.user == user


def test_the_main_address_changes_the_login_and_both_are_notified():
    user = UserFactory(email="old@example.org", password=PASSWORD)
    EmailAddress.objects.create(user=user, email="new@example.org", verified=True)

    signed_in(user).post(reverse("account_email"), {"action_primary": "1", "email": "new@example.org"})

    user.refresh_from_db()
    assert user.email == "new@example.org"
    assert last_mail("old@example.org").params["mail"] == "account/email/email_changed"


def test_authenticator_app_is_asked_for_after_the_password():
    user = UserFactory(password=PASSWORD)
    client = signed_in(user)
    secret = client.get(reverse("mfa_activate_totp")).context["form"].secret
    client.post(reverse("mfa_activate_totp"), {"code": totp_code(secret)})

    authenticator = Authenticator.objects.get(user=user, type=Authenticator.Type.TOTP)
    assert secret not in str(authenticator.data)
    assert get_adapter().decrypt(authenticator.data["secret"]) == secret

    other = Client()
    response = other.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    assert response["Location"] == reverse("mfa_authenticate")
    assert "_auth_user_id" not in other.session


def test_second_step_takes_the_code_once_and_no_wrong_one():
    user = UserFactory(password=PASSWORD)
    client = signed_in(user)
    secret = client.get(reverse("mfa_activate_totp")).context["form"].secret
    client.post(reverse("mfa_activate_totp"), {"code": totp_code(secret)})
    cache.clear()  # the code that switched it on counts as used

    other = Client()
    other.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    assert other.post(reverse("mfa_authenticate"), {"code": "000000"}).status_code == 422
    code = totp_code(secret)
    other.post(reverse("mfa_authenticate"), {"code": code})
    assert other.session["_auth_user_id"] == str(user.pk)

    third = Client()
    third.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    assert third.post(reverse("mfa_authenticate"), {"code": code}).status_code == 422
    assert "_auth_user_id" not in third.session


APP, RECOVERY, PASSKEY = "приложение на телефоне", "езервный код", 'id="mfa_webauthn_authenticate"'


@pytest.mark.parametrize(
    ("has", "named", "label"),
    [
        ({"app"}, {APP}, "Код из приложения"),
        ({"app", "codes"}, {APP, RECOVERY}, "Код из приложения или резервный код"),
        ({"app", "used codes"}, {APP}, "Код из приложения"),
        ({"app", "passkey"}, {APP, PASSKEY}, "Код из приложения"),
        ({"app", "codes", "passkey"}, {APP, RECOVERY, PASSKEY}, "Код из приложения или резервный код"),
        ({"codes", "passkey"}, {RECOVERY, PASSKEY}, "Резервный код"),
        ({"passkey"}, {PASSKEY}, None),
    ],
    ids=["app", "app, codes", "app, used codes", "app, passkey", "all", "codes, passkey", "passkey"],
)
def test_second_step_names_what_the_person_has_and_nothing_else(has, named, label):
    client = half_in(has)

    response = client.get(reverse("mfa_authenticate"))

    page = html_of(response)
    assert {words for words in (APP, RECOVERY, PASSKEY) if words in page} == named
    assert ('name="code"' in page) is (label is not None)
    assert label is None or response.context["form"]["code"].label == label
    assert page.partition("<main")[2].partition("</main>")[0].count("button--primary") == 1


@pytest.mark.parametrize(
    ("has", "says"),
    [
        ({"app", "codes"}, "Код не подходит. Он меняется каждые 30 секунд: введите тот, что виден сейчас."),
        ({"passkey", "codes"}, "Код не подходит или уже использован."),
    ],
    ids=["app", "no app"],
)
def test_wrong_code_is_refused_in_words_of_what_the_person_has(has, says):
    refused = half_in(has).post(reverse("mfa_authenticate"), {"code": "00000000"})

    assert refused.status_code == 422
    assert [text.replace("\N{NO-BREAK SPACE}", " ") for text in refused.context["form"].errors["code"]] == [says]


def test_refused_passkey_is_reported_on_the_page():
    client = half_in({"passkey"})
    silent = 'id="passkey-problem" hidden'
    assert silent in html_of(client.get(reverse("mfa_authenticate")))

    refused = client.post(reverse("mfa_authenticate"), {"credential": "{}"})

    assert refused.status_code == 422
    assert silent not in html_of(refused)


@pytest.mark.parametrize(("has", "way"), [({"app"}, "Кодом из приложения"), ({"codes"}, "Резервным кодом")])
def test_confirming_who_one_is_names_what_the_person_has(client, has, way):
    user = UserFactory(password=PASSWORD)
    for step in ("passkey", *has):
        STEPS[step](user)
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")

    page = html_of(client.get(reverse("account_reauthenticate")))

    assert {words for words in ("Кодом из приложения", "Резервным кодом") if words in page} == {way}


def half_in(has: set[str]) -> Client:
    """A browser that has typed the password of a person with these second steps."""
    user = UserFactory(password=PASSWORD)
    for step in has:
        STEPS[step](user)
    client = Client()
    response = client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    assert response["Location"] == reverse("mfa_authenticate")
    return client


def with_used_codes(user: User) -> None:
    codes = RecoveryCodes.activate(user)
    for code in codes.generate_codes():
        assert codes.validate_code(code)


STEPS = {
    "app": lambda user: TOTP.activate(user, generate_totp_secret()),
    "codes": RecoveryCodes.activate,
    "used codes": with_used_codes,
    "passkey": with_passkey,
}


def test_authenticator_app_on_the_same_phone_takes_the_secret_without_the_picture():
    client = signed_in(UserFactory(email="masha@example.org", password=PASSWORD))

    response = client.get(reverse("mfa_activate_totp"))

    page, secret = html_of(response), response.context["form"].secret
    address = re.search(r'href="(otpauth://totp/[^"]*)"', page)
    assert address
    assert parse_qs(urlsplit(unescape(address[1])).query)["secret"] == [secret]
    assert f">{' '.join(re.findall('.{4}', secret))}</code>" in page
    assert f"data-copy hidden>{secret}<" in page
    assert "autofocus" not in page  # a phone would open the page below all of that


@pytest.mark.django_db(transaction=True)  # told once the codes are committed
def test_recovery_codes_are_announced_the_first_time_and_again():
    client = signed_in(user := UserFactory(password=PASSWORD))
    TOTP.activate(user, generate_totp_secret())

    for _time in ("first", "again"):
        page = html_of(client.post(reverse("mfa_generate_recovery_codes"), follow=True))
        assert "Резервные коды готовы. Прежние, если они были, больше не действуют." in page


def test_page_of_the_password_leads_to_a_new_one_once():
    page = html_of(signed_in(UserFactory(password=PASSWORD)).get(reverse("account_change_password")))

    assert page.count(f'href="{reverse("account_reset_password")}"') == 1
    assert "Забыли пароль?" in page


def test_recovery_code_lets_in_once():
    user = UserFactory(password=PASSWORD)
    client = signed_in(user)
    secret = client.get(reverse("mfa_activate_totp")).context["form"].secret
    client.post(reverse("mfa_activate_totp"), {"code": totp_code(secret)})
    code = client.get(reverse("mfa_view_recovery_codes")).context["unused_codes"][0]

    codes = []
    for _attempt in range(2):
        other = Client()
        other.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
        other.post(reverse("mfa_authenticate"), {"code": code})
        codes.append("_auth_user_id" in other.session)

    assert codes == [True, False]


def test_changing_the_second_step_asks_again_who_one_is(client):
    client.force_login(UserFactory(password=PASSWORD))

    response = client.get(reverse("mfa_activate_totp"))

    assert response["Location"].startswith(reverse("account_reauthenticate"))


def test_other_devices_are_signed_out():
    user = UserFactory(password=PASSWORD)
    here, there = signed_in(user), signed_in(user)
    assert there.get(reverse("accounts:settings")).status_code == 200

    page = html_of(here.get(reverse("usersessions_list")))
    assert page.count(">Firefox, Windows") == 2
    response = here.post(reverse("usersessions_list"), follow=True)

    assert "Вы вышли на всех остальных устройствах." in html_of(response)
    assert there.get(reverse("accounts:settings")).status_code == 302
    assert here.get(reverse("accounts:settings")).status_code == 200


def test_one_lost_device_is_signed_out_and_nobody_elses():
    user, stranger = UserFactory(password=PASSWORD), UserFactory(password=PASSWORD)
    here, lost, desk, foreign = signed_in(user), signed_in(user), signed_in(user), signed_in(stranger)
    page = html_of(here.get(reverse("usersessions_list")))
    endings = [reverse("accounts:session_end", args=[of(client).pk]) for client in (here, lost, desk, foreign)]
    assert [f'action="{address}"' in page for address in endings] == [False, True, True, False]

    response = here.post(endings[1], follow=True)
    assert here.post(endings[3]).status_code == 404

    assert "Вы вышли на том устройстве." in html_of(response)
    found = [client.get(reverse("accounts:settings")).status_code for client in (here, lost, desk, foreign)]
    assert found == [200, 302, 200, 200]
    assert here.post(endings[1]).status_code == 404  # it is over already
    assert here.post(endings[0]).status_code == 302  # one's own, which the page does not offer
    assert here.get(reverse("accounts:settings")).status_code == 302


def of(client: Client) -> UserSession:
    return UserSession.objects.get(session_key=client.session.session_key)


@pytest.mark.parametrize(
    ("language", "says"),
    [
        (
            "ru",
            [
                "В вашем аккаунте изменён пароль.",
                "Браузер: Firefox, Windows.",
                "Если это были не вы, сразу смените пароль и выйдите на всех остальных устройствах.",
            ],
        ),
        (
            "en",
            [
                "Your account has changed: the password was changed.",
                "Browser: Firefox, Windows.",
                "If this was not you, set a new password at once and sign out on all other devices.",
            ],
        ),
    ],
)
def test_changing_the_password_is_notified_by_mail(language, says):
    user = UserFactory(email="masha@example.org", password=PASSWORD, language=language)

    signed_in(user).post(
        reverse("account_change_password"),
        {"oldpassword": PASSWORD, "password1": "another good phrase", "password2": "another good phrase"},
    )

    message = last_mail("masha@example.org")
    assert message.params["mail"] == "account/email/password_changed"
    for part in ("text", "html"):
        assert [sentence for sentence in says if sentence not in " ".join(message.body[part].split())] == []
        assert "Mozilla" not in message.body[part]


def test_account_is_deleted_once_its_address_is_typed():
    user = UserFactory(password=PASSWORD)
    order = confirmed_order(email=user.email)
    client, other = signed_in(user), signed_in(user)

    client.post(reverse("accounts:delete"), {"email": user.email.upper()})

    order.refresh_from_db()
    assert not User.objects.exists()
    assert order.user is None
    assert order.confirmed_at is not None
    assert not Session.objects.filter(session_key=other.session.session_key).exists()


def test_account_stays_when_another_address_is_typed():
    user = UserFactory(password=PASSWORD)

    response = signed_in(user).post(reverse("accounts:delete"), {"email": "somebody@example.org"})

    assert response.status_code == 422
    assert User.objects.filter(pk=user.pk).exists()


def test_account_of_an_enterprises_last_owner_stays():
    membership = MembershipFactory(user=UserFactory(password=PASSWORD), role="owner")

    client = signed_in(membership.user)
    asked = html_of(client.get(reverse("accounts:delete")))
    response = client.post(reverse("accounts:delete"), {"email": membership.user.email})

    assert reverse("enterprises:people", args=[membership.enterprise.slug]) in asked
    assert 'name="email"' not in asked
    assert "button--danger" not in asked
    assert response.status_code == 422
    assert str(membership.enterprise) in html_of(response)
    assert User.objects.filter(pk=membership.user_id).exists()


def test_deleting_names_the_roles_that_go_and_none_where_there_is_none():
    user, guide = UserFactory(password=PASSWORD), MembershipFactory(user=UserFactory(password=PASSWORD), role="guide")

    without_place = html_of(signed_in(user).get(reverse("accounts:delete")))
    with_place = html_of(signed_in(guide.user).get(reverse("accounts:delete")))

    assert "работать" not in without_place
    assert f"<li>{guide.enterprise} ({guide.get_role_display()})</li>" in with_place
    assert 'name="email"' in with_place


def test_buttons_of_the_account_are_named_by_their_visible_words(client):
    client.force_login(UserFactory(password=PASSWORD))

    page = html_of(client.get(reverse("accounts:settings")))

    named = re.findall(r'aria-label="([^"]+)">([^<]+)</a>', page)
    assert ("Изменить пароль", "Изменить") in named
    assert [name for name, words in named if not name.startswith(words)] == []


def test_deleting_asks_again_who_one_is(client):
    user = UserFactory(password=PASSWORD)
    client.force_login(user)

    client.post(reverse("accounts:delete"), {"email": user.email})

    assert User.objects.filter(pk=user.pk).exists()


def test_make_organizer_lets_a_person_in_and_out():
    user = UserFactory(email="masha@example.org")

    call_command("make_organizer", "Masha@example.org", verbosity=0)
    user.refresh_from_db()
    assert user.is_organizer
    call_command("make_organizer", "masha@example.org", "--not", verbosity=0)
    user.refresh_from_db()
    assert not user.is_organizer


def test_make_organizer_says_when_nobody_has_the_address():
    with pytest.raises(CommandError):
        call_command("make_organizer", "nobody@example.org")


def test_every_mail_and_announcement_of_allauth_has_our_words():

    templates = Path(allauth.__file__).parent / "templates"
    mails, announcements = set(), set()
    for app in ("account", "mfa", "socialaccount", "usersessions"):
        for path in templates.glob(f"{app}/email/*_subject.txt"):
            mails.add(path.relative_to(templates).as_posix().removesuffix("_subject.txt"))
        for path in templates.glob(f"{app}/messages/*.txt"):
            announcements.add(path.relative_to(templates).as_posix())
    # Sign-in by phone and passwords by code are not switched on.
    off = {"account/email/password_reset_code"}
    assert mails - set(LETTERS) == off
    assert {name for name in announcements - set(ANNOUNCEMENTS) if "phone" not in name} == set()


def test_sessions_that_expired_are_deleted_with_their_devices(client):
    user = UserFactory(password=PASSWORD)
    old, present = (signed_in(user).session.session_key for _ in range(2))
    client.get(reverse("accounts:settings"))
    Session.objects.create(session_key="a" * 32, session_data="", expire_date=clock.now() - timedelta(minutes=1))
    Session.objects.filter(session_key=old).update(expire_date=clock.now() - timedelta(seconds=1))

    assert delete_expired_sessions(something="of a later version") == 2

    assert list(Session.objects.values_list("session_key", flat=True)) == [present]
    assert list(UserSession.objects.values_list("session_key", flat=True)) == [present]
    assert delete_expired_sessions() == 0


def test_device_of_a_session_that_was_ended_elsewhere_is_forgotten():
    key = signed_in(UserFactory(password=PASSWORD)).session.session_key
    Session.objects.filter(session_key=key).delete()

    delete_expired_sessions()

    assert not UserSession.objects.exists()
