import django.contrib.postgres.operations
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("notifications", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="message",
            name="compose_failures",
            field=models.PositiveSmallIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="message",
            name="left_out",
            field=models.CharField(blank=True, db_default="", default="", max_length=120),
        ),
        migrations.AddField(
            model_name="message",
            name="network",
            field=models.CharField(blank=True, db_default="", default="", max_length=64),
        ),
        migrations.AddField(
            model_name="message",
            name="folded_into",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="parts",
                to="notifications.message",
            ),
        ),
        migrations.AlterField(
            model_name="message",
            name="state",
            field=models.CharField(
                choices=[
                    ("queued", "queued"),
                    ("claimed", "being prepared"),
                    ("sending", "being sent"),
                    ("sent", "sent"),
                    ("failed", "not delivered"),
                    ("unknown", "delivery unknown"),
                    ("cancelled", "cancelled"),
                    ("uncomposed", "cannot be written"),
                    ("folded", "told in one letter with others"),
                ],
                default="queued",
                max_length=10,
            ),
        ),
        django.contrib.postgres.operations.AddConstraintNotValid(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "uncomposed"), _negated=True),
                    models.Q(("recipient", ""), _negated=True),
                    _connector="OR",
                ),
                name="notifications_message_uncomposed_has_recipient",
            ),
        ),
    ]
