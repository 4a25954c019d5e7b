"""allauth's adapters: mails go through the outbox, texts are the portal's, secrets are sealed."""

import time
import uuid
from datetime import timedelta
from typing import Any

from allauth.account import app_settings as account_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.stagekit import get_pending_stage
from allauth.account.models import EmailAddress
from allauth.core import context as allauth_context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp, SocialLogin
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest
from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import override

from accelerator.base.accounts import allauth_texts, guard, second_steps
from accelerator.base.accounts.hooks import landing
from accelerator.base.accounts.messages import LETTERS, MAIL
from accelerator.base.accounts.models import User
from accelerator.base.accounts.services import language_of, second_steps_of
from accelerator.base.common import clock, security_log
from accelerator.base.common.emails import account_address
from accelerator.base.common.forms import as_person_name
from accelerator.base.common.i18n import active_language, portal_name
from accelerator.base.common.limits import TooManyRequests
from accelerator.base.common.network import client_ip
from accelerator.base.common.security_log import Event
from accelerator.base.notifications.services import Planned, plan_messages

CODE_LIFETIME = timedelta(minutes=15)
LINK_LIFETIME = timedelta(days=3)
_ALLAUTH_WINDOW = 60  # seconds: what allauth still counts itself, it counts by the minute
NO_ADDRESS = "0.0.0.0"  # noqa: S104 - “unspecified”: a proxy's slip closes sign-in to nobody


class AccountAdapter(DefaultAccountAdapter):
    """Signing in and up: email only, in any case of letters."""

    error_messages = {**DefaultAccountAdapter.error_messages, **allauth_texts.REFUSALS}

    def new_user(self, request: HttpRequest) -> User:
        return User(language=active_language())

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_ip(request) or NO_ADDRESS

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        """Try a password, which is counted before it is known whether it is right."""
        attempt = guard.begin_password(request, credentials["email"])
        user = super().authenticate(request, **credentials)
        if user is not None:
            attempt.give_back()
        return user

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        super().authentication_failed(request, **credentials)
        person = User.objects.filter(email__iexact=credentials.get("email") or "").only("uuid").first()
        security_log.record(Event.SIGN_IN_FAILED, by="password", account=person.uuid if person else None)

    def validation_error(self, code: str, *args: Any) -> ValidationError:
        """The error in our words; raises TooManyRequests for a limit, which is no error of the form."""
        if code in ("too_many_login_attempts", "rate_limited"):
            raise TooManyRequests(_ALLAUTH_WINDOW)
        if code == "incorrect_code":
            security_log.record(Event.SIGN_IN_FAILED, by="code", account=_account_signing_in())
        error: ValidationError = super().validation_error(code, *args)
        return error

    def clean_email(self, email: str) -> str:
        return account_address(email)

    def clean_password(self, password: str, user: Any = None) -> str:
        try:
            return super().clean_password(password, user=user)
        except ValidationError as refused:
            for error in refused.error_list:
                error.message = allauth_texts.PASSWORD_REFUSALS.get(error.code or "", error.message)
            raise

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Plan the mail with its whole body, since a code cannot be composed again; it is wiped once sent."""
        language = language_of(email)
        with override(language):
            body = LETTERS[template_prefix]({**context, "email": email}).body()
        mail = Planned(
            kind=MAIL,
            dedupe_key=f"{MAIL}:{uuid.uuid4()}",
            recipient=email,
            language=language,
            params={"mail": template_prefix},
            body=body,
            expires_at=clock.now() + (CODE_LIFETIME if "code" in context else LINK_LIFETIME),
        )
        plan_messages([mail])

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """Say it in our words (see allauth_texts.ANNOUNCEMENTS), or nothing where the next page says it."""
        if message is None and message_template in allauth_texts.ANNOUNCEMENTS:
            sentence = allauth_texts.ANNOUNCEMENTS[message_template]
            if sentence is None:
                return
            message = str(sentence) % (message_context or {})
        if message:
            messages.add_message(request, level, message, extra_tags=extra_tags)
        else:
            super().add_message(request, level, message_template, message_context, extra_tags)

    def is_safe_url(self, url: str) -> bool:
        """Whether it is an address of this host."""
        request = allauth_context.request
        return url_has_allowed_host_and_scheme(url, {request.get_host()}, require_https=request.is_secure())

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Where an app above has work for this person, else their bookings; in the language of the page."""
        page = landing.first(request.user) if isinstance(request.user, User) else None
        return page or resolve_url(settings.LOGIN_REDIRECT_URL)

    def get_email_verification_redirect_url(self, email_address: EmailAddress) -> str:
        """Back to the addresses for a signed-in person, who asked for the code there."""
        if self.request.user.is_authenticated:
            return reverse("account_email")
        return super().get_email_verification_redirect_url(email_address)

    def is_reauthentication_required(self, *, app: str) -> bool:
        """Not right after signing in."""
        records = get_authentication_records(self.request, self.request.user)
        fresh = time.time() - account_settings.REAUTHENTICATION_TIMEOUT
        return not any(record["at"] > fresh for record in records) and super().is_reauthentication_required(app=app)

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        ways = super().get_reauthentication_methods(user)
        named: dict[str, Any] = dict(allauth_texts.WAYS_TO_CONFIRM)
        by_code = any(way["id"] == "mfa_reauthenticate" for way in ways)  # never for a stranger
        if by_code and Authenticator.Type.TOTP not in second_steps_of(user):
            named["mfa_reauthenticate"] = allauth_texts.WITH_A_RECOVERY_CODE
        return [{**way, "description": named.get(way["id"], way["description"])} for way in ways]


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """Signing in by a service that the environment switches on."""

    error_messages = {**DefaultSocialAccountAdapter.error_messages, **allauth_texts.SOCIAL_REFUSALS}

    def get_app(self, request: HttpRequest, provider: str, client_id: str | None = None) -> SocialApp:
        """The service's settings; one that is not switched on has no pages."""
        try:
            return super().get_app(request, provider, client_id)
        except SocialApp.DoesNotExist as missing:
            raise Http404 from missing

    def populate_user(self, request: HttpRequest, sociallogin: SocialLogin, data: dict[str, Any]) -> Any:
        user = super().populate_user(request, sociallogin, data)
        parts = (data.get("first_name") or "", data.get("last_name") or "")
        name = data.get("name") or " ".join(part for part in parts if part)
        user.name = as_person_name(name, longest=User._meta.get_field("name").max_length or 0)
        user.email = account_address(user.email)
        return user


class MFAAdapter(DefaultMFAAdapter):
    """The second step: an authenticator app, passkeys, recovery codes."""

    error_messages = {**DefaultMFAAdapter.error_messages, **allauth_texts.SECOND_STEP_REFUSALS}

    def validation_error(self, code: str, *args: Any) -> ValidationError:
        if code == "incorrect_code":
            security_log.record(Event.SECOND_STEP_FAILED, account=_account_signing_in())
        return super().validation_error(code, *args)

    def encrypt(self, text: str) -> str:
        """Encrypt the secret with its own key, wrapped by one outside the database."""
        return second_steps.seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        return second_steps.unseal(encrypted_text)

    def get_totp_issuer(self) -> str:
        return portal_name()

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Authenticator.Type) -> str:  # noqa: A002
        count = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return _("Passkey %(number)d") % {"number": count + 1}

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {**super().get_public_key_credential_rp_entity(), "name": portal_name()}


def _account_signing_in() -> uuid.UUID | None:
    """The account of the sign-in in progress, or that of the signed-in person who reauthenticates."""
    request = allauth_context.request
    stage = get_pending_stage(request)
    person = stage.login.user if stage is not None and stage.login else request.user
    return getattr(person, "uuid", None)
