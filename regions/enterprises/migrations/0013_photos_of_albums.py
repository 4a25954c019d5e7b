from django.db import migrations

# The column itself stays for the release before, which reads it while web and worker are replaced one by one; nobody
# writes it any more. A later release drops it with the trigger `enterprises_photo_into_album`.
LOOSEN = "-- squawk-ignore ban-drop-not-null\nALTER TABLE enterprises_photo ALTER COLUMN enterprise_id DROP NOT NULL"
FASTEN = """
UPDATE enterprises_photo SET enterprise_id = album.enterprise_id FROM enterprises_album AS album
    WHERE album.id = enterprises_photo.album_id;
DELETE FROM enterprises_photo WHERE enterprise_id IS NULL;
SET CONSTRAINTS ALL IMMEDIATE;
SET CONSTRAINTS ALL DEFERRED;
ALTER TABLE enterprises_photo ALTER COLUMN enterprise_id SET NOT NULL
"""
ALBUM_NEEDED = [
    "ALTER TABLE enterprises_photo ADD CONSTRAINT enterprises_photo_in_an_album CHECK (album_id IS NOT NULL) NOT VALID",
    "ALTER TABLE enterprises_photo VALIDATE CONSTRAINT enterprises_photo_in_an_album",
]
ALBUM_NOT_NEEDED = "ALTER TABLE enterprises_photo DROP CONSTRAINT enterprises_photo_in_an_album"


class Migration(migrations.Migration):
    """A photo belongs to its album alone."""

    atomic = False

    dependencies = [("enterprises", "0012_photos_into_albums")]

    operations = [
        migrations.RunSQL(ALBUM_NEEDED, ALBUM_NOT_NEEDED),
        migrations.SeparateDatabaseAndState(
            [migrations.RunSQL(LOOSEN, FASTEN)], [migrations.RemoveField("photo", "enterprise")]
        ),
    ]
