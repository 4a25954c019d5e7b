"""Room for codes such as zh-hans."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("notifications", "0005_index_of_readers")]

    operations = [
        migrations.AlterField(
            model_name="message",
            name="language",
            field=models.CharField(default="ru", max_length=10),
        ),
    ]
