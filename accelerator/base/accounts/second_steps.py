"""Secrets of second steps: each is encrypted with its own key, and a code is accepted once."""

import base64
from collections.abc import Iterator
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP

from accelerator.base.common.encryption import decrypt, encrypt, new_person_key, rewrapped
from accelerator.base.common.sealed import SealedRows

_PERSON, _FIELD = "mfa", "secret"
_SECRETS = {"secret", "seed"}


def seal(text: str) -> str:
    """The secret as allauth keeps it, in JSON: the wrapped key and what it seals."""
    key = new_person_key(_PERSON)
    return _joined(key, encrypt(text, wrapped_key=key, person=_PERSON, field=_FIELD))


def unseal(sealed_text: str) -> str:
    key, sealed = _parts(sealed_text)
    return decrypt(sealed, wrapped_key=key, person=_PERSON, field=_FIELD)


def mark_code_used(user: Any, code: str) -> None:
    """Do not accept the code that set the app up again; allauth marks only codes that sign in."""
    TOTP(Authenticator(user=user, type=Authenticator.Type.TOTP))._mark_code_used(code)


def _joined(key: bytes, sealed: bytes) -> str:
    return ".".join(base64.urlsafe_b64encode(part).decode() for part in (key, sealed))


def _parts(sealed_text: str) -> tuple[bytes, bytes]:
    key, sealed = (base64.urlsafe_b64decode(part) for part in sealed_text.split("."))
    return key, sealed


def _sealed_in(data: dict[str, Any]) -> Iterator[str]:
    """What allauth encrypts of an authenticator: an app's secret, a seed of recovery codes, migrated codes."""
    yield from (data[name] for name in sorted(_SECRETS & data.keys()))
    yield from data.get("migrated_codes") or ()


def _rewrapped(sealed_text: str) -> str:
    key, sealed = _parts(sealed_text)
    moved = _joined(rewrapped(key, _PERSON), sealed)
    if unseal(moved) != unseal(sealed_text):
        raise ValueError("The secret does not open to the same.")
    return moved


def _rewrap(row: Authenticator) -> None:
    for name in _SECRETS & row.data.keys():
        row.data[name] = _rewrapped(row.data[name])
    if codes := row.data.get("migrated_codes"):
        row.data["migrated_codes"] = [_rewrapped(code) for code in codes]
    row.save(update_fields=["data"])


def sealed_second_steps() -> SealedRows:
    """Return the rows that hold the keys of second steps."""
    return SealedRows(
        label="second steps",
        rows=lambda: Authenticator.objects.exclude(type=Authenticator.Type.WEBAUTHN),
        wrapped_keys=lambda row: [_parts(text)[0] for text in _sealed_in(row.data)],
        rewrap=_rewrap,
    )
