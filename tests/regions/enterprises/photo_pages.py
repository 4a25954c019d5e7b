"""Pages of photos as a manager of an enterprise uses them, and photos that have come through the services."""

from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from regions.enterprises.images import clean_picture
from regions.enterprises.services import photos as service
from regions.enterprises.services.photos import album_of
from regions.enterprises.tasks import make_renditions
from tests.factories.enterprises import photos_of
from tests.regions.enterprises.hostile import encoded, gradient

JPEG = encoded(gradient(size=(1000, 750)), "JPEG")


def url(name, enterprise, *args):
    return reverse(f"enterprises:{name}", args=[enterprise.slug, *args])


def page_of(enterprise):
    return url("album", enterprise, "enterprise", enterprise.uuid)


def upload(client, enterprise, content=JPEG, name="photo.jpg", **values):
    file = SimpleUploadedFile(name, content, "image/jpeg")
    return client.post(
        page_of(enterprise), {"photos": file, "alt_ru": "Литейщик у печи", "alt_en": "A caster", **values}
    )


def added(enterprise, content=JPEG):
    """A photo as the service stores it, its renditions not yet made."""
    return service.add_photo(
        album=album_of(enterprise), picture=clean_picture([content]), alt={"ru": "Печь"}, uploaded_by=None
    )


def ready(enterprise):
    photo = added(enterprise)
    assert make_renditions(photo_id=photo.pk)
    photo.refresh_from_db()
    return photo


def file_url(photo, width=320, ending="webp"):
    return reverse("photo_file", args=[photo.uuid, width, ending])


def list_files():
    shards, _ = default_storage.listdir("photos")
    return [f"photos/{shard}/{name}" for shard in shards for name in default_storage.listdir(f"photos/{shard}")[1]]


def upload_all(client, page, *files, **values):
    photos = [SimpleUploadedFile(name, content, "image/jpeg") for name, content in files]
    return client.post(page, {"photos": photos, "alt_ru": "Печь", **values}, follow=True)


def order_of(enterprise):
    return [str(photo.alt) for photo in photos_of(enterprise).in_order()]
