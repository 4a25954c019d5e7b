"""Reads of regions."""

from typing import Self

from django.db import models


class RegionQuerySet(models.QuerySet):
    """The country's regions."""

    def by_district(self) -> Self:
        """District by district, each in dictionary order."""
        return self.select_related("district").order_by("district__position", "sort_name", "pk")

    def by_name(self) -> Self:
        return self.order_by("sort_name", "pk")
