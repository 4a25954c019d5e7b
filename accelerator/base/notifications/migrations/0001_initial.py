import uuid

import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models

import accelerator.base.common.clock


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Message",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("kind", models.CharField(max_length=60)),
                ("dedupe_key", models.CharField(max_length=200, unique=True)),
                ("topic", models.CharField(blank=True, max_length=120)),
                ("recipient", models.EmailField(blank=True, max_length=254)),
                ("language", models.CharField(default="ru", max_length=10)),
                ("params", models.JSONField(default=dict)),
                ("body", models.JSONField(blank=True, null=True)),
                ("body_wiped_at", models.DateTimeField(blank=True, null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("queued", "queued"),
                            ("claimed", "being prepared"),
                            ("sending", "being sent"),
                            ("sent", "sent"),
                            ("failed", "not delivered"),
                            ("unknown", "delivery unknown"),
                            ("cancelled", "cancelled"),
                            ("uncomposed", "cannot be composed"),
                            ("folded", "combined with other emails"),
                        ],
                        default="queued",
                        max_length=10,
                    ),
                ),
                ("due_at", models.DateTimeField()),
                ("retry_at", models.DateTimeField(blank=True, null=True)),
                ("expires_at", models.DateTimeField(blank=True, null=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("claimed_at", models.DateTimeField(blank=True, null=True)),
                ("claim", models.UUIDField(blank=True, null=True)),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
                ("last_error", models.CharField(blank=True, max_length=300)),
                ("compose_failures", models.PositiveSmallIntegerField(db_default=0, default=0)),
                ("left_out", models.CharField(blank=True, db_default="", default="", max_length=120)),
                ("network", models.CharField(blank=True, db_default="", default="", max_length=64)),
                ("resent_at", models.DateTimeField(blank=True, null=True)),
                ("created_at", models.DateTimeField(default=accelerator.base.common.clock.now, editable=False)),
                (
                    "folded_into",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="parts",
                        to="notifications.message",
                    ),
                ),
                (
                    "resent_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "queued")),
                        fields=["due_at", "id"],
                        name="notifications_message_due",
                    ),
                    models.Index(
                        condition=models.Q(("state__in", ["claimed", "sending"])),
                        fields=["claimed_at"],
                        name="notifications_message_claimed",
                    ),
                    models.Index(fields=["topic"], name="notifications_message_topic"),
                    models.Index(
                        condition=models.Q(("due_at__lte", models.F("created_at")), ("state", "queued")),
                        fields=["due_at"],
                        name="notifications_message_at_once",
                    ),
                    models.Index(
                        condition=models.Q(("body__isnull", False), ("state", "unknown")),
                        fields=["due_at"],
                        name="notifications_message_body",
                    ),
                    models.Index(
                        condition=models.Q(
                            ("state__in", ["sent", "failed", "unknown", "cancelled"]),
                            models.Q(("recipient", ""), _negated=True),
                        ),
                        fields=["due_at"],
                        name="notifications_message_named",
                    ),
                    models.Index(
                        condition=models.Q(("state__in", ["sent", "failed", "unknown", "cancelled"])),
                        fields=["due_at"],
                        name="notifications_message_finished",
                    ),
                    models.Index(
                        condition=models.Q(("state", "uncomposed")),
                        fields=["retry_at"],
                        name="notifications_message_stuck",
                    ),
                    models.Index(
                        django.db.models.functions.text.Lower("recipient"),
                        models.F("sent_at"),
                        condition=models.Q(("state", "sent")),
                        name="notifications_message_reader",
                    ),
                    models.Index(
                        condition=models.Q(("network", ""), _negated=True),
                        fields=["network", "sent_at"],
                        name="notifications_message_from",
                    ),
                    models.Index(
                        condition=models.Q(("folded_into__isnull", False)),
                        fields=["folded_into"],
                        name="notifications_message_parts",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("sent_at__isnull", False), ("state", "sent")),
                            models.Q(("state", "sent"), _negated=True),
                            _connector="OR",
                        ),
                        name="notifications_message_sent_has_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("claim__isnull", False),
                                ("claimed_at__isnull", False),
                                ("state__in", ["claimed", "sending"]),
                            ),
                            models.Q(("state__in", ["claimed", "sending"]), _negated=True),
                            _connector="OR",
                        ),
                        name="notifications_message_claim_has_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["queued", "claimed", "sending"]), _negated=True),
                            models.Q(("recipient", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="notifications_message_waiting_has_recipient",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "uncomposed"), _negated=True),
                            models.Q(("recipient", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="notifications_message_uncomposed_has_recipient",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("body__isnull", True),
                            models.Q(("state__in", ["sent", "failed", "cancelled"]), _negated=True),
                            _connector="OR",
                        ),
                        name="notifications_message_finished_has_no_body",
                    ),
                ],
            },
        ),
    ]
