"""What changes a person, called directly: every way out."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.usersessions.models import UserSession
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.http import Http404, HttpRequest, HttpResponse
from django.test import RequestFactory
from django.utils import translation

from accelerator.base.accounts import services
from accelerator.base.accounts.models import ConsentText, User
from accelerator.base.accounts.permissions import is_organizer, organizer_required
from accelerator.base.common import clock
from accelerator.base.common.models import Erasure
from accelerator.base.common.security_log import Event
from regions.enterprises.models import Role
from regions.enterprises.services.people import LastOwner
from tests.base.common.test_security_log import Lines, lines  # noqa: F401 - a fixture
from tests.factories.accounts import UserFactory
from tests.factories.booking import confirm_order, confirmed_order, held_order
from tests.factories.enterprises import MembershipFactory

pytestmark = pytest.mark.django_db


def session_of(user: User, key: str, *, days: int = 1) -> UserSession:
    Session.objects.create(session_key=key, session_data="", expire_date=clock.now() + timedelta(days=days))
    return UserSession.objects.create(user=user, session_key=key, ip="127.0.0.1", user_agent="")


def test_language_of_an_address_is_its_persons_or_the_pages():
    person = UserFactory(language="en", email="anna@example.org")
    EmailAddress.objects.create(user=person, email="second@example.org", verified=False)
    EmailAddress.objects.create(user=UserFactory(language="ru"), email="Second@example.org", verified=True)
    EmailAddress.objects.filter(email="anna@example.org").delete()

    assert services.language_of("ANNA@example.org") == "en"
    with translation.override("en"):
        assert services.language_of("second@example.org") == "ru"
        assert services.language_of("nobody@example.org") == "en"
    with translation.override(None):
        assert services.language_of("nobody@example.org") == "ru"


def test_recovery_codes_are_a_second_step_while_one_is_unused():
    user = UserFactory()
    assert services.second_steps_of(user) == frozenset()
    RecoveryCodes.activate(user)
    Authenticator.objects.create(user=UserFactory(), type=Authenticator.Type.TOTP, data={})
    assert services.second_steps_of(user) == {Authenticator.Type.RECOVERY_CODES}

    codes = Authenticator.objects.get(user=user).wrap()
    for code in codes.get_unused_codes():
        assert codes.validate_code(code)

    assert services.second_steps_of(user) == frozenset()


def test_profile_is_written():
    user = UserFactory()

    services.change_profile(user=user, name="Анна", language="en")

    assert User.objects.values_list("name", "language").get() == ("Анна", "en")


@pytest.mark.parametrize("typed", ["", "other@example.org"])
def test_account_stays_until_its_address_is_typed(typed: str):
    user = UserFactory(email="anna@example.org")

    with pytest.raises(services.EmailNotRepeated):
        services.delete_account(user=user, typed_email=typed)
    assert User.objects.filter(pk=user.pk).exists()


def test_account_of_a_last_owner_stays_with_its_sessions():
    user = MembershipFactory(role=Role.OWNER).user
    session_of(user, "mine")

    with pytest.raises(LastOwner):
        services.delete_account(user=user, typed_email=user.email)
    assert (User.objects.count(), Session.objects.count()) == (1, 1)


def test_deleted_account_ends_its_sessions_and_nobody_elses():
    user, other = UserFactory(email="anna@example.org"), UserFactory()
    session_of(user, "mine")
    session_of(other, "theirs")
    order, theirs = confirm_order(held_order(user=user)), confirm_order(held_order(user=other))
    assert (order.consent.user, order.consent.ip_address) == (user, "127.0.0.1")

    services.delete_account(user=user, typed_email=" ANNA@example.org ")

    assert list(User.objects.all()) == [other]
    assert list(Erasure.objects.values_list("what", "subject")) == [(services.ACCOUNT_DELETED, user.uuid)]
    assert list(Session.objects.values_list("session_key", flat=True)) == ["theirs"]
    order.refresh_from_db()
    order.consent.refresh_from_db()
    assert (order.user, order.consent.ip_address) == (None, None)
    theirs.consent.refresh_from_db()
    assert theirs.consent.ip_address == "127.0.0.1"


def test_deleted_account_is_written_down_by_its_number(lines: Lines, django_capture_on_commit_callbacks: Any):  # noqa: F811
    user = UserFactory(email="anna@example.org")

    with django_capture_on_commit_callbacks(execute=True):
        services.delete_account(user=user, typed_email=user.email)

    [line] = lines.written
    assert (line["event"], line["account"]) == (Event.ACCOUNT_DELETED.value, str(user.uuid))


def test_account_that_a_restore_brought_back_is_removed_once_more_whatever_holds_it():
    user, other = MembershipFactory(role=Role.OWNER).user, UserFactory()

    assert services.remove_person_again(user.uuid, clock.now()) is True
    assert services.remove_person_again(user.uuid, clock.now()) is False
    assert services.remove_person_again(uuid4(), clock.now()) is False
    assert list(User.objects.all()) == [other]


def test_verified_addresses_bring_what_belongs_to_them_and_no_others_do():
    user = UserFactory(email="anna@example.org")
    EmailAddress.objects.create(user=user, email="second@example.org", verified=True)
    EmailAddress.objects.create(user=user, email="unproved@example.org", verified=False)
    UserFactory(email="other@example.org")
    orders = {
        email: confirmed_order(email=email)
        for email in ("anna@example.org", "second@example.org", "unproved@example.org", "other@example.org")
    }

    services.notify_verified_emails(user=user)

    for order in orders.values():
        order.refresh_from_db()
    assert {email: order.user for email, order in orders.items()} == {
        "anna@example.org": user, "second@example.org": user, "unproved@example.org": None, "other@example.org": None,
    }  # fmt: skip


def test_second_steps_of_somebody_who_lost_them_are_removed_and_nobody_elses():
    user, other = UserFactory(email="anna@example.org"), UserFactory()
    for person in (user, other):
        Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={})
        session_of(person, f"of {person.pk}")

    assert services.remove_second_steps(email="\u200bAnna@Example.org ") == user

    assert list(Authenticator.objects.values_list("user", flat=True)) == [other.pk]
    assert list(Session.objects.values_list("session_key", flat=True)) == [f"of {other.pk}"]
    with pytest.raises(services.UnknownPerson):
        services.remove_second_steps(email="nobody@example.org")


def test_addresses_of_a_command_are_cleaned_like_those_of_a_form():
    user = UserFactory(email="anna@example.org")

    services.set_organizer(email="\ufeffanna@exam\u00adple.org\u00a0")

    user.refresh_from_db()
    assert user.is_organizer


def test_person_without_an_address_is_not_made():
    with pytest.raises(ValueError, match="email"):
        User.objects.create_user("")
    assert User.objects.create_user("Anna@Example.org").email == "anna@example.org"


def test_organizers_page_is_there_for_organizers_alone():
    def page(request: HttpRequest) -> HttpResponse:
        return HttpResponse("for organizers")

    def asked_by(user: object) -> HttpResponse:
        request = RequestFactory().get("/desk/")
        request.user = user
        request.session = SessionStore()
        return organizer_required(page)(request)

    assert asked_by(UserFactory(organizer=True)).content == b"for organizers"
    with pytest.raises(Http404):
        asked_by(UserFactory())
    assert asked_by(AnonymousUser()).status_code == 302


def test_one_ends_ones_own_sessions_only(lines: Lines, django_capture_on_commit_callbacks: Any):  # noqa: F811
    user, other = UserFactory(), UserFactory()
    mine, theirs = session_of(user, "mine"), session_of(other, "theirs")

    with pytest.raises(UserSession.DoesNotExist):
        services.end_session(user=user, pk=theirs.pk)
    with django_capture_on_commit_callbacks(execute=True):
        services.end_session(user=user, pk=mine.pk)

    [line] = lines.written
    assert (line["event"], line["account"]) == (Event.SESSION_ENDED.value, str(user.uuid))
    assert list(Session.objects.values_list("session_key", flat=True)) == ["theirs"]


def test_organizer_is_made_and_unmade_by_address(lines: Lines, django_capture_on_commit_callbacks: Any):  # noqa: F811
    user = UserFactory(email="anna@example.org")

    with django_capture_on_commit_callbacks(execute=True):
        services.set_organizer(email=" Anna@example.org")
        assert is_organizer(User.objects.get())
        services.set_organizer(email=user.email, organizer=False)
        assert not is_organizer(User.objects.get())

    right = {"event": Event.RIGHTS_CHANGED.value, "account": str(user.uuid), "right": "is_organizer"}
    assert [{name: line[name] for name in (*right, "granted")} for line in lines.written] == [
        {**right, "granted": True},
        {**right, "granted": False},
    ]
    with pytest.raises(services.UnknownPerson):
        services.set_organizer(email="nobody@example.org")


def test_organizer_is_an_active_person_who_was_made_one():
    assert is_organizer(UserFactory(organizer=True))
    assert not is_organizer(UserFactory(organizer=True, is_active=False))
    assert not is_organizer(UserFactory())
    assert not is_organizer(AnonymousUser())


def test_consent_is_to_the_newest_version_that_is_valid():
    now, kind = clock.now(), ConsentText.Kind.PERSONAL_DATA
    old, new, _coming = (
        ConsentText.objects.create(kind=kind, version=number, valid_from=now + timedelta(days=days), title={}, body={})
        for number, days in ((901, -2), (902, -1), (903, 1))
    )
    assert services.current_consent_text() == new
    with clock.at(now - timedelta(hours=36)):
        assert services.current_consent_text() == old
    with clock.at(now - timedelta(days=9999)):
        assert services.current_consent_text() is None


def test_ended_sessions_go_with_their_devices():
    user = UserFactory()
    session_of(user, "ended", days=-1)
    session_of(user, "alive")
    UserSession.objects.create(user=user, session_key="without a session", ip="127.0.0.1", user_agent="")

    assert services.delete_expired_sessions() == 1

    assert list(UserSession.objects.values_list("session_key", flat=True)) == ["alive"]
