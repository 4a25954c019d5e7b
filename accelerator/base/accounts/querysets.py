"""Reads of people."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.contrib.auth.base_user import BaseUserManager
from django.db import models

if TYPE_CHECKING:
    from accelerator.base.accounts.models import ConsentText, User


class UserManager(BaseUserManager["User"]):
    """Makes people whose login is their email."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A person with this address; without a password they sign in by a code."""
        if not email:
            raise ValueError("A person needs an email.")
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class ConsentTextQuerySet(models.QuerySet):
    """Texts that people agree to."""

    def valid(self, kind: Any, now: Any) -> Self:
        """Versions of this kind that are valid now, or were, the latest first."""
        return self.filter(kind=kind, valid_from__lte=now).order_by("-version")

    def current(self, kind: str, now: datetime) -> "ConsentText":
        """The version of this kind that is valid now. Raises DoesNotExist where none was ever published."""
        return self.valid(kind, now)[:1].get()  # type: ignore[return-value]
