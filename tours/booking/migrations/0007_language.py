from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models

LANGUAGES = [("ru", "Russian"), ("en", "English"), ("zh", "Chinese"), ("de", "German"), ("fr", "French")]


class Migration(migrations.Migration):
    dependencies = [("booking", "0006_needs_index")]

    operations = [
        migrations.AddField(
            "booking",
            "language",
            models.CharField(blank=True, choices=LANGUAGES, db_default="", default="", max_length=2),
        ),
        AddConstraintNotValid(
            "booking",
            models.CheckConstraint(
                condition=models.Q(("language__in", ["", "ru", "en", "zh", "de", "fr"])),
                name="booking_booking_language_known",
            ),
        ),
    ]
