"""Reads of regions."""

from typing import Self

from django.contrib.postgres.aggregates import StringAgg
from django.db import models
from django.db.models.functions import MD5


class RegionQuerySet(models.QuerySet):
    """The country's regions."""

    def by_district(self) -> Self:
        """District by district, each in dictionary order."""
        return self.select_related("district").order_by("district__position", "sort_name", "pk")

    def by_name(self) -> Self:
        return self.order_by("sort_name", "pk")

    def outlines_digest(self) -> str:
        """A short digest of all outlines, made by the database: the map has changed when it has."""
        found = self.aggregate(digest=MD5(StringAgg("outline", "", order_by="pk", default=models.Value(""))))
        return str(found["digest"])
