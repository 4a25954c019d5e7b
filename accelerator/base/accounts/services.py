"""Changes to people, their consents, their sessions and what belongs to their verified addresses."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from accelerator.base.accounts.consents import values_now
from accelerator.base.accounts.hooks import before_account_deletion, email_verified
from accelerator.base.accounts.models import Consent, ConsentText, User
from accelerator.base.common import clock, erasures
from accelerator.base.common.emails import account_address
from accelerator.base.common.errors import Refusal
from accelerator.base.common.i18n import active_language
from accelerator.base.common.prepared import insert
from accelerator.base.common.security_log import Event, record
from accelerator.base.common.transactions import atomic

ACCOUNT_DELETED = "accounts.account_deleted"


def language_of(email: str) -> str:
    """The language of e-mails to this address: its person's, or the active one."""
    address = (
        EmailAddress.objects.filter(email__iexact=email).order_by("-verified", "pk").select_related("user").first()
    )
    person = address.user if address else User.objects.filter(email__iexact=email).only("language").first()
    return person.language if person is not None else active_language()


def second_steps_of(user: User) -> frozenset[str]:
    """The kinds of second step this person can take now; recovery codes count as long as one is unused."""
    steps = Authenticator.objects.filter(user=user)
    return frozenset(
        step.type for step in steps if step.type != Authenticator.Type.RECOVERY_CODES or step.wrap().get_unused_codes()
    )


class UnknownPerson(Refusal):
    """There is no account with this address."""


class EmailNotRepeated(Refusal):
    """The typed confirmation is not the account's address."""


@atomic
def notify_verified_emails(*, user: User) -> None:
    """Let the apps above bring this person what belongs to their verified addresses, and to no other."""
    addresses = EmailAddress.objects.filter(user=user, verified=True).order_by("pk").values_list("email", flat=True)
    for email in addresses:
        email_verified.ask(user, email)


def change_profile(*, user: User, name: str, language: str) -> None:
    """Save the person's name and the language of their e-mails."""
    user.name = name
    user.language = language
    user.save(update_fields=["name", "language"])


@atomic
def delete_account(*, user: User, typed_email: str) -> None:
    """Delete the account and end its sessions; bookings stay, without their person, under their own links.

    Raises EmailNotRepeated, or the Refusal of an app above (such as for the last owner of an enterprise).
    """
    if account_address(typed_email) != user.email.lower():
        raise EmailNotRepeated(_("This is not the email of your account. Enter it exactly as shown above."))
    before_account_deletion.ask(user)
    remove_person(user=user)


@atomic
def remove_person(*, user: User) -> None:
    """Delete a person's account unconditionally, end their sessions, and erase the addresses stored with consents."""
    end_sessions(user)
    Consent.objects.filter(user=user).update(ip_address=None)
    record(Event.ACCOUNT_DELETED, account=user.uuid)
    erasures.record(ACCOUNT_DELETED, [user.uuid])
    user.delete()


def remove_person_again(uuid: UUID, _at: datetime) -> bool:
    """Delete an account that a restore has brought back; whether it was there."""
    user = User.objects.filter(uuid=uuid).first()
    if user is not None:
        remove_person(user=user)
    return user is not None


def end_session(*, user: User, pk: int) -> None:
    """Sign one of this person's devices out. Raises UserSession.DoesNotExist for another person's."""
    UserSession.objects.get(user=user, pk=pk).end()
    record(Event.SESSION_ENDED, account=user.uuid)


@atomic
def remove_second_steps(*, email: str) -> User:
    """Remove every second step of a person and end their sessions. Raises UnknownPerson."""
    user = _user_by_email(email)
    Authenticator.objects.filter(user=user).delete()
    end_sessions(user)
    return user


def end_sessions(user: User) -> None:
    """Sign this person out everywhere."""
    keys = UserSession.objects.filter(user=user).values_list("session_key", flat=True)
    Session.objects.filter(session_key__in=list(keys)).delete()


def set_organizer(*, email: str, organizer: bool = True) -> User:
    """Grant or revoke access to the organizers' pages. Raises UnknownPerson."""
    user = _user_by_email(email)
    user.is_organizer = organizer
    user.save(update_fields=["is_organizer"])
    record(Event.RIGHTS_CHANGED, account=user.uuid, right="is_organizer", granted=organizer)
    return user


def _user_by_email(email: str) -> User:
    """The person whose account has this address, as an operator types it. Raises UnknownPerson."""
    user = User.objects.filter(email__iexact=account_address(email)).first()
    if user is None:
        raise UnknownPerson(_("There is no account with the address %(email)s.") % {"email": email})
    return user


def current_consent_text(kind: str = ConsentText.Kind.PERSONAL_DATA) -> ConsentText | None:
    """The version of the text in force, if one is published."""
    try:
        return ConsentText.objects.current(kind, clock.now())
    except ConsentText.DoesNotExist:
        return None


def give_consent(
    *,
    text: ConsentText,
    user: User | None,
    ip_address: str | None,
    language: str,
    enterprises: Sequence[str] = (),
) -> Consent:
    """Record consent to this version of a text: when, from where, in which language, to whom."""
    given = Consent(
        text=text, user=user, given_at=clock.now(), ip_address=ip_address, language=language,
        filled=values_now(language, enterprises),
    )  # fmt: skip
    [(given.pk,)] = insert([given], "id")
    given._state.adding = False
    return given


def delete_expired_sessions() -> int:
    """Delete expired sessions and the devices of ended ones; returns the number of sessions.

    A device is stored with its network address, which must not outlive the sign-in.
    """
    ended, _by_model = Session.objects.filter(expire_date__lt=clock.now()).delete()
    alive = Session.objects.filter(session_key=OuterRef("session_key"))
    UserSession.objects.filter(~Exists(alive)).delete()
    return ended
