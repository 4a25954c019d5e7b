from django.db import migrations

from accelerator.base.common.changes import Kind, NoteChanges


class Migration(migrations.Migration):
    dependencies = [("regions", "0003_no_search_column")]

    operations = [
        NoteChanges(
            "regions_region",
            kind=Kind.CHOICE,
            ignored=(),
            name="noted_choice",
        ),
    ]
