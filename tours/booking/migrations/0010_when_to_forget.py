import datetime

from django.db import migrations, models


class Migration(migrations.Migration):
    """Rows that are there already are marked as due: the task that forgets looks at them, some at a time."""

    dependencies = [("booking", "0009_holders_found")]

    operations = [
        migrations.AddField(
            model_name="order",
            name="forget_at",
            field=models.DateTimeField(
                db_default=datetime.datetime(2000, 1, 1, 0, 0, tzinfo=datetime.UTC),
                default=None,
                editable=False,
                null=True,
            ),
        ),
        migrations.AddField(
            model_name="visitor",
            name="named_at",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
    ]
