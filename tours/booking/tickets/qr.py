"""QR codes of tickets: the address that the gate opens, for a party or for one visitor."""

import io
from uuid import UUID

import segno
from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

from accelerator.base.common.text import in_latin_keys

_PREFIX = "/c/"


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


def qr_svg(thing: UUID) -> SafeString:
    """The code as inline SVG without a size; it stands on white and is described beside it."""
    code = segno.make_qr(scan_url(thing), error="m")
    # segno writes the markup itself, around digits.
    return mark_safe(code.svg_inline(border=2, omitsize=True, svgclass="qr", lineclass=None))


def qr_svg_document(thing: UUID) -> str:
    """The code as a whole SVG document, for the PDF."""
    buffer = io.BytesIO()
    segno.make_qr(scan_url(thing), error="m").save(buffer, kind="svg", border=2, scale=4, xmldecl=False)
    return buffer.getvalue().decode()


def qr_png(thing: UUID) -> bytes:
    """The code as a picture for a letter, some hundred bytes, with a border that stays white on a dark page."""
    buffer = io.BytesIO()
    segno.make_qr(scan_url(thing), error="m").save(buffer, kind="png", border=4, scale=9, dark="#000", light="#FFF")
    return buffer.getvalue()
