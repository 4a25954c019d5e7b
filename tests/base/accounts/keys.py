"""A passkey as it stands in the database, for a person who only has to be asked for it."""

import hashlib
import time

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal.auth import WebAuthn
from django.test import Client
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import Aaguid, AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

from accelerator.base.accounts.models import User


def with_passkey(user: User, name: str = "My phone") -> Authenticator:
    """Give the user a passkey that no device holds: it is asked for, and cannot be answered."""
    key = ES256({1: 2, 3: -7, -1: 1, -2: b"x" * 32, -3: b"y" * 32})
    credential = AttestedCredentialData.create(Aaguid.NONE, b"a credential", key)
    flags = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.UV | AuthenticatorData.FLAG.AT
    seen = AuthenticatorData.create(hashlib.sha256(b"testserver").digest(), flags, 0, credential)
    client = CollectedClientData.create("webauthn.create", b"a challenge", "http://testserver")
    answer = {
        "id": websafe_encode(credential.credential_id),
        "rawId": websafe_encode(credential.credential_id),
        "type": "public-key",
        "response": {
            "clientDataJSON": websafe_encode(client),
            "attestationObject": websafe_encode(AttestationObject.create("none", seen, {})),
        },
        "clientExtensionResults": {},
    }
    return WebAuthn.add(user, name, answer).instance


def take_second_step(client: Client, user: User) -> None:
    """Let a client that is in by `force_login` have come in with a second step, which the back office asks for."""
    with_passkey(user)
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "at": time.time(), "type": "webauthn"}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
