"""Photos as small JPEGs, for letters and paper, which know no better format."""

import base64
import io

from django.core.cache import cache
from django.core.files.storage import default_storage
from PIL import Image, ImageOps

from regions.enterprises.models import Photo

QUALITIES = range(80, 30, -10)
KEPT = 7 * 24 * 3600  # seconds; without a cache it is made anew


def cropped(photo: Photo, *, size: tuple[int, int], most_bytes: int) -> bytes | None:
    """Return the photo filled into this size about its focal point; made once while the cache remembers.

    None when its file cannot be read: whoever shows it does without.
    """
    key = f"jpegs:{photo.uuid}:{photo.focus_x}:{photo.focus_y}:{size[0]}x{size[1]}:{most_bytes}"
    if (kept := cache.get(key)) is not None:
        return bytes(kept)
    image = _opened(photo)
    if image is None:
        return None
    centre = (photo.focus_x / 100, photo.focus_y / 100)
    made = _written(ImageOps.fit(image, size, Image.Resampling.LANCZOS, centering=centre), most_bytes)
    cache.set(key, made, KEPT)
    return made


def whole(photo: Photo, *, longest: int, most_bytes: int) -> bytes | None:
    """Return the whole photo, its longer side no longer than this; None when its file cannot be read."""
    image = _opened(photo)
    if image is None:
        return None
    image.thumbnail((longest, longest), Image.Resampling.LANCZOS)
    return _written(image, most_bytes)


def jpeg_svg(jpeg: bytes) -> str:
    """Return the picture as an SVG document, which travels in JSON to whoever sets a page."""
    width, height = Image.open(io.BytesIO(jpeg), formats=["JPEG"]).size
    href = f"data:image/jpeg;base64,{base64.b64encode(jpeg).decode()}"
    size = f'width="{width}" height="{height}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}><image href="{href}" {size}/></svg>'


def _opened(photo: Photo) -> Image.Image | None:
    try:
        with default_storage.open(str(photo.file.name)) as stored:
            image = Image.open(stored, formats=["WEBP"])  # our own file, made of pixels alone
            image.load()
    except OSError:
        return None
    if image.mode == "RGBA":
        ground = Image.new("RGB", image.size, "white")
        ground.paste(image, mask=image.getchannel("A"))
        return ground
    return image.convert("RGB")


def _written(image: Image.Image, most_bytes: int) -> bytes:
    """The best quality that fits; a picture too busy for any becomes smaller."""
    while True:
        for quality in QUALITIES:
            file = io.BytesIO()
            image.save(file, "JPEG", quality=quality, optimize=True, progressive=True)
            if file.tell() <= most_bytes:
                return file.getvalue()
        image = image.resize((max(1, image.width * 3 // 4), max(1, image.height * 3 // 4)), Image.Resampling.LANCZOS)
