from django.db import migrations

from accelerator.base.common.changes import NoteChanges


class Migration(migrations.Migration):
    dependencies = [("common", "0002_change"), ("portal", "0002_no_statistics_of_people")]

    operations = [
        NoteChanges("portal_page"),
    ]
