from django.db import migrations

from accelerator.base.common.changes import NoteChanges


class Migration(migrations.Migration):
    dependencies = [("common", "0002_change"), ("regions", "0001_initial")]

    operations = [
        NoteChanges("regions_federaldistrict"),
        NoteChanges("regions_region"),
    ]
