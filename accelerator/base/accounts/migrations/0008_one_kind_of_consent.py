from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0007_readable_addresses"),
    ]

    operations = [
        migrations.AlterField(
            model_name="consenttext",
            name="kind",
            field=models.CharField(choices=[("personal_data", "processing of personal data")], max_length=20),
        ),
    ]
