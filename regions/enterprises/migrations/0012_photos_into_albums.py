from django.db import migrations, transaction

from accelerator.base.common.batches import RunInBatches


def move_into_albums(apps, schema_editor):
    """Give each enterprise that has photos an album with all of them, one enterprise at a time."""
    Album, Enterprise, Photo = (apps.get_model("enterprises", name) for name in ("Album", "Enterprise", "Photo"))
    loose = Photo.objects.filter(album__isnull=True)
    while (photo := loose.order_by("enterprise").first()) is not None:
        with transaction.atomic():
            enterprise = Enterprise.objects.select_for_update(no_key=True).get(pk=photo.enterprise_id)
            if enterprise.album_id is None:
                enterprise.album = Album.objects.create(enterprise=enterprise)
                enterprise.save(update_fields=["album"])
            loose.filter(enterprise=enterprise).update(album=enterprise.album_id)


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("enterprises", "0011_album_keys")]

    operations = [RunInBatches(move_into_albums, migrations.RunPython.noop, elidable=True)]
