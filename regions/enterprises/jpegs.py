"""Photos as small JPEGs, for letters and paper, which know no better format."""

import base64
import io

from django.core.cache import cache
from django.core.files.storage import default_storage
from PIL import Image, ImageOps

from regions.enterprises.models import Photo

QUALITIES = range(80, 30, -10)
CACHED_FOR = 7 * 24 * 3600  # seconds


def cropped(photo: Photo, *, size: tuple[int, int], max_bytes: int) -> bytes | None:
    """Return the photo cropped to this size around its focal point, from the cache where it has been made before.

    None when its file cannot be read.
    """
    key = f"jpegs:{photo.uuid}:{photo.focus_x}:{photo.focus_y}:{size[0]}x{size[1]}:{max_bytes}"
    if (kept := cache.get(key)) is not None:
        return bytes(kept)
    image = _opened(photo)
    if image is None:
        return None
    centre = (photo.focus_x / 100, photo.focus_y / 100)
    made = _encoded(ImageOps.fit(image, size, Image.Resampling.LANCZOS, centering=centre), max_bytes)
    cache.set(key, made, CACHED_FOR)
    return made


def scaled_down(photo: Photo, *, max_side: int, max_bytes: int) -> bytes | None:
    """Return the whole photo, its longer side no longer than this; None when its file cannot be read."""
    image = _opened(photo)
    if image is None:
        return None
    image.thumbnail((max_side, max_side), Image.Resampling.LANCZOS)
    return _encoded(image, max_bytes)


def jpeg_svg(jpeg: bytes) -> str:
    """Return the picture as an SVG document, which can be sent in JSON to typst."""
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


def _encoded(image: Image.Image, max_bytes: int) -> bytes:
    """The best quality that fits; a picture that none makes small enough is scaled down."""
    while True:
        for quality in QUALITIES:
            file = io.BytesIO()
            image.save(file, "JPEG", quality=quality, optimize=True, progressive=True)
            if file.tell() <= max_bytes:
                return file.getvalue()
        image = image.resize((max(1, image.width * 3 // 4), max(1, image.height * 3 // 4)), Image.Resampling.LANCZOS)
