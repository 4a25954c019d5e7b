"""A reading of identity data outlives its slot and its reader, and the application cannot change it."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

DROP = """-- squawk-ignore ban-drop-constraint
ALTER TABLE booking_identityreading DROP CONSTRAINT booking_identityreading_slot_of_enterprise"""
ADD = """ALTER TABLE booking_identityreading ADD CONSTRAINT booking_identityreading_slot_of_enterprise
FOREIGN KEY (slot_id, enterprise_id) REFERENCES tours_slot (id, enterprise_id) DEFERRABLE INITIALLY DEFERRED"""


class Migration(migrations.Migration):
    dependencies = [
        ("booking", "0006_reminders_wanted"),
        ("common", "0002_audit_rows"),
        ("tours", "0002_next_starts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        # The guarantee is given up on purpose: the row stays when its slot goes.
        migrations.SeparateDatabaseAndState(
            [migrations.RunSQL([DROP], [ADD])],
            [
                migrations.RemoveConstraint(
                    model_name="identityreading", name="booking_identityreading_slot_of_enterprise"
                )
            ],
        ),
        migrations.AlterField(
            model_name="identityreading",
            name="slot",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="identity_readings",
                to="tours.slot",
            ),
        ),
        migrations.AlterField(
            model_name="identityreading",
            name="reader",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.RunSQL(
            "SELECT audit_protect('booking_identityreading', 'read_at');",
            "SELECT audit_unprotect('booking_identityreading');",
        ),
    ]
