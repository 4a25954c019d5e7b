"""People, and what they agreed to."""

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import PermissionsMixin
from django.db import models, router
from django.db.models.deletion import Collector
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from accelerator.base.accounts.querysets import ConsentTextQuerySet, UserManager
from accelerator.base.common import clock
from accelerator.base.common.i18n import FALLBACK, I18nTextField


class User(AbstractBaseUser, PermissionsMixin):
    """A person with an account. Roles are data: memberships of enterprises, and `is_organizer`."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(_("email"), max_length=254, unique=True)
    name = models.CharField(_("name"), max_length=120, blank=True)
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES, default=FALLBACK)
    is_organizer = models.BooleanField(_("organizer"), default=False)
    is_staff = models.BooleanField(_("has access to the back office"), default=False)
    is_active = models.BooleanField(_("active"), default=True)
    joined_at = models.DateTimeField(default=clock.now, editable=False)
    # When a desk first asked for a second step: from then on the grace runs (see second_step_rule)
    second_step_asked_at = models.DateTimeField(null=True, editable=False)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [models.UniqueConstraint(Lower("email"), name="accounts_user_email_once_in_any_case")]

    def __str__(self) -> str:
        return self.name or self.email

    def delete(self, using: Any = None, keep_parents: bool = False) -> tuple[int, dict[str, int]]:
        """Delete the account; what it did in the back office stays on record, where nothing can be deleted."""
        collector = Collector(using=using or router.db_for_write(type(self), instance=self), origin=self)
        collector.collect([self], keep_parents=keep_parents)
        collector.fast_deletes = [rows for rows in collector.fast_deletes if rows.model is not LogEntry]
        return collector.delete()

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name.split(" ")[0] if self.name else self.email


class ConsentText(models.Model):
    """One version of a text that people agree to; a new wording is a new row, so that a consent stays what it was."""

    class Kind(models.TextChoices):
        PERSONAL_DATA = "personal_data", _("processing of personal data")
        DATE_ALERT = "date_alert", _("an email about a tour’s dates")

    kind = models.CharField(max_length=20, choices=Kind.choices)
    version = models.PositiveIntegerField()
    title = I18nTextField(max_length=200)
    body = I18nTextField(rows=20)
    valid_from = models.DateTimeField(default=clock.now)

    objects: ClassVar[ConsentTextQuerySet] = ConsentTextQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "version"], name="accounts_consenttext_version_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.version}"


class Consent(models.Model):
    """A person's consent to a version of a text; it is withdrawn, not deleted."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    text = models.ForeignKey(ConsentText, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="consents"
    )
    given_at = models.DateTimeField()
    ip_address = models.GenericIPAddressField(null=True)
    language = models.CharField(max_length=10)
    # What stood in the place of the text's placeholders (see accounts.consents); nothing of the person.
    filled = models.JSONField(default=dict, db_default=models.Value({}, models.JSONField()), editable=False)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(withdrawn_at__isnull=True) | models.Q(withdrawn_at__gte=models.F("given_at")),
                name="accounts_consent_withdrawn_after_given",
            )
        ]

    def __str__(self) -> str:
        return str(self.uuid)
