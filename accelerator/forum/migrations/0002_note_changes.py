from django.db import migrations

from accelerator.base.common.changes import NoteChanges


class Migration(migrations.Migration):
    dependencies = [("common", "0002_change"), ("forum", "0001_initial")]

    operations = [
        NoteChanges("forum_forum"),
        NoteChanges("forum_release"),
    ]
