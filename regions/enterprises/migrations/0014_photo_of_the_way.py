from django.db import migrations, models

BUILD = """
CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS enterprises_photo_one_way ON enterprises_photo (album_id) WHERE shows_way
"""
DROP = "DROP INDEX CONCURRENTLY IF EXISTS enterprises_photo_one_way"


class Migration(migrations.Migration):
    """A photo may be the sketch of the way to the gate: one of an album at most."""

    atomic = False  # the index is built while photos come and go

    dependencies = [("enterprises", "0013_photos_of_albums")]

    operations = [
        migrations.AddField("photo", "shows_way", models.BooleanField(default=False, db_default=False)),
        migrations.SeparateDatabaseAndState(
            [migrations.RunSQL(BUILD, DROP)],
            [
                migrations.AddConstraint(
                    "photo",
                    models.UniqueConstraint(
                        fields=["album"], condition=models.Q(shows_way=True), name="enterprises_photo_one_way"
                    ),
                )
            ],
        ),
    ]
