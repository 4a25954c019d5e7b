"""The outbox: every message that leaves the portal is first a row here."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accelerator.base.common import clock
from accelerator.base.common.i18n import FALLBACK
from accelerator.base.notifications.querysets import MessageQuerySet

RESTORED = "restored"


class Message(models.Model):
    """One email to one address, planned for `due_at`.

    `kind` names who composes it (see notifications.hooks) from `params`, which hold ids and no personal data; what
    cannot be composed again later, such as a sign-in code, stands in `body` until it has been sent.

    queued → claimed (a worker has it) → sending (committed before SMTP's DATA) → sent. A message that could not be sent
    is queued again with `retry_at`; one that went out without an answer is `unknown`; one that could not be composed
    three times is `uncomposed`: staff see it, and it is tried rarely. One beyond a limit is `folded` into a digest.
    """

    class State(models.TextChoices):
        QUEUED = "queued", _("queued")
        CLAIMED = "claimed", _("being prepared")
        SENDING = "sending", _("being sent")
        SENT = "sent", _("sent")
        FAILED = "failed", _("not delivered")
        UNKNOWN = "unknown", _("delivery unknown")
        CANCELLED = "cancelled", _("cancelled")
        UNCOMPOSED = "uncomposed", _("cannot be composed")
        FOLDED = "folded", _("combined with other emails")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=60)
    dedupe_key = models.CharField(max_length=200, unique=True)
    topic = models.CharField(max_length=120, blank=True)
    recipient = models.EmailField(max_length=254, blank=True)  # emptied when the message is long past
    language = models.CharField(max_length=10, default=FALLBACK)
    params = models.JSONField(default=dict)
    body = models.JSONField(null=True, blank=True)
    body_wiped_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    due_at = models.DateTimeField()
    retry_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    claimed_at = models.DateTimeField(null=True, blank=True)
    claim = models.UUIDField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=300, blank=True)
    compose_failures = models.PositiveSmallIntegerField(default=0, db_default=0)
    left_out = models.CharField(max_length=120, blank=True, default="", db_default="")  # names of files it lacks
    # Whose request caused it, as a keyed hash; erased within a day.
    network = models.CharField(max_length=64, blank=True, default="", db_default="")
    folded_into = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="parts", db_index=False,
        db_constraint=False,
    )  # fmt: skip
    resent_at = models.DateTimeField(null=True, blank=True)
    resent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(default=clock.now, editable=False)

    objects: ClassVar[MessageQuerySet] = MessageQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="sent", sent_at__isnull=False) | ~models.Q(state="sent"),
                name="notifications_message_sent_has_time",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["claimed", "sending"], claimed_at__isnull=False, claim__isnull=False)
                | ~models.Q(state__in=["claimed", "sending"]),
                name="notifications_message_claim_has_time",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["queued", "claimed", "sending"]) | ~models.Q(recipient=""),
                name="notifications_message_waiting_has_recipient",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="uncomposed") | ~models.Q(recipient=""),
                name="notifications_message_uncomposed_has_recipient",
            ),
            models.CheckConstraint(
                condition=models.Q(body__isnull=True) | ~models.Q(state__in=["sent", "failed", "cancelled"]),
                name="notifications_message_finished_has_no_body",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at", "id"], condition=models.Q(state="queued"), name="notifications_message_due"),
            models.Index(
                fields=["claimed_at"], condition=models.Q(state__in=["claimed", "sending"]),
                name="notifications_message_claimed",
            ),
            models.Index(fields=["topic"], name="notifications_message_topic"),
            # Those that are to go at once: their time lies ahead only where a clock was.
            models.Index(
                fields=["due_at"], condition=models.Q(state="queued", due_at__lte=models.F("created_at")),
                name="notifications_message_at_once",
            ),
            # What the purge takes away: nothing else is read to find it.
            models.Index(
                fields=["due_at"], condition=models.Q(state="unknown", body__isnull=False),
                name="notifications_message_body",
            ),
            models.Index(
                fields=["due_at"],
                condition=models.Q(state__in=["sent", "failed", "unknown", "cancelled"]) & ~models.Q(recipient=""),
                name="notifications_message_named",
            ),
            models.Index(
                fields=["due_at"], condition=models.Q(state__in=["sent", "failed", "unknown", "cancelled"]),
                name="notifications_message_finished",
            ),
            models.Index(
                fields=["retry_at"], condition=models.Q(state="uncomposed"), name="notifications_message_stuck",
            ),
            models.Index(
                Lower("recipient"), "sent_at", condition=models.Q(state="sent"), name="notifications_message_reader",
            ),
            models.Index(
                fields=["network", "sent_at"], condition=~models.Q(network=""), name="notifications_message_from",
            ),
            models.Index(
                fields=["folded_into"], condition=models.Q(folded_into__isnull=False),
                name="notifications_message_parts",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.kind} {self.uuid}"

    @property
    def reason(self) -> str:
        """Why this message is in its state, for staff; empty where there is nothing to explain."""
        if self.state == self.State.UNCOMPOSED:
            return gettext(
                "The portal could not compose this email ({code}). It tries again from time to time."
            ).format(code=self.last_error.removeprefix("compose "))
        if self.state == self.State.FOLDED:
            digest = self.folded_into
            text = gettext("So many emails went to this address that this one was combined with others: {state}.")
            return text.format(state=digest.get_state_display()) if digest else ""
        if self.resent_at and self.state == self.State.QUEUED:
            return gettext("It is being sent again.")
        if self.resent_at and self.state == self.State.SENT:
            return gettext("It was sent again, and the recipient’s mail service accepted it.")
        if self.left_out:
            return gettext("It was sent without an attachment that could not be created: {files}.").format(
                files=self.left_out
            )
        if self.state == self.State.QUEUED and self.last_error:
            return gettext("The last attempt failed. The portal keeps trying.")
        if self.state == self.State.UNKNOWN and self.last_error == RESTORED:
            return gettext("The database was restored from an earlier backup. The message may already have been sent.")
        if self.state == self.State.UNKNOWN:
            return gettext("The connection was lost while it was being sent. It may have arrived.")
        if self.state == self.State.CANCELLED and self.last_error == "expired":
            return gettext("It could not be sent in time and is no longer needed.")
        if self.state != self.State.FAILED:
            return ""
        step, _space, code = self.last_error.partition(" ")
        if step == "rcpt" and code.startswith("5"):
            return gettext("The address does not exist or does not accept mail ({code}).").format(code=code)
        if code.startswith("5"):
            return gettext("The recipient’s mail service rejected it ({code}).").format(code=code)
        return gettext("Every attempt failed, and then it was too late to send it ({code}).").format(
            code=self.last_error
        )

    @property
    def needs_attention(self) -> bool:
        """Whether staff should look: it certainly or possibly did not arrive, or its digest did not."""
        if self.state == self.State.FOLDED:
            return self.folded_into is not None and self.folded_into.needs_attention
        return self.state in (self.State.FAILED, self.State.UNKNOWN, self.State.UNCOMPOSED)
