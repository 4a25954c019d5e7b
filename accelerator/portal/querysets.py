"""Reads of pages that organizers write."""

from typing import Any, Self

from django.db import models

from accelerator.base.accounts.permissions import is_organizer
from accelerator.portal import standard_pages


class PageQuerySet(models.QuerySet):
    """Pages, by who may see them."""

    def published(self) -> Self:
        return self.filter(status=self.model.Status.PUBLISHED)

    def visible_to(self, user: Any) -> Self:
        """What is public; an organizer sees drafts too."""
        return self.all() if is_organizer(user) else self.published()

    def managed_by(self, user: Any) -> Self:
        """Every organizer writes every page."""
        return self.all() if is_organizer(user) else self.none()

    def own(self) -> Self:
        """Pages that organizers have added, in the order in which they are listed."""
        return self.exclude(slug__in=standard_pages.SLUGS).order_by("position", "slug")

    def listed(self) -> Self:
        """Those of them that the portal's other pages link to."""
        return self.own().published().filter(is_listed=True)
