"""Who wants to hear when a tour has dates: an address, and nothing else of a person."""

import uuid
from datetime import datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models.functions import Coalesce, Lower
from django.utils.translation import gettext_lazy as _

from accelerator.base.accounts.models import Consent
from accelerator.base.common.constraints import CompositeForeignKey
from accelerator.base.common.i18n import FALLBACK
from regions.enterprises.models import Enterprise
from tours.alerts.links import alert_token
from tours.alerts.querysets import DateAlertQuerySet
from tours.models import Tour

LONGEST = timedelta(days=180)


class DateAlert(models.Model):
    """A wish for one email as soon as a tour can be booked.

    asked → confirmed by the link in an email → planned (a letter about dates is in the outbox) → done. A letter that
    was not sent, since the places were gone again, lets the alert wait on. Whatever ends it erases the address; the row
    stays for a while, so that the links in its emails still say what has become of it.
    """

    TOPIC = "alert:"

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    tour = models.ForeignKey(Tour, on_delete=models.CASCADE, related_name="date_alerts")
    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="+")
    email = models.EmailField(_("email"), max_length=254, blank=True)
    language = models.CharField(max_length=10, default=FALLBACK)
    # The person with an account to whom the address belongs, as they have proved; goes with the account.
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="date_alerts"
    )
    consent = models.ForeignKey(Consent, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()  # when the last email went out that asks to confirm
    confirmed_at = models.DateTimeField(null=True, blank=True)
    planned_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)

    # What QuerySets add: planned().
    letter_state: str

    objects: ClassVar[DateAlertQuerySet] = DateAlertQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "tour", Lower("email"), condition=models.Q(done_at__isnull=True), name="alerts_datealert_once"
            ),
            models.CheckConstraint(
                condition=models.Q(done_at__isnull=True) & ~models.Q(email="")
                | models.Q(done_at__isnull=False, email=""),
                name="alerts_datealert_done_is_erased",
            ),
            models.CheckConstraint(
                condition=models.Q(planned_at__isnull=True) | models.Q(confirmed_at__isnull=False),
                name="alerts_datealert_planned_once_confirmed",
            ),
            models.CheckConstraint(
                condition=models.Q(expires_at__lte=Coalesce("confirmed_at", "asked_at") + LONGEST),
                name="alerts_datealert_lives_180_days",
            ),
            CompositeForeignKey(
                fields=["tour", "enterprise"], to="tours.Tour", to_fields=["id", "enterprise"],
                name="alerts_datealert_tour_of_enterprise",
            ),
        ]  # fmt: skip
        indexes = [
            # What the tasks look for, each in as many rows as are due.
            models.Index(
                fields=["tour", "confirmed_at"], name="alerts_datealert_to_plan",
                condition=models.Q(confirmed_at__isnull=False, planned_at__isnull=True, done_at__isnull=True),
            ),
            models.Index(
                fields=["planned_at"], name="alerts_datealert_planned",
                condition=models.Q(planned_at__isnull=False, done_at__isnull=True),
            ),
            models.Index(
                fields=["expires_at"], name="alerts_datealert_overdue", condition=models.Q(done_at__isnull=True)
            ),
            models.Index(fields=["done_at"], name="alerts_datealert_done", condition=models.Q(done_at__isnull=False)),
            # What a person's address leads to.
            models.Index(
                Lower("email"), name="alerts_datealert_email", condition=models.Q(done_at__isnull=True)
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return str(self.uuid)

    @property
    def topic(self) -> str:
        """The topic of its messages in the outbox."""
        return f"{self.TOPIC}{self.uuid}"

    @property
    def token(self) -> str:
        """What its addresses hold."""
        return alert_token(self.uuid)

    def may_be_confirmed(self, now: datetime) -> bool:
        """Return whether its person is still to say that the address is theirs."""
        return self.done_at is None and self.confirmed_at is None and now < self.expires_at

    def is_waiting(self, now: datetime) -> bool:
        """Return whether an email is still to come."""
        return self.done_at is None and self.confirmed_at is not None and now < self.expires_at
