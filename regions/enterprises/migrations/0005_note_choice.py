from django.db import migrations

from accelerator.base.common.changes import Kind, NoteChanges


class Migration(migrations.Migration):
    dependencies = [("enterprises", "0004_no_search_column")]

    operations = [
        NoteChanges(
            "enterprises_enterprise",
            kind=Kind.CHOICE,
            ignored=(
                "version",
                "name",
                "sort_name",
                "summary",
                "description",
                "description_html",
                "phone",
                "email",
                "website",
            ),
            name="noted_choice",
        ),
        NoteChanges(
            "enterprises_photo",
            kind=Kind.CHOICE,
            ignored=("version", "alt", "credit", "focus_x", "focus_y", "attempts", "problem", "claimed_at"),
            name="noted_choice",
        ),
        NoteChanges(
            "enterprises_site",
            kind=Kind.CHOICE,
            ignored=("version", "name", "address", "city", "city_in", "gate", "latitude", "longitude"),
            name="noted_choice",
        ),
        NoteChanges(
            "enterprises_subject",
            kind=Kind.CHOICE,
            ignored=("version", "name"),
            name="noted_choice",
        ),
        NoteChanges(
            "enterprises_theme",
            kind=Kind.CHOICE,
            ignored=("version",),
            name="noted_choice",
        ),
    ]
