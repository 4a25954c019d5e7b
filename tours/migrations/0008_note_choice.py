from django.db import migrations

from accelerator.base.common.changes import Kind, NoteChanges


class Migration(migrations.Migration):
    dependencies = [("tours", "0007_outlook_reopens")]

    operations = [
        NoteChanges(
            "tours_tour",
            kind=Kind.CHOICE,
            ignored=("version", "title", "summary", "description", "description_html"),
            name="noted_choice",
        ),
        NoteChanges(
            "tours_visitorcategory",
            kind=Kind.CHOICE,
            ignored=("name",),
            name="noted_choice",
        ),
        NoteChanges(
            "tours_visitrequirements",
            kind=Kind.CHOICE,
            ignored=("version",),
            name="noted_choice",
        ),
        NoteChanges(
            "tours_outlook",
            kind=Kind.CHOICE,
            ignored=("valid_from", "valid_until", "latest_hold", "next_free", "near"),
            name="noted_choice",
        ),
    ]
