"""The child process that opens pictures from strangers: a script on Pillow alone, with bounds on memory and time.

It runs as `python -I image_child.py COMMAND MEMORY CPU` in a folder made for it: reads a picture from its standard
input, which is a file, and writes what the command makes and, last, `report.json`. It is started with an empty
environment and imports nothing of the portal, so that code smuggled in through a decoder finds no settings, no secrets
and no connections.
"""

import io
import json
import re
import resource
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

FORMATS = ("JPEG", "PNG", "WEBP")
MAGIC = re.compile(rb"\xff\xd8\xff|\x89PNG\r\n\x1a\n|RIFF.{4}WEBP", re.DOTALL)
MAX_PIXELS = 24 * 1024 * 1024  # a phone's «24 megapixels» are 24.5 million
MIN_SIDE = 200
MAX_SIDE = 1920
WIDTHS = (320, 480, 640, 960, 1280, 1920)
SMALL_WIDTH = 640  # up to here, what phones load: worth the time that a slower encoder takes
MAX_OUTPUT_BYTES = 32 * 1024 * 1024
MAX_PROFILE_BYTES = 1024 * 1024
ORIENTATION = 0x0112
# What makes a photo another file as well. Long enough not to come up by chance in megabytes of a phone's own data.
FOREIGN = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|script|iframe|object|embed|svg)[\s/>]|<\?php\s|%PDF-\d"
    rb"|\APK\x03\x04|Rar!\x1a\x07|7z\xbc\xaf\x27\x1c|\A(?:MZ|\x7fELF|#!/)",
    re.IGNORECASE,
)
PDF_BEGINS_WITHIN = 1024  # bytes: as far as readers of PDF look for its beginning
XMP_IN_PNG = b"XML:com.adobe.xmp\0"


class Refused(Exception):
    """The picture is not taken; the argument is a key of `images.REFUSALS`."""


def limit(memory_bytes: int, cpu_seconds: int) -> None:
    """Limit what this process may take; it cannot raise these limits again."""
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (MAX_OUTPUT_BYTES, MAX_OUTPUT_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def clean() -> dict[str, Any]:
    """Copy the pixels of the upload, upright and no larger than pages show, and nothing else into `clean.webp`."""
    from PIL import Image  # noqa: PLC0415 - not before this process is limited

    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    try:
        image: Image.Image = Image.open(sys.stdin.buffer, formats=FORMATS)
    except Image.DecompressionBombError:
        raise Refused("pixels") from None
    except Image.UnidentifiedImageError:
        raise Refused("broken" if _has_known_signature() else "format") from None
    # Nothing is decoded yet: these are the figures of the header.
    if image.width * image.height > MAX_PIXELS:
        raise Refused("pixels")
    if min(image.size) < MIN_SIDE:
        raise Refused("small")
    if _is_polyglot():
        raise Refused("hidden")
    scale = min(1.0, MAX_SIDE / max(image.size))
    size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    orientation = _orientation(image)
    profile = image.info.get("icc_profile")
    image.draft(None, size)  # a JPEG is decoded at an eighth, a quarter or half of its size where that is enough
    image = _resizable(image)
    if size != image.size:
        gap = None if image.mode.startswith("I") else 2.0
        image = image.resize(size, Image.Resampling.LANCZOS, reducing_gap=gap)
    image = _in_srgb(image, profile)
    if image.mode == "RGBA" and image.getchannel("A").getextrema()[0] == 255:
        image = image.convert("RGB")
    if turn := _TURNS.get(orientation):
        image = image.transpose(Image.Transpose[turn])
    fresh = Image.new(image.mode, image.size)
    fresh.paste(image)
    fresh.save("clean.webp", quality=90, method=4)
    return {"width": fresh.width, "height": fresh.height, "colour": _average_colour(fresh)}


def renditions() -> dict[str, Any]:
    """Write a picture that `clean` has made in every width up to its own, as AVIF and WebP."""
    from PIL import Image  # noqa: PLC0415 - not before this process is limited

    image: Image.Image = Image.open(sys.stdin.buffer, formats=("WEBP",))
    image.load()
    made = []
    for width in [width for width in WIDTHS if width <= image.width] or [image.width]:
        height = max(1, round(image.height * width / image.width))
        smaller = image if width == image.width else image.resize((width, height), Image.Resampling.LANCZOS)
        fresh = Image.new(smaller.mode, smaller.size)
        fresh.paste(smaller)
        fresh.save(f"{width}.avif", quality=50, speed=6 if width <= SMALL_WIDTH else 8, max_threads=1)
        fresh.save(f"{width}.webp", quality=75, method=4)
        for name in ("avif", "webp"):
            size = Path(f"{width}.{name}").stat().st_size
            made.append({"format": name, "width": width, "height": height, "bytes": size})
    return {"renditions": made}


_TURNS = {
    2: "FLIP_LEFT_RIGHT", 3: "ROTATE_180", 4: "FLIP_TOP_BOTTOM", 5: "TRANSPOSE", 6: "ROTATE_270", 7: "TRANSVERSE",
    8: "ROTATE_90",
}  # fmt: skip


def _has_known_signature() -> bool:
    """Whether the file begins as one of FORMATS does."""
    sys.stdin.buffer.seek(0)
    return MAGIC.match(sys.stdin.buffer.read(12)) is not None


def _is_polyglot() -> bool:
    """Whether the upload is an archive, a page, a document or a program besides a picture.

    What phones add to a photo (a second picture, a short film, notes of the maker) is accepted; what another program
    would open as a separate file is not.
    """
    sys.stdin.buffer.seek(0)
    content = sys.stdin.buffer.read()
    if zipfile.is_zipfile(io.BytesIO(content)) or b"%PDF-" in content[:PDF_BEGINS_WITHIN]:
        return True
    reader = {b"\xff\xd8": _extras_of_jpeg, b"\x89P": _extras_of_png, b"RI": _extras_of_webp}[content[:2]]
    return any(FOREIGN.search(extra) for extra in reader(content))


def _extras_of_jpeg(content: bytes) -> Iterator[bytes]:
    """The comments, and what follows the end marker; a truncated file is left to the decoder."""
    place = 2
    while marker := _NEXT_MARKER.search(content, place):
        kind, place = marker.group()[-1], marker.end()
        if kind == 0xD9:
            yield content[place:]
            return
        length = int.from_bytes(content[place : place + 2], "big")
        if kind == 0xFE:
            yield content[place + 2 : place + length]
        place += length


_NEXT_MARKER = re.compile(rb"\xff+[\x01-\xcf\xd9-\xfe]")  # not a stuffed byte, and no restart within a scan


def _extras_of_png(content: bytes) -> Iterator[bytes]:
    """The plain texts, and what follows the last chunk."""
    place = 8
    while place + 8 <= len(content):
        length, kind = int.from_bytes(content[place : place + 4], "big"), content[place + 4 : place + 8]
        body = content[place + 8 : place + 8 + length]
        place += 12 + length
        if kind == b"tEXt" or (kind == b"iTXt" and not body.startswith(XMP_IN_PNG)):
            yield body.partition(b"\0")[2].lstrip(b"\0")
        if kind == b"IEND":
            yield content[place:]
            return


def _extras_of_webp(content: bytes) -> Iterator[bytes]:
    """What follows the container."""
    yield content[8 + int.from_bytes(content[4:8], "little") :]


def _orientation(image: Any) -> int:
    """Which way up the camera was held, from EXIF; 1 if that cannot be read."""
    try:
        return int(image.getexif().get(ORIENTATION, 1))
    except Exception:  # noqa: BLE001 - EXIF breaks in many ways
        return 1


def _resizable(image: Any) -> Any:
    """The decoded picture in a mode whose pixels can be averaged."""
    if image.mode in ("RGB", "RGBA", "CMYK", "I;16", "I;16B", "I"):
        image.load()
        return image
    transparent = image.mode in ("LA", "PA", "La", "RGBa") or "transparency" in image.info
    return image.convert("RGBA" if transparent else "RGB")


def _in_srgb(image: Any, profile: Any) -> Any:
    """The picture in sRGB; a profile that cannot be read is ignored."""
    if image.mode.startswith("I"):  # 16 bits of grey; plain conversion would clip all but the darkest
        return image.convert("I").point(lambda value: value * (1 / 257)).convert("L").convert("RGB")
    mode = "RGBA" if image.mode == "RGBA" else "RGB"
    if isinstance(profile, bytes) and len(profile) <= MAX_PROFILE_BYTES:
        from PIL import ImageCms  # noqa: PLC0415 - only few pictures bring a profile

        try:
            given = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            return ImageCms.profileToProfile(image, given, ImageCms.createProfile("sRGB"), outputMode=mode) or image
        except (ImageCms.PyCMSError, OSError, ValueError):
            pass
    return image.convert(mode)


def _average_colour(image: Any) -> str:
    from PIL import Image  # noqa: PLC0415 - not before this process is limited

    if image.mode == "RGBA":
        on_white = Image.new("RGB", image.size, "white")
        on_white.paste(image, mask=image.getchannel("A"))
        image = on_white
    red, green, blue = image.resize((1, 1), Image.Resampling.BOX).getpixel((0, 0))
    return f"#{red:02x}{green:02x}{blue:02x}"


def main() -> None:
    """Run the command of the command line, and write what came of it into the report."""
    command, memory_bytes, cpu_seconds = sys.argv[1:]
    limit(int(memory_bytes), int(cpu_seconds))
    try:
        report = {"clean": clean, "renditions": renditions}[command]()
    except Refused as refusal:
        report = {"refused": str(refusal)}
    except MemoryError:
        report = {"refused": "heavy"}
    except Exception:  # noqa: BLE001 - each decoder fails in its own way; all mean that the file is damaged
        report = {"refused": "broken"}
    Path("report.json").write_text(json.dumps(report))


if __name__ == "__main__":
    main()
