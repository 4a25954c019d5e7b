"""A consent remembers what its text named at the time: the operator, and the enterprises."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_audit_rows")]

    operations = [
        migrations.AddField(
            model_name="consent",
            name="filled",
            field=models.JSONField(db_default=models.Value({}, models.JSONField()), default=dict, editable=False),
        ),
    ]
