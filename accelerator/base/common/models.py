"""Tables that belong to no domain."""

import uuid

from django.db import models


class FormerSlug(models.Model):
    """A slug that a thing once had (see common.slugs)."""

    kind = models.CharField(max_length=80)
    slug = models.SlugField(max_length=80)
    target = models.UUIDField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "slug"], name="common_formerslug_once")]

    def __str__(self) -> str:
        return f"{self.kind}:{self.slug}"


class FallbackCacheEntry(models.Model):
    """The cache table for when Valkey is away (see common.cache), with the columns of Django's DatabaseCache."""

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "common_fallback_cache"

    def __str__(self) -> str:
        return self.cache_key


class Erasure(models.Model):
    """A line that waits to be written to the ledger of erasures (see common.erasures)."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    what = models.CharField(max_length=60)
    subject = models.UUIDField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.what} {self.subject}"


class Change(models.Model):
    """A statement that changed what readers see (see common.changes)."""

    kind = models.SmallIntegerField()
    token = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.kind}: {self.token}"
