import django.db.models.deletion
from django.contrib.postgres.operations import AddConstraintNotValid, ValidateConstraint
from django.db import migrations, models

from accelerator.base.common.columns import add_foreign_key, add_index, add_key
from accelerator.base.common.constraints import CompositeForeignKey

# Of the release before, which knows no albums and writes beside this one for a while: its photos get one all the same.
FILE_PHOTO = """
CREATE FUNCTION enterprises_photo_into_album() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    SELECT album_id INTO NEW.album_id FROM enterprises_enterprise WHERE id = NEW.enterprise_id FOR NO KEY UPDATE;
    IF NEW.album_id IS NULL THEN
        INSERT INTO enterprises_album (uuid, enterprise_id, created_at)
            VALUES (gen_random_uuid(), NEW.enterprise_id, NEW.created_at) RETURNING id INTO NEW.album_id;
        UPDATE enterprises_enterprise SET album_id = NEW.album_id WHERE id = NEW.enterprise_id;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER enterprises_photo_into_album BEFORE INSERT ON enterprises_photo FOR EACH ROW
    WHEN (NEW.album_id IS NULL AND NEW.enterprise_id IS NOT NULL) EXECUTE FUNCTION enterprises_photo_into_album();
"""
UNFILE_PHOTO = """
DROP TRIGGER enterprises_photo_into_album ON enterprises_photo;
DROP FUNCTION enterprises_photo_into_album();
"""


def one_to_one(related_name: str) -> models.OneToOneField:
    return models.OneToOneField(
        blank=True,
        db_constraint=False,
        editable=False,
        null=True,
        on_delete=django.db.models.deletion.SET_NULL,
        related_name=related_name,
        to="enterprises.album",
    )


class Migration(migrations.Migration):
    """Enterprises, sites and photos point at albums, and never at another enterprise's."""

    atomic = False

    dependencies = [("enterprises", "0010_albums")]

    operations = [
        add_key("enterprises_enterprise", "enterprise", "album", one_to_one("owner_enterprise")),
        add_index("enterprises_enterprise", "album_id", unique=True),
        migrations.SeparateDatabaseAndState(
            [
                add_foreign_key(
                    "enterprises_enterprise",
                    "enterprises_enterprise_album_of_its_own",
                    ["album_id", "id"],
                    "enterprises_album",
                    ["id", "enterprise_id"],
                )
            ],
            [
                migrations.AddConstraint(
                    "enterprise",
                    CompositeForeignKey(
                        fields=["album", "id"],
                        name="enterprises_enterprise_album_of_its_own",
                        to="enterprises.Album",
                        to_fields=["id", "enterprise"],
                    ),
                )
            ],
        ),
        add_key("enterprises_site", "site", "album", one_to_one("owner_site")),
        add_index("enterprises_site", "album_id", unique=True),
        migrations.SeparateDatabaseAndState(
            [
                add_foreign_key(
                    "enterprises_site",
                    "enterprises_site_album_of_enterprise",
                    ["album_id", "enterprise_id"],
                    "enterprises_album",
                    ["id", "enterprise_id"],
                )
            ],
            [
                migrations.AddConstraint(
                    "site",
                    CompositeForeignKey(
                        fields=["album", "enterprise"],
                        name="enterprises_site_album_of_enterprise",
                        to="enterprises.Album",
                        to_fields=["id", "enterprise"],
                    ),
                )
            ],
        ),
        add_key(
            "enterprises_photo",
            "photo",
            "album",
            models.ForeignKey(
                default=None,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="photos",
                to="enterprises.album",
            ),
        ),
        migrations.SeparateDatabaseAndState(
            [],
            [
                migrations.AlterField(
                    "photo",
                    "album",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="photos",
                        to="enterprises.album",
                    ),
                )
            ],
        ),
        add_index("enterprises_photo", "album_id", unique=False),
        add_foreign_key("enterprises_photo", "enterprises_photo_album_fk", ["album_id"], "enterprises_album", ["id"]),
        migrations.RunSQL(FILE_PHOTO, UNFILE_PHOTO),
        AddConstraintNotValid(
            "photo",
            models.CheckConstraint(
                condition=models.Q(focus_x__range=(0, 100), focus_y__range=(0, 100)),
                name="enterprises_photo_focus_within",
            ),
        ),
        ValidateConstraint("photo", "enterprises_photo_focus_within"),
    ]
