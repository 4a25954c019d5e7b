from django.db import migrations

from accelerator.base.common.changes import NoteChanges


class Migration(migrations.Migration):
    dependencies = [("common", "0002_change"), ("enterprises", "0002_subjects")]

    operations = [
        NoteChanges("enterprises_album"),
        NoteChanges("enterprises_enterprise"),
        NoteChanges("enterprises_photo"),
        NoteChanges("enterprises_site"),
        NoteChanges("enterprises_subject"),
        NoteChanges("enterprises_theme"),
    ]
