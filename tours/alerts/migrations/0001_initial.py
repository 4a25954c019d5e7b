import datetime
import uuid

import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.comparison
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models

import accelerator.base.common.constraints


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0004_date_alert_text"),
        ("enterprises", "0005_note_choice"),
        ("tours", "0008_note_choice"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="DateAlert",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="email")),
                ("language", models.CharField(default="ru", max_length=10)),
                ("asked_at", models.DateTimeField()),
                ("confirmed_at", models.DateTimeField(blank=True, null=True)),
                ("planned_at", models.DateTimeField(blank=True, null=True)),
                ("expires_at", models.DateTimeField()),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                (
                    "consent",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.consent"
                    ),
                ),
                (
                    "enterprise",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="enterprises.enterprise"
                    ),
                ),
                (
                    "tour",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="date_alerts", to="tours.tour"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="date_alerts",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(
                            ("confirmed_at__isnull", False), ("done_at__isnull", True), ("planned_at__isnull", True)
                        ),
                        fields=["tour", "confirmed_at"],
                        name="alerts_datealert_to_plan",
                    ),
                    models.Index(
                        condition=models.Q(("done_at__isnull", True), ("planned_at__isnull", False)),
                        fields=["planned_at"],
                        name="alerts_datealert_planned",
                    ),
                    models.Index(
                        condition=models.Q(("done_at__isnull", True)),
                        fields=["expires_at"],
                        name="alerts_datealert_overdue",
                    ),
                    models.Index(
                        condition=models.Q(("done_at__isnull", False)), fields=["done_at"], name="alerts_datealert_done"
                    ),
                    models.Index(
                        django.db.models.functions.text.Lower("email"),
                        condition=models.Q(("done_at__isnull", True)),
                        name="alerts_datealert_email",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("tour"),
                        django.db.models.functions.text.Lower("email"),
                        condition=models.Q(("done_at__isnull", True)),
                        name="alerts_datealert_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("done_at__isnull", True), models.Q(("email", ""), _negated=True)),
                            models.Q(("done_at__isnull", False), ("email", "")),
                            _connector="OR",
                        ),
                        name="alerts_datealert_done_is_erased",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("planned_at__isnull", True), ("confirmed_at__isnull", False), _connector="OR"
                        ),
                        name="alerts_datealert_planned_once_confirmed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "expires_at__lte",
                                django.db.models.expressions.CombinedExpression(
                                    django.db.models.functions.comparison.Coalesce("confirmed_at", "asked_at"),
                                    "+",
                                    models.Value(datetime.timedelta(days=180)),
                                ),
                            )
                        ),
                        name="alerts_datealert_lives_180_days",
                    ),
                    accelerator.base.common.constraints.CompositeForeignKey(
                        fields=["tour", "enterprise"],
                        name="alerts_datealert_tour_of_enterprise",
                        to="tours.Tour",
                        to_fields=["id", "enterprise"],
                    ),
                ],
            },
        ),
    ]
