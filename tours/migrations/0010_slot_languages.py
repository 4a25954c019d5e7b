from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models

LANGUAGES = [("ru", "Russian"), ("en", "English"), ("zh", "Chinese"), ("de", "German"), ("fr", "French")]
KNOWN = models.Q(
    ("languages__isnull", True),
    models.Q(("languages__contained_by", ["ru", "en", "zh", "de", "fr"]), ("languages__len__gt", 0)),
    _connector="OR",
)


def languages() -> ArrayField:
    one = models.CharField(choices=LANGUAGES, max_length=2)
    return ArrayField(one, blank=True, null=True, verbose_name="languages")


class Migration(migrations.Migration):
    dependencies = [("tours", "0009_more_of_lists")]

    operations = [
        migrations.AddField("schedulerule", "languages", languages()),
        migrations.AddField("slot", "languages", languages()),
        AddConstraintNotValid(
            "schedulerule", models.CheckConstraint(condition=KNOWN, name="tours_schedulerule_languages_known")
        ),
        AddConstraintNotValid("slot", models.CheckConstraint(condition=KNOWN, name="tours_slot_languages_known")),
    ]
