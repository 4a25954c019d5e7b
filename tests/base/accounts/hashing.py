"""A hasher that counts its work: time is never asserted, work is."""

from typing import Any, ClassVar

from django.contrib.auth.hashers import MD5PasswordHasher


class CountingHasher(MD5PasswordHasher):
    """Counts how often a password is hashed, which is what takes the time of a sign-in."""

    calls: ClassVar[int] = 0

    def encode(self, password: Any, salt: Any) -> str:
        CountingHasher.calls += 1
        return super().encode(password, salt)
