"""Photos as small JPEGs, for letters and paper."""

import io

import pytest
from django.core.cache import cache
from PIL import Image

from regions.enterprises.jpegs import cropped, jpeg_svg, scaled_down
from regions.enterprises.models import Photo
from regions.enterprises.services.photo_files import store
from tests.factories.enterprises import PhotoFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    cache.clear()


def stored(image: Image.Image, **fields: object) -> Photo:
    file = io.BytesIO()
    image.save(file, "WEBP", lossless=True)
    photo = PhotoFactory(**fields)
    photo.file.name = store(f"photos/00/{photo.uuid.hex}.webp", file.getvalue())
    photo.save()
    return photo


def opened(jpeg: bytes | None) -> Image.Image:
    assert jpeg is not None
    return Image.open(io.BytesIO(jpeg), formats=["JPEG"])


def halves() -> Image.Image:
    """Red on the left, blue on the right."""
    image = Image.new("RGB", (1200, 400), (200, 0, 0))
    image.paste((0, 0, 200), (600, 0, 1200, 400))
    return image


@pytest.mark.parametrize(("focus", "red"), [(0, True), (100, False)])
def test_crop_keeps_the_focal_point_in_sight(focus, red):
    made = opened(cropped(stored(halves(), focus_x=focus), size=(300, 300), max_bytes=25_000))
    assert made.size == (300, 300)
    left, _green, blue = made.resize((1, 1)).getpixel((0, 0))
    assert (left > blue) == red


def test_busy_picture_fits_into_its_bytes():
    noise = Image.effect_noise((1600, 1200), 120).convert("RGB")
    jpeg = cropped(stored(noise), size=(1104, 368), max_bytes=25_000)
    assert jpeg is not None
    assert len(jpeg) <= 25_000
    assert opened(jpeg).width / opened(jpeg).height == pytest.approx(3, rel=0.02)


def test_crop_is_made_once_while_the_cache_remembers():
    photo = stored(halves())
    first = cropped(photo, size=(300, 100), max_bytes=25_000)
    photo.file.storage.delete(photo.file.name)
    assert cropped(photo, size=(300, 100), max_bytes=25_000) == first
    photo.focus_x = 10
    assert cropped(photo, size=(300, 100), max_bytes=25_000) is None


def test_whole_picture_keeps_its_shape_and_white_stands_for_nothing():
    clear = Image.new("RGBA", (800, 400), (0, 0, 0, 0))
    made = opened(scaled_down(stored(clear), max_side=400, max_bytes=50_000))
    assert made.size == (400, 200)
    assert made.convert("L").getextrema()[0] > 250


@pytest.mark.parametrize("content", [b"", b"no picture at all", b"RIFF1234WEBPVP8 "])
def test_file_that_cannot_be_read_gives_no_picture(content):
    photo = PhotoFactory()
    assert scaled_down(photo, max_side=400, max_bytes=50_000) is None  # it is not there
    photo.file.name = store(f"photos/00/{photo.uuid.hex}.webp", content)
    assert scaled_down(photo, max_side=400, max_bytes=50_000) is None
    assert cropped(photo, size=(300, 100), max_bytes=25_000) is None


def test_svg_has_the_pictures_size():
    jpeg = scaled_down(stored(halves()), max_side=600, max_bytes=50_000)
    assert jpeg is not None
    assert jpeg_svg(jpeg).startswith(
        '<svg xmlns="http://www.w3.org/2000/svg" width="600" height="200"><image href="data:'
    )
