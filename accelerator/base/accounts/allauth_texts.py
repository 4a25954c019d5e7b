"""Our texts in place of allauth's: refusals at the forms, labels, and the line on top of the next page."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

REFUSALS = {
    "duplicate_email": _("You have already added this email."),
    "email_password_mismatch": _("The email or password is wrong. Check both, or ask for a code by email."),
    "email_taken": _("There is already an account with this email."),
    "enter_current_password": _("Enter your current password."),
    "incorrect_code": _("The code is wrong. Check it, or ask for a new one."),
    "incorrect_password": _("The password is wrong."),
    "invalid_login": _("Signing in this way is not possible."),
    "invalid_password_reset": _("The link to set a new password is wrong or has expired."),
    "max_email_addresses": _("You cannot have more than %d email addresses."),
    "too_many_login_attempts": _("Too many attempts. Wait a few minutes and try again."),
    "rate_limited": _("Too many requests. Wait a little and try again."),
}

PASSWORD_REFUSALS = {
    "password_too_short": _("Too short: use at least %(min_length)d characters."),
    "password_too_common": _("This password is too common. Use a phrase of a few words."),
    "password_entirely_numeric": _("A password of digits alone is easy to guess. Add letters."),
    "password_too_similar": _("Too similar to your name or email."),
}

SECOND_STEP_REFUSALS = {
    "add_email_blocked": _("While two-step sign-in is on, no email can be added."),
    "cannot_delete_authenticator": _("Two-step sign-in cannot be turned off for this account."),
    "cannot_generate_recovery_codes": _("You can create recovery codes once an authenticator app or a key is set up."),
    "incorrect_code": _("The code is wrong. It changes every 30 seconds: enter the one shown now."),
    "unverified_email": _("Confirm or remove each of your email addresses before you turn on two-step sign-in."),
}

# Where no app is set up, nothing changes every 30 seconds.
WRONG_RECOVERY_CODE = _("The code is wrong or has already been used.")

SOCIAL_REFUSALS = {
    "email_taken": _(
        "There is already an account with this email. Sign in to it, then connect %s under “Sign-in services”."
    ),
    "invalid_token": _("The sign-in service gave an unexpected answer. Try again."),
    "no_password": _("Set a password first: otherwise you will not be able to sign in."),
    "no_verified_email": _("Confirm an email first: otherwise you will not be able to sign in."),
    "disconnect_last": _("This is your only way to sign in: it cannot be disconnected."),
    "connected_other": _("This account of the sign-in service is already linked to someone else here."),
}

# None: the page itself says enough.
ANNOUNCEMENTS = {
    "account/messages/cannot_delete_primary_email.txt": _("%(email)s is the main email and cannot be removed."),
    "account/messages/email_confirmation_failed.txt": _(
        "%(email)s could not be confirmed: it belongs to someone else."
    ),
    "account/messages/email_confirmation_sent.txt": None,
    "account/messages/email_confirmed.txt": _("%(email)s is confirmed."),
    "account/messages/email_deleted.txt": _("%(email)s is removed."),
    "account/messages/logged_in.txt": None,
    "account/messages/logged_out.txt": _("You have signed out."),
    "account/messages/login_code_sent.txt": None,
    "account/messages/password_changed.txt": _("The password is changed."),
    "account/messages/password_set.txt": _("The password is set."),
    "account/messages/primary_email_set.txt": _("The main email is changed."),
    "account/messages/unverified_primary_email.txt": _(
        "Confirm the email first: only a confirmed one can be the main one."
    ),
    "mfa/messages/recovery_codes_generated.txt": _("Recovery codes are ready. Any earlier ones no longer work."),
    "mfa/messages/totp_activated.txt": _("The authenticator app is set up."),
    "mfa/messages/totp_deactivated.txt": _("The authenticator app is turned off."),
    "mfa/messages/webauthn_added.txt": _("The key is added."),
    "mfa/messages/webauthn_removed.txt": _("The key is removed."),
    "socialaccount/messages/account_connected.txt": _("The sign-in service is connected."),
    "socialaccount/messages/account_connected_other.txt": _(
        "This account of the sign-in service is already linked to someone else here."
    ),
    "socialaccount/messages/account_connected_updated.txt": _("The sign-in service is connected."),
    "socialaccount/messages/account_disconnected.txt": _("The sign-in service is disconnected."),
    "usersessions/messages/sessions_logged_out.txt": _("You have signed out on all other devices."),
}

WAYS_TO_CONFIRM = {
    "reauthenticate": _("With the password"),
    "mfa_reauthenticate": _("With a code from the app"),
    "mfa_reauthenticate:webauthn": _("With a passkey"),
}
WITH_A_RECOVERY_CODE = _("With a recovery code")

FIELD_LABELS = {
    "login": _("Email"),
    "email": _("Email"),
    "password": _("Password"),
    "oldpassword": _("Current password"),
    "password1": _("New password"),
    "password2": _("New password again"),
    "code": pgettext_lazy("sign-in", "Code"),
    "name": pgettext_lazy("passkey", "Name"),
    "passwordless": _("Sign in with this key alone, without a password"),
}

# What to do about a field that is empty.
REQUIRED = {
    "login": _("Enter your email."),
    "email": _("Enter your email."),
    "password": _("Enter your password."),
    "oldpassword": _("Enter your current password."),
    "password1": _("Choose a password."),
    "password2": _("Enter the password again."),
    "code": _("Enter the code."),
    "name": _("Enter a name."),
}
