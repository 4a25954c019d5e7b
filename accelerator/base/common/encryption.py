"""Encryption of identity data: a key per person, wrapped by a key that stands outside the database.

Erasing the person's wrapped key makes what was encrypted with it unreadable in every backup that lacks the outer key's
use for it. The outer keys rotate by putting a new one first in IDENTITY_KEYS; `manage.py rewrap_keys` then moves what
lies under the others (see common.sealed).
"""

import base64
import os

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

_NONCE = 12  # bytes, as NIST SP 800-38D advises for GCM


def outer_keys() -> dict[str, bytes]:
    """The keys of IDENTITY_KEYS by name, the newest first. Raises ImproperlyConfigured for one that is not 32 bytes."""
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
    """A fresh key for one person, wrapped: `name:nonce+ciphertext`; it opens only together with the person's id."""
    return _wrap(AESGCM.generate_key(256), person)


def rewrapped(wrapped_key: bytes, person: str) -> bytes:
    """The same key of the same person under the newest outer key.

    Raises KeyError where its outer key is gone, and cryptography's InvalidTag for a changed byte.
    """
    return _wrap(_unwrap(wrapped_key, person), person)


def outer_key_of(wrapped_key: bytes) -> str:
    """The name of the outer key under which a person's key lies."""
    return bytes(wrapped_key).partition(b":")[0].decode(errors="replace")


def encrypt(text: str, *, wrapped_key: bytes, person: str, field: str) -> bytes:
    """The text sealed with the person's key and bound to the person and the field."""
    nonce = os.urandom(_NONCE)
    return nonce + AESGCM(_unwrap(wrapped_key, person)).encrypt(nonce, text.encode(), f"{person}.{field}".encode())


def decrypt(sealed: bytes, *, wrapped_key: bytes, person: str, field: str) -> str:
    """The sealed text. Raises cryptography's InvalidTag for another person's key, field or a changed byte."""
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
