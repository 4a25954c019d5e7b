"""Room for codes such as zh-hans."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("booking", "0012_old_readings")]

    operations = [
        migrations.AlterField(
            model_name="order",
            name="language",
            field=models.CharField(default="ru", max_length=10),
        ),
    ]
