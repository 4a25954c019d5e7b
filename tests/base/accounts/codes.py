"""The codes of an authenticator app."""

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time


def totp_code(secret: str) -> str:
    """What the app shows now. A test that sends it asks for `steady_codes`."""
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))
