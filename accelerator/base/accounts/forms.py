"""allauth's forms with our labels and no placeholders, and those of the account's own page."""

from typing import Any

from allauth.account import forms as account
from allauth.core import context
from allauth.mfa.base import forms as mfa
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from allauth.socialaccount import forms as social
from django import forms
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accelerator.base.accounts import allauth_texts, second_steps, staff_sessions
from accelerator.base.accounts.guard import begin_second_step, count_letter
from accelerator.base.accounts.models import ConsentText, User
from accelerator.base.accounts.services import current_consent_text, give_consent, second_steps_of
from accelerator.base.common.emails import EmailField
from accelerator.base.common.forms import PersonNameField
from accelerator.base.common.i18n import active_language
from accelerator.base.common.network import client_ip
from accelerator.base.common.transactions import violates

MAX_TEXT_LENGTH = 100  # where allauth sets no limit: codes, names of keys


class AccountEmailField(EmailField):
    """An account's address, which replaces allauth's field and is lower-cased."""

    def __init__(self, field: forms.Field, *, asks_about_typos: bool) -> None:
        super().__init__(
            asks_about_typos=asks_about_typos, label=field.label, required=field.required, help_text=field.help_text
        )
        self.widget.attrs.update({name: value for name, value in field.widget.attrs.items() if name != "type"})

    def to_python(self, value: Any) -> str:
        return super().to_python(value).lower()


class OurTexts:
    """Gives allauth's fields our labels and texts and no placeholders, and our own field to e-mails."""

    labels: dict[str, Any] = {}
    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if isinstance(field, forms.EmailField):
                self.fields[name] = AccountEmailField(field, asks_about_typos=name != "login")
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            if label := {**allauth_texts.FIELD_LABELS, **self.labels}.get(name):
                field.label = label
            if required := allauth_texts.REQUIRED.get(name):
                field.error_messages["required"] = required
            if name == "password1":
                field.help_text = _("At least 10 characters. A phrase of a few words is easy to remember.")
            if name == "password2":
                field.help_text = ""
            if name == "code":
                # A code by e-mail has letters, one from an app has digits.
                field.widget.attrs.update(autocapitalize="characters", spellcheck="false", autofocus=True)
            if type(field) is forms.CharField and field.max_length is None:
                field.max_length = MAX_TEXT_LENGTH
                field.validators.append(MaxLengthValidator(MAX_TEXT_LENGTH))
            if name in ("login", "email"):
                field.widget.attrs.update(autocomplete="username webauthn" if name == "login" else "email")


def _forgotten_password() -> str:
    return format_html('<a href="{}">{}</a>', reverse("account_reset_password"), gettext("Forgot your password?"))


class LoginForm(OurTexts, account.LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = _forgotten_password()

    def login(self, request: HttpRequest, redirect_url: str | None = None) -> HttpResponse:
        response: HttpResponse = super().login(request, redirect_url=redirect_url)
        staff_sessions.restore_expiry(request)  # allauth has just set a visitor's
        return response


def _document(text: ConsentText) -> str:
    """The title of the text, as a link where an app above publishes it."""
    try:
        return format_html('<a href="{}" target="_blank" rel="noopener">{}</a>', reverse("portal:privacy"), text.title)
    except NoReverseMatch:
        return str(text.title)


class Consenting:
    """Asks for consent to the processing of personal data in a separate box."""

    fields: dict[str, forms.Field]
    cleaned_data: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._text = current_consent_text()
        if self._text is not None:
            self.fields["consent"] = forms.BooleanField(
                label=_("I agree to the processing of my personal data"),
                help_text=_document(self._text),
                error_messages={
                    "required": _("Tick the box to give your consent: without it we cannot keep your email.")
                },
            )

    def custom_signup(self, request: HttpRequest, user: User) -> None:
        super().custom_signup(request, user)  # type: ignore[misc]
        if self._text is not None:
            give_consent(text=self._text, user=user, ip_address=client_ip(request), language=active_language())


_EMAIL_ONCE = ("accounts_user_email_key", "accounts_user_email_once_in_any_case")


class SignupForm(OurTexts, Consenting, account.SignupForm):
    labels = {"password1": _("Password")}
    account_already_exists: bool

    def try_save(self, request: HttpRequest) -> Any:
        """Create the account, or write to its owner if it exists: with equal work, so that timing reveals nothing."""
        count_letter(request, self.cleaned_data["email"])
        if self.account_already_exists:
            make_password(self.cleaned_data["password1"])
            return super().try_save(request)
        try:
            with transaction.atomic():
                return super().try_save(request)
        except IntegrityError as error:
            if not any(violates(error, name) for name in _EMAIL_ONCE):
                raise
            self.account_already_exists = True  # since a moment ago
            return super().try_save(request)


class SocialSignupForm(OurTexts, Consenting, social.SignupForm):
    pass


class AddEmailForm(OurTexts, account.AddEmailForm):
    pass


class ChangePasswordForm(OurTexts, account.ChangePasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["oldpassword"].help_text = _forgotten_password()


class SetPasswordForm(OurTexts, account.SetPasswordForm):
    labels = {"password1": _("Password"), "password2": _("Password again")}


class CountedLetter(OurTexts):
    """Counts the e-mail that the form sends to the typed address."""

    def clean_email(self) -> str:
        email: str = super().clean_email()  # type: ignore[misc]
        count_letter(context.request, email)
        return email


class ResetPasswordForm(CountedLetter, account.ResetPasswordForm):
    pass


class ResetPasswordKeyForm(OurTexts, account.ResetPasswordKeyForm):
    pass


class ReauthenticateForm(OurTexts, account.ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = ""


class RequestLoginCodeForm(CountedLetter, account.RequestLoginCodeForm):
    pass


class ConfirmLoginCodeForm(OurTexts, account.ConfirmLoginCodeForm):
    labels = {"code": _("Code from the email")}


class ConfirmEmailVerificationCodeForm(OurTexts, account.ConfirmEmailVerificationCodeForm):
    labels = {"code": _("Code from the email")}


class SecondStep(OurTexts):
    """Asks for a code of the kinds that the person has, and names no other."""

    user: User

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        steps = second_steps_of(self.user)
        self.asks_app = Authenticator.Type.TOTP in steps
        self.asks_recovery_code = Authenticator.Type.RECOVERY_CODES in steps
        self.asks_passkey = Authenticator.Type.WEBAUTHN in steps
        if not self.asks_app:
            self.fields["code"].label = _("Recovery code")
        elif not self.asks_recovery_code:
            self.fields["code"].label = _("Code from the app")
        else:
            self.fields["code"].label = _("Code from the app, or a recovery code")

    def clean_code(self) -> str:
        attempt = begin_second_step(context.request, self.user)
        try:
            code: str = super().clean_code()  # type: ignore[misc]
        except ValidationError as refused:
            if self.asks_app:
                raise
            raise ValidationError(allauth_texts.WRONG_RECOVERY_CODE, code=refused.code) from refused
        attempt.give_back()
        return code


class AuthenticateForm(SecondStep, mfa.AuthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.asks_app:
            # The passkey comes first on the page, so it should not open with a keyboard over it.
            self.fields["code"].widget.attrs.pop("autofocus")


class SecondStepReauthenticateForm(SecondStep, mfa.ReauthenticateForm):
    pass


class PasskeyStep:
    """Counts a passkey as any other second step."""

    user: User

    def clean_credential(self) -> Authenticator:
        attempt = begin_second_step(context.request, self.user)
        authenticator: Authenticator = super().clean_credential()  # type: ignore[misc]
        attempt.give_back()
        return authenticator


class AuthenticatePasskeyForm(PasskeyStep, webauthn.AuthenticateWebAuthnForm):
    pass


class ReauthenticatePasskeyForm(PasskeyStep, webauthn.ReauthenticateWebAuthnForm):
    pass


class ActivateTOTPForm(OurTexts, totp.ActivateTOTPForm):
    labels = {"code": _("Code from the app")}

    def clean_code(self) -> str:
        attempt = begin_second_step(context.request, self.user)
        code: str = super().clean_code()
        attempt.give_back()
        second_steps.mark_code_used(self.user, code)
        return code

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs.update(inputmode="numeric", maxlength="6")
        # The picture and the secret come first on the page: on a phone it should not open below them.
        self.fields["code"].widget.attrs.pop("autofocus")


class AddWebAuthnForm(OurTexts, webauthn.AddWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["passwordless"].initial = True
        self.fields["passwordless"].help_text = _(
            "The device will then ask for your fingerprint, face or PIN. Otherwise the key is a second "
            "step after the password."
        )
        self.fields["name"].help_text = _("To tell your keys apart, for example “My phone” or “Blue key”.")


class EditWebAuthnForm(OurTexts, webauthn.EditWebAuthnForm):
    pass


class ProfileForm(forms.ModelForm):
    """How a person is called, and the language they are written to in."""

    name = PersonNameField(
        label=_("What should we call you?"),
        max_length=User._meta.get_field("name").max_length,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )

    class Meta:
        model = User
        fields = ["name", "language"]
        widgets = {"language": forms.RadioSelect}
        labels = {"language": _("Language of our emails")}


class DeleteAccountForm(forms.Form):
    """The account's email, typed: a hand that slipped deletes nothing."""

    email = EmailField(
        label=_("Your email, to confirm"),
        asks_about_typos=False,
        error_messages={"required": _("Enter the account’s email to delete it.")},
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
