"""Room for codes such as zh-hans."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0008_one_kind_of_consent")]

    operations = [
        migrations.AlterField(
            model_name="user",
            name="language",
            field=models.CharField(
                choices=[("ru", "Russian"), ("en", "English")], default="ru", max_length=10, verbose_name="language"
            ),
        ),
        migrations.AlterField(
            model_name="consent",
            name="language",
            field=models.CharField(max_length=10),
        ),
    ]
