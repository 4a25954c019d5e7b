"""Encryption of identity data: a key per person, wrapped by an outer key that is kept outside the database.

Erasing the person's wrapped key makes what was encrypted with it unreadable. The outer keys rotate by putting a new one
first in IDENTITY_KEYS; `manage.py rewrap_keys` then moves what lies under the others to it (see common.sealed).
"""

import base64
import os

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

_NONCE = 12  # bytes, as NIST SP 800-38D advises for GCM


def outer_keys() -> dict[str, bytes]:
    """Return IDENTITY_KEYS by name, the newest first; raise ImproperlyConfigured for one that is not 32 bytes."""
    keys = {}
    for entry in settings.IDENTITY_KEYS:
        name, _colon, encoded = entry.partition(":")
        try:
            key = base64.b64decode(encoded, validate=True)
        except ValueError:
            key = b""
        if not name or len(key) != 32:
            raise ImproperlyConfigured("IDENTITY_KEYS holds an entry that is not “name:base64 of 32 bytes”.")
        keys[name] = key
    return keys


def new_person_key(person: str) -> bytes:
    """Return a new wrapped key for a person: `name:nonce+ciphertext`; it opens only together with the person's id."""
    return _wrap(AESGCM.generate_key(256), person)


def rewrapped(wrapped_key: bytes, person: str) -> bytes:
    """Return the same key wrapped by the newest outer key.

    Raise KeyError if its outer key is gone, and cryptography's InvalidTag for a changed byte.
    """
    return _wrap(_unwrap(wrapped_key, person), person)


def outer_key_of(wrapped_key: bytes) -> str:
    """Return the name of the outer key that wraps a person's key."""
    return bytes(wrapped_key).partition(b":")[0].decode(errors="replace")


def encrypt(text: str, *, wrapped_key: bytes, person: str, field: str) -> bytes:
    """Return the text sealed with the person's key and bound to the person and the field."""
    nonce = os.urandom(_NONCE)
    return nonce + AESGCM(_unwrap(wrapped_key, person)).encrypt(nonce, text.encode(), f"{person}.{field}".encode())


def decrypt(sealed: bytes, *, wrapped_key: bytes, person: str, field: str) -> str:
    """Return the sealed text; raise cryptography's InvalidTag for another person's key, field or a changed byte."""
    sealed = bytes(sealed)
    key = AESGCM(_unwrap(wrapped_key, person))
    return key.decrypt(sealed[:_NONCE], sealed[_NONCE:], f"{person}.{field}".encode()).decode()


def _wrap(key: bytes, person: str) -> bytes:
    name, outer = next(iter(outer_keys().items()))
    nonce = os.urandom(_NONCE)
    return name.encode() + b":" + nonce + AESGCM(outer).encrypt(nonce, key, person.encode())


def _unwrap(wrapped_key: bytes, person: str) -> bytes:
    name, _colon, rest = bytes(wrapped_key).partition(b":")
    return AESGCM(outer_keys()[name.decode()]).decrypt(rest[:_NONCE], rest[_NONCE:], person.encode())
