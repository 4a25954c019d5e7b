"""Reads of favourites."""

from typing import Self

from django.db import models

from accelerator.base.accounts.models import User


class FavouriteQuerySet(models.QuerySet):
    """Favourites."""

    def of(self, user: User) -> Self:
        """A person's, the latest first."""
        return self.filter(user=user).order_by("-saved_at", "-pk")

    def tours(self) -> list[int]:
        """The keys of their tours, in the same order."""
        return list(self.values_list("tour", flat=True))
