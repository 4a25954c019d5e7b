import uuid

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("common", "0002_audit_rows")]

    operations = [
        migrations.CreateModel(
            name="Erasure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("what", models.CharField(max_length=60)),
                ("subject", models.UUIDField()),
                ("at", models.DateTimeField()),
            ],
        ),
    ]
