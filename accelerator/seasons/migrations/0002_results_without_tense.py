"""Results are called by nouns, which are true of a season that runs and of one that is over."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("seasons", "0001_initial")]

    operations = [
        migrations.AlterField(
            model_name="seasonregion",
            name="result",
            field=models.CharField(
                choices=[
                    ("applied", "application"),
                    ("participant", "participant"),
                    ("shortlisted", "shortlisted"),
                    ("winner", "winner"),
                ],
                default="participant",
                max_length=12,
                verbose_name="result",
            ),
        ),
    ]
