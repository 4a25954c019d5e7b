from django.db import migrations

from accelerator.base.common.changes import NoteChanges


class Migration(migrations.Migration):
    dependencies = [("common", "0002_change"), ("seasons", "0001_initial")]

    operations = [
        NoteChanges("seasons_season"),
        NoteChanges("seasons_seasonregion"),
        NoteChanges("seasons_stage"),
    ]
