"""Note a site's city as a change of what there is to choose from: the catalogue has a choice of cities."""

from django.db import migrations

from accelerator.base.common.changes import Kind, NoteChanges

_TEXTS = ("version", "name", "address", "city_in", "gate", "latitude", "longitude")
_before = NoteChanges(
    "enterprises_site",
    kind=Kind.CHOICE,
    ignored=("version", "name", "address", "city", "city_in", "gate", "latitude", "longitude"),
    name="noted_choice",
)


class Migration(migrations.Migration):
    dependencies = [("enterprises", "0005_note_choice")]

    operations = [
        migrations.RunSQL(_before.reverse_sql, _before.sql),
        NoteChanges("enterprises_site", kind=Kind.CHOICE, ignored=_TEXTS, name="noted_choice"),
    ]
