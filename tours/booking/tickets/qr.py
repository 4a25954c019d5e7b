"""QR codes of tickets: the address that the gate opens, for a party or for one visitor."""

import io
from functools import lru_cache
from uuid import UUID

import segno
from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

from accelerator.base.common.text import in_latin_keys

_PREFIX = "/c/"
# A QR code may be masked in eight ways, and segno would draw and judge them all, which is three quarters of its work.
# Readers take any; for most of our addresses this is the one it chooses.
_MASK = 2


def scan_url(thing: UUID) -> str:
    """The address in the code of a booking (its whole party) or of an attendance (one visitor)."""
    return f"{settings.BASE_URL}{_PREFIX}{thing.hex}"


def read_scan(text: str) -> UUID | None:
    """What a scanner or a person typed: our address, from whichever host, or the bare code; None for anything else.

    A hand scanner is a keyboard to the computer, which may be in the Russian layout or have Caps Lock on.
    """
    for reading in (text, in_latin_keys(text)):
        code = reading.strip().lower().rpartition(_PREFIX)[2].strip("/ ")
        if len(code) in (32, 36):
            try:
                return UUID(hex=code)
            except ValueError:
                continue
    return None


def qr_code(thing: UUID) -> segno.QRCode:
    """The code of a booking or an attendance; kept for the next page, letter or file that shows it."""
    return _encoded(scan_url(thing))


@lru_cache(maxsize=512)
def _encoded(address: str) -> segno.QRCode:
    return segno.make_qr(address, error="m", mask=_MASK)


def qr_svg(thing: UUID) -> SafeString:
    """The code as inline SVG without a size; it stands on white and is described beside it."""
    # segno writes the markup itself, around digits.
    return mark_safe(qr_code(thing).svg_inline(border=2, omitsize=True, svgclass="qr", lineclass=None))


def qr_svg_document(thing: UUID) -> str:
    """The code as a whole SVG document, for the PDF."""
    buffer = io.BytesIO()
    qr_code(thing).save(buffer, kind="svg", border=2, scale=4, xmldecl=False)
    return buffer.getvalue().decode()


def qr_png(thing: UUID) -> bytes:
    """The code as a picture for a letter, some hundred bytes, with a border that stays white on a dark page."""
    buffer = io.BytesIO()
    qr_code(thing).save(buffer, kind="png", border=4, scale=9, dark="#000", light="#FFF")
    return buffer.getvalue()
