from django.db import migrations

from accelerator.base.common.changes import NoteChanges


class Migration(migrations.Migration):
    dependencies = [("common", "0002_change"), ("tours", "0001_initial")]

    operations = [
        NoteChanges("tours_tour"),
        NoteChanges("tours_visitorcategory"),
        NoteChanges("tours_visitrequirements"),
    ]
