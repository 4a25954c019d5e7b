"""The e-mails about an account. The text and the HTML part of each are rendered from one Letter."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accelerator.base.accounts.known_devices import describe_browser
from accelerator.base.notifications.hooks import message
from accelerator.base.notifications.rendering import Mail, render_mail

MAIL = "accounts.mail"


@dataclass(frozen=True)
class Letter:
    """A short mail: a heading, some paragraphs, perhaps a code or one thing to press."""

    subject: str
    paragraphs: tuple[str, ...]
    code: str = ""
    button: str = ""
    address: str = ""
    closing: tuple[str, ...] = ()

    def body(self) -> dict[str, str]:
        """The mail as the outbox stores it: subject, text and HTML in the active language."""
        mail = render_mail("accounts/mail/letter", {"letter": self})
        return {"subject": mail.subject, "text": mail.text, "html": mail.html}


# A code may come twice rather than never.
@message(MAIL, label=gettext_lazy("signing in"), resend_if_unknown=True)
def stored_mail(stored: dict[str, Any]) -> Mail:
    """Compose a mail whose message holds all of it."""
    return Mail(subject=stored["subject"], text=stored["text"], html=stored["html"])


def _ignore() -> str:
    return _("If this was not you, you can ignore this email: no one can sign in without it.")


def _email_confirmation(context: dict[str, Any]) -> Letter:
    return Letter(
        subject=_("%(code)s is the code for your email") % {"code": context["code"]},
        paragraphs=(_("Enter this code on the page where you were asked for it. It is valid for 15 minutes."),),
        code=context["code"],
        closing=(_("If you did not give us this address, you can ignore this email."),),
    )


def _login_code(context: dict[str, Any]) -> Letter:
    return Letter(
        subject=_("%(code)s is your sign-in code") % {"code": context["code"]},
        paragraphs=(_("Enter this code on the page where you were asked for it. It is valid for 15 minutes."),),
        code=context["code"],
        closing=(_("Do not give the code to anyone: our staff never ask for it."), _ignore()),
    )


def _password_reset_key(context: dict[str, Any]) -> Letter:
    return Letter(
        subject=_("Reset your password"),
        paragraphs=(_("Someone, probably you, asked to reset your password. Use this link to set a new one."),),
        button=_("Set a new password"),
        address=context["password_reset_url"],
        closing=(_ignore(),),
    )


def _unknown_account(context: dict[str, Any]) -> Letter:
    return Letter(
        subject=_("There is no account with this email"),
        paragraphs=(
            _("Someone, perhaps you, tried to sign in as %(email)s, but there is no such account.")
            % {"email": context["email"]},
            _("Perhaps you signed up with another address. If you have no account yet, you can create one."),
        ),
        button=_("Sign up"),
        address=context["signup_url"],
        closing=(_("If this was not you, you can ignore this email."),),
    )


def _account_already_exists(context: dict[str, Any]) -> Letter:
    return Letter(
        subject=_("You already have an account"),
        paragraphs=(
            _("Someone, perhaps you, tried to sign up with %(email)s, but that address already has an account.")
            % {"email": context["email"]},
            _("Sign in as usual. If you have forgotten the password, set a new one."),
        ),
        button=_("Set a new password"),
        address=context["password_reset_url"],
        closing=(_("If this was not you, you can ignore this email."),),
    )


def _notice(change: Promise) -> Callable[[dict[str, Any]], Letter]:
    """A letter about a change to the account, whose placeholders are filled from allauth's context."""

    def compose(context: dict[str, Any]) -> Letter:
        title = str(change) % context
        moment: datetime = timezone.localtime(context["timestamp"])
        return Letter(
            subject=title,
            paragraphs=(
                _("Your account has changed: %(change)s.") % {"change": title[:1].lower() + title[1:]},
                _("When: %(when)s, Moscow time. Browser: %(browser)s. Address: %(ip)s.")
                % {
                    "when": date_format(moment, "j E Y, H:i"),
                    "browser": describe_browser(context["user_agent"]),
                    "ip": context["ip"],
                },
            ),
            closing=(_("If this was not you, set a new password at once and sign out on all other devices."),),
        )

    return compose


_CHANGES = {
    "account/email/email_changed": gettext_lazy("The main email is now %(to_email)s instead of %(from_email)s"),
    "account/email/email_confirm": gettext_lazy("The email was confirmed"),
    "account/email/email_deleted": gettext_lazy("The email %(deleted_email)s was removed"),
    "account/email/password_changed": gettext_lazy("The password was changed"),
    "account/email/password_reset": gettext_lazy("A new password was set"),
    "account/email/password_set": gettext_lazy("A password was set"),
    "mfa/email/recovery_codes_generated": gettext_lazy("New recovery codes were created"),
    "mfa/email/totp_activated": gettext_lazy("Two-step sign-in with an app was turned on"),
    "mfa/email/totp_deactivated": gettext_lazy("Two-step sign-in with an app was turned off"),
    "mfa/email/webauthn_added": gettext_lazy("A passkey was added"),
    "mfa/email/webauthn_removed": gettext_lazy("A passkey was removed"),
    "socialaccount/email/account_connected": gettext_lazy("Sign-in with %(provider)s was connected"),
    "socialaccount/email/account_disconnected": gettext_lazy("Sign-in with %(provider)s was disconnected"),
}
LETTERS: dict[str, Callable[[dict[str, Any]], Letter]] = {
    "account/email/account_already_exists": _account_already_exists,
    "account/email/email_confirmation": _email_confirmation,
    "account/email/email_confirmation_signup": _email_confirmation,
    "account/email/login_code": _login_code,
    "account/email/password_reset_key": _password_reset_key,
    "account/email/unknown_account": _unknown_account,
    **{template: _notice(change) for template, change in _CHANGES.items()},
}
