"""Releases of a programme: what the public sees. The database refuses to change or delete one."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accelerator.base.common.i18n import I18nTextField
from accelerator.forum.models.forums import Forum
from accelerator.forum.querysets import ReleaseQuerySet


class Release(models.Model):
    """A numbered, immutable state of a forum's programme: all that is needed to show it, in every language."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    forum = models.ForeignKey(Forum, on_delete=models.PROTECT, related_name="releases")
    number = models.PositiveIntegerField()
    published_at = models.DateTimeField()
    schema_version = models.PositiveSmallIntegerField()
    snapshot = models.JSONField()
    note = I18nTextField(_("note to the public"), rows=2, max_length=500, blank=True)
    # [{"key": …, "text": {"ru": …, "en": …}, "reason": …}]: what spoke against the release, and why it was made
    waivers = models.JSONField(default=list)

    objects: ClassVar[ReleaseQuerySet] = ReleaseQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["forum", "number"], name="forum_release_number_once"),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="forum_release_number_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.forum} – {self.number}"


class ReleaseAuthor(models.Model):
    """Who published a release. Apart from it, since an account can be deleted and a release cannot be changed."""

    release = models.OneToOneField(Release, on_delete=models.PROTECT, related_name="author")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    def __str__(self) -> str:
        return f"{self.release}: {self.user}"
