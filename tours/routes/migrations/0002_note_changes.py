from django.db import migrations

from accelerator.base.common.changes import NoteChanges


class Migration(migrations.Migration):
    dependencies = [("common", "0002_change"), ("routes", "0001_initial")]

    operations = [
        NoteChanges("routes_route"),
        NoteChanges("routes_routestop"),
    ]
