"""The corpus: formats no one asked for, lies about size, tails, comments, profiles and damage."""

from __future__ import annotations

import io
import random
import struct
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PIL import Image, ImageCms, PngImagePlugin

MARK = b"<script>alert('smuggled')</script>"


@dataclass(frozen=True)
class Upload:
    """One upload; `refused` is a key of images.REFUSALS, or nothing when its pixels are fine and the rest must go."""

    name: str
    make: Callable[[], bytes]
    refused: str = ""
    size: tuple[int, int] = (640, 480)


def gradient(mode: str = "RGB", size: tuple[int, int] = (640, 480)) -> Image.Image:
    """A picture in which left and right, top and bottom differ."""
    across = Image.linear_gradient("L").rotate(90).resize(size)
    down = Image.linear_gradient("L").resize(size)
    return Image.merge("RGB", (across, down, Image.new("L", size, 90))).convert(mode)


def encoded(image: Image.Image, kind: str, **options: Any) -> bytes:
    """The image as a file."""
    target = io.BytesIO()
    image.save(target, kind, **options)
    return target.getvalue()


def _jpeg(**options: Any) -> bytes:
    return encoded(gradient(), "JPEG", **options)


def _png(**options: Any) -> bytes:
    return encoded(gradient(), "PNG", **options)


def _webp(**options: Any) -> bytes:
    return encoded(gradient(), "WEBP", **options)


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def _png_that_claims(width: int, height: int) -> bytes:
    """A header of this size over hardly any data."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    data = zlib.compress(bytes(1000))
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", data) + _chunk(b"IEND", b"")


def _png_with_text(compressed: bool) -> bytes:
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Comment", MARK.decode(), zip=compressed)
    return _png(pnginfo=notes)


def _png_with_author() -> bytes:
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Author", "Анна <anna@example.org>")
    return _png(pnginfo=notes)


def _zip() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("page.html", MARK)
    return target.getvalue()


def _film() -> bytes:
    """As long as a phone's, and as much like noise: nothing in it may be taken for a page by chance."""
    return b"\x00\x00\x00\x18ftypmp42" + random.Random(20).randbytes(3_000_000)


def _png_text_bomb() -> bytes:
    """A short compressed comment of 200 MB of zeros."""
    packer = zlib.compressobj(9)
    body = b"".join([*(packer.compress(bytes(1024 * 1024)) for _ in range(200)), packer.flush()])
    picture = _png()
    return picture[:33] + _chunk(b"zTXt", b"Comment\x00\x00" + body) + picture[33:]


def _gps() -> Image.Exif:
    exif = Image.Exif()
    exif[0x010E] = MARK.decode()
    exif.get_ifd(0x8825).update({1: "N", 2: (54.0, 30.0, 0.0), 3: "E", 4: (36.0, 15.0, 0.0)})
    return exif


def _turned(orientation: int) -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112] = orientation
    return exif


def _jpeg_with_segment(marker: int, body: bytes) -> bytes:
    picture = _jpeg()
    return picture[:2] + bytes([0xFF, marker]) + struct.pack(">H", len(body) + 2) + body + picture[2:]


def _frames(kind: str) -> bytes:
    first, *rest = [gradient(), gradient().rotate(90), gradient().rotate(180)]
    return encoded(first, kind, save_all=True, append_images=rest, duration=40)


def _sixteen_bits() -> bytes:
    return encoded(gradient("L").convert("I").point(lambda value: value * 257).convert("I;16"), "PNG")


def _with_profile(profile: bytes) -> bytes:
    return _jpeg(icc_profile=profile)


_SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
_SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><rect width="9" height="9"/></svg>'
_XMP = b"http://ns.adobe.com/xap/1.0/\x00<?xpacket?><x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF/></x:xmpmeta>"
_EXTERNAL = b'<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg>&x;</svg>'

CORPUS: list[Upload] = [
    # Not a photo, whatever its name says
    Upload("text", lambda: b"not a picture at all\n" * 50, "format"),
    Upload("svg", lambda: _SVG, "format"),
    Upload("svg with an entity", lambda: _EXTERNAL, "format"),
    Upload("html", lambda: b"<!doctype html><html>" + MARK, "format"),
    Upload("gif", lambda: encoded(gradient("P"), "GIF"), "format"),
    Upload("gif that is a script", lambda: b"GIF89a=1;" + MARK, "format"),
    Upload("bmp", lambda: encoded(gradient(), "BMP"), "format"),
    Upload("tiff", lambda: encoded(gradient(), "TIFF"), "format"),
    Upload("ico", lambda: encoded(gradient(), "ICO"), "format"),
    Upload("icns", lambda: encoded(gradient(size=(256, 256)), "ICNS"), "format"),
    Upload("jpeg 2000", lambda: encoded(gradient(), "JPEG2000"), "format"),
    Upload("avif", lambda: encoded(gradient(), "AVIF"), "format"),
    Upload("tga", lambda: encoded(gradient(), "TGA"), "format"),
    Upload("pcx", lambda: encoded(gradient(), "PCX"), "format"),
    Upload("ppm", lambda: encoded(gradient(), "PPM"), "format"),
    Upload("eps", lambda: encoded(gradient(), "EPS"), "format"),
    Upload("eps header", lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(%pipe%id) (w) file", "format"),
    Upload("pdf", lambda: encoded(gradient(), "PDF"), "format"),
    Upload("pdf header", lambda: b"%PDF-1.7\n1 0 obj<</OpenAction<</S/JavaScript>>>>endobj", "format"),
    Upload("psd header", lambda: b"8BPS\x00\x01" + bytes(200), "format"),
    Upload("fits header", lambda: b"SIMPLE  =                    T" + bytes(2880), "format"),
    Upload("heic header", lambda: b"\x00\x00\x00\x18ftypheic" + bytes(200), "format"),
    Upload("mvg script", lambda: b"push graphic-context\nviewbox 0 0 9 9\nfill 'url(https://example.org)'", "format"),
    Upload("zip", lambda: b"PK\x03\x04" + bytes(200), "format"),
    Upload("executable", lambda: b"\x7fELF\x02\x01\x01" + bytes(200), "format"),
    Upload("wav in a RIFF", lambda: b"RIFF\x24\x00\x00\x00WAVEfmt " + bytes(200), "format"),
    Upload("html before a jpeg", lambda: MARK + _jpeg(), "format"),
    Upload("line end before a png", lambda: b"\r\n" + _png(), "format"),
    Upload("php", lambda: b"<?php system($_GET['c']); ?>", "format"),
    # Damaged
    Upload("jpeg of three bytes", lambda: b"\xff\xd8\xff", "broken"),
    Upload("jpeg cut short", lambda: _jpeg()[:3000], "broken"),
    Upload("png cut short", lambda: _png()[:1500], "broken"),
    Upload("webp cut short", lambda: _webp()[: len(_webp()) // 2], "broken"),
    Upload("png of a signature alone", lambda: b"\x89PNG\r\n\x1a\n", "broken"),
    Upload("png with a wrong checksum", lambda: _png()[:29] + b"\x00\x00\x00\x00" + _png()[33:], "broken"),
    Upload("png with less data than it says", lambda: _png_that_claims(3000, 3000), "broken"),
    Upload("png text bomb", _png_text_bomb, "broken"),
    Upload("html after a jpeg's signature", lambda: b"\xff\xd8\xff\xe0" + MARK, "broken"),
    Upload("webp header", lambda: b"RIFF\x24\x00\x00\x00WEBPVP8 " + bytes(200), "broken"),
    # Lies about size
    Upload("bomb of 144 megapixels", lambda: encoded(Image.new("L", (12000, 12000)), "PNG"), "pixels"),
    Upload("bomb of one bit", lambda: encoded(Image.new("1", (30000, 10000)), "PNG"), "pixels"),
    Upload("bomb in a jpeg", lambda: encoded(Image.new("L", (7000, 7000)), "JPEG"), "pixels"),
    Upload("bomb in a webp", lambda: encoded(Image.new("RGB", (6000, 6000)), "WEBP", method=0), "pixels"),
    Upload("png that says 2 thousand million", lambda: _png_that_claims(50000, 50000), "pixels"),
    Upload("png wider than any", lambda: _png_that_claims(2**31 - 1, 1), "pixels"),
    Upload("one pixel", lambda: encoded(Image.new("RGB", (1, 1)), "PNG"), "small"),
    Upload("a thread", lambda: encoded(Image.new("L", (60000, 3)), "PNG"), "small"),
    # A picture, and another file in the same bytes
    Upload("jpeg and html", lambda: _jpeg() + b"<html>" + MARK, "hidden"),
    Upload("png and html", lambda: _png() + b"<html>" + MARK, "hidden"),
    Upload("webp and html", lambda: _webp() + b"<html>" + MARK, "hidden"),
    Upload("jpeg and doctype", lambda: _jpeg() + b"\n\n<!DOCTYPE  html>", "hidden"),
    Upload("jpeg and svg", lambda: _jpeg() + _SVG, "hidden"),
    Upload("jpeg and php", lambda: _jpeg() + b"<?php system($_GET['c']); ?>", "hidden"),
    Upload("jpeg and the head of a zip", lambda: _jpeg() + b"PK\x03\x04", "hidden"),
    Upload("jpeg and zip", lambda: _jpeg() + _zip(), "hidden"),
    Upload("png and zip", lambda: _png() + _zip(), "hidden"),
    Upload("webp and zip", lambda: _webp() + _zip(), "hidden"),
    Upload("zip in the comment of a small jpeg", lambda: _jpeg(quality=30, comment=_zip()), "hidden"),
    Upload("zip in a segment of a small jpeg", lambda: _jpeg_with_segment(0xEC, _zip()), "hidden"),
    Upload("jpeg and pdf", lambda: _jpeg() + encoded(gradient(), "PDF"), "hidden"),
    Upload("pdf in a segment of a jpeg", lambda: _jpeg_with_segment(0xEC, b"%PDF-1.7\n1 0 obj<<>>endobj"), "hidden"),
    Upload("jpeg and rar", lambda: _jpeg() + bytes(9) + b"Rar!\x1a\x07\x01\x00", "hidden"),
    Upload("jpeg and a program", lambda: _jpeg() + b"\x7fELF\x02\x01\x01" + bytes(200), "hidden"),
    Upload("jpeg and another jpeg with a page", lambda: _jpeg() + _jpeg(comment=MARK), "hidden"),
    Upload("jpeg comment", lambda: _jpeg(comment=MARK), "hidden"),
    Upload("png text", lambda: _png_with_text(compressed=False), "hidden"),
    # What phones and cameras hang on their photos
    Upload("motion photo", lambda: _jpeg() + _film()),
    Upload("samsung's trailer", lambda: _jpeg() + bytes(64) + b"SEFH\x6b\x00\x00\x00" + bytes(24) + b"SEFT"),
    Upload("picture for bright screens", lambda: _jpeg_with_segment(0xE1, _XMP) + _jpeg()),
    Upload("jpeg padded to a sector", lambda: _jpeg() + bytes(4096)),
    Upload("camera's comment", lambda: _jpeg(comment="AppleMark; f < 2.8, снято <вручную>".encode())),
    Upload("png with an author", _png_with_author),
    Upload("png with xmp", lambda: _png()[:33] + _chunk(b"iTXt", b"XML:com.adobe.xmp" + bytes(5) + _XMP) + _png()[33:]),
    # Pixels that are fine, and things that must not come with them
    Upload("jpeg application segment", lambda: _jpeg_with_segment(0xEC, MARK)),
    Upload("jpeg XMP", lambda: _jpeg_with_segment(0xE1, b"http://ns.adobe.com/xap/1.0/\x00" + MARK)),
    Upload("png packed text", lambda: _png_with_text(compressed=True)),
    Upload("png private chunk", lambda: _png()[:33] + _chunk(b"evIl", MARK) + _png()[33:]),
    Upload("webp XMP", lambda: _webp(xmp=MARK)),
    Upload("where it was taken", lambda: _jpeg(exif=_gps())),
    Upload("where it was taken, png", lambda: _png(exif=_gps())),
    Upload("where it was taken, webp", lambda: _webp(exif=_gps())),
    Upload("exif of rubbish", lambda: _jpeg(exif=b"Exif\x00\x00II*\x00\xff\xff\xff\xff" + MARK)),
    Upload("lying on its side", lambda: _jpeg(exif=_turned(6)), size=(480, 640)),
    Upload("colour profile", lambda: _with_profile(_SRGB)),
    Upload("colour profile of rubbish", lambda: _with_profile(bytes(128) + MARK)),
    Upload("cmyk", lambda: encoded(gradient("CMYK"), "JPEG")),
    Upload("cmyk under an rgb profile", lambda: encoded(gradient("CMYK"), "JPEG", icc_profile=_SRGB)),
    Upload("16 bits of grey", _sixteen_bits),
    Upload("palette", lambda: encoded(gradient("P"), "PNG", transparency=0)),
    Upload("one bit", lambda: encoded(gradient("1"), "PNG")),
    Upload("grey and clear", lambda: encoded(gradient("LA"), "PNG")),
    Upload("moving webp", lambda: _frames("WEBP")),
    Upload("moving png", lambda: _frames("PNG")),
    Upload("progressive jpeg", lambda: _jpeg(progressive=True)),
    Upload("two pictures in one jpeg", lambda: encoded(gradient(), "MPO", save_all=True, append_images=[gradient()])),
]
