"""A card as a JPEG: typst sets the words and the drawings, Pillow lays the photos under them."""

import io
import json
import re
from functools import cache
from itertools import pairwise, product
from threading import BoundedSemaphore
from typing import Any

import structlog
import typst
from django.conf import settings
from django.core.files.storage import default_storage
from django.urls import Resolver404, resolve
from PIL import Image, ImageFilter, ImageOps

from accelerator.base.common.i18n import portal_name
from accelerator.base.common.sharing import HEIGHT, LAYOUT, MOST_PICTURES, WIDTH, Card
from regions.enterprises.models import Photo
from tours.booking.tickets.printable import families, plain, printable

logger = structlog.get_logger(__name__)

MAX_BYTES = 90_000
QUALITIES = (88, 82, 76, 70, 62, 54, 46, 38, 30)  # the best that is light enough
SOFTNESS = (0, 1, 2, 4)  # pixels of blur, should a photo be nothing but grain
MAX_TITLE, MAX_LINE = 180, 130  # letters: what a plate can hold
PATIENCE = 8.0  # seconds that a request waits for its turn

Box = tuple[int, int, int, int]  # x, y, width, height
Size = tuple[int, int]
Point = tuple[float, float]
ABOVE_PLATE = 0.28  # of the card's height: where the middle of what no words cover is
Mixed = tuple[float, str]  # a share of the industry's colour, and of what the rest is

# The colours of a cover's ground, shapes, light areas and lines, by its tone: as components.css mixes them.
_DARK, _WHITE = "#0C0E11", "#FFFFFF"
TONES: dict[str, tuple[Mixed, Mixed, Mixed, Mixed]] = {
    "": ((1, _WHITE), (0.84, _WHITE), (0.9, _WHITE), (0, _WHITE)),
    "deep": ((0.62, _DARK), (0.88, _DARK), (0.74, _DARK), (0, _WHITE)),
    "pale": ((0.14, _WHITE), (0, _WHITE), (0.06, _WHITE), (1, _WHITE)),
}

# A drawing takes a good part of a core and tens of megabytes: one at a time in each process.
_turn = BoundedSemaphore(1)


class Busy(Exception):
    """Others are being drawn, and none was done in time."""


def draw(card: Card) -> bytes:
    """The card's picture, 1200 × 630 and at most MAX_BYTES. Raises Busy."""
    if not _turn.acquire(timeout=PATIENCE):
        raise Busy
    try:
        return _jpeg(_picture(card))
    finally:
        _turn.release()


def boxes(count: int) -> list[Box]:
    """Where so many pictures stand: side by side, from four on in two rows; together they fill the card."""
    rows = 1 if count < 4 else 2
    upper = -(-count // rows)
    placed: list[Box] = []
    for row, columns in enumerate((upper, count - upper)[:rows]):
        edges = [round(WIDTH * column / columns) for column in range(columns + 1)]
        top, bottom = HEIGHT * row // rows, HEIGHT * (row + 1) // rows
        placed += [(left, top, right - left, bottom - top) for left, right in pairwise(edges)]
    return placed


def _picture(card: Card) -> Image.Image:
    pictures = card.pictures[:MOST_PICTURES]
    placed = list(zip(pictures, boxes(len(pictures)), strict=True))
    ground = Image.new("RGB", (WIDTH, HEIGHT), _accents()["metal"])
    for named, (x, y, width, height) in placed:
        address, _sign, focus = named.partition("#")
        if not _is_drawing(named) and (photo := _photo(address)):
            place = _centering(photo.size, (width, height), _focus(focus))
            ground.paste(ImageOps.fit(photo, (width, height), Image.Resampling.LANCZOS, centering=place), (x, y))
    panels = [
        {"x": box[0], "y": box[1], "width": box[2], "height": box[3], "svg": _coloured(svg)}
        for svg, box in placed
        if _is_drawing(svg)
    ]
    text = Image.open(io.BytesIO(_typeset(card, panels))).convert("RGBA")
    ground.paste(text, (0, 0), text)
    return ground


def _typeset(card: Card, panels: list[dict[str, Any]]) -> bytes:
    """All but the photos, as PNG: where they belong it is transparent."""
    brand = portal_name(card.language)

    def compiled(write: Any) -> bytes:
        data = {
            "width": WIDTH,
            "height": HEIGHT,
            "language": card.language,
            "fonts": families(),
            "brand": write(brand),
            "mark": _mark(),
            "title": _shortened(write(card.title), MAX_TITLE) or write(brand),
            "line": _shortened(write(card.line), MAX_LINE),
            "panels": panels,
        }
        png = typst.compile(
            LAYOUT.read_bytes(), format="png", ppi=72, font_paths=_fonts(),
            sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        )  # fmt: skip
        assert isinstance(png, bytes)  # noqa: S101 - a list comes of several pages
        return png

    try:
        return compiled(printable)
    except typst.TypstError:
        # A character that a font has and still cannot set: poorer letters are better than no picture.
        logger.exception("share_image_set_plainly", kind=card.kind, key=card.key)
        return compiled(plain)


def _shortened(text: str, limit: int) -> str:
    text = " ".join(text.split())
    return text if len(text) <= limit else f"{text[: limit - 1].rstrip()}…"


def _jpeg(picture: Image.Image) -> bytes:
    for softness, quality in product(SOFTNESS, QUALITIES):
        file = io.BytesIO()
        soft = picture.filter(ImageFilter.GaussianBlur(softness)) if softness else picture
        soft.save(file, "JPEG", quality=quality, optimize=True, progressive=True)
        if file.tell() <= MAX_BYTES:
            break
    return file.getvalue()


def _is_drawing(picture: str) -> bool:
    return picture.startswith("<svg")


def _focus(classes: str) -> Point:
    """Where a photo's subject is, from the classes that keep it in sight on pages (`Photo.focus`)."""
    tenths = dict(re.findall(r"f([xy])-(\d+)", classes))
    return int(tenths.get("x", 5)) / 10, int(tenths.get("y", 5)) / 10


def _centering(photo: Size, box: Size, focus: Point) -> Point:
    """What is cut off on which side, as Pillow counts it, so that the subject stands clear of the plate."""
    wanted = (0.5, ABOVE_PLATE if box[1] == HEIGHT else 0.5)
    scale = max(box[0] / photo[0], box[1] / photo[1])

    def along(axis: int) -> float:
        spare = photo[axis] * scale - box[axis]
        start = photo[axis] * scale * focus[axis] - box[axis] * wanted[axis]
        return min(max(start / spare, 0.0), 1.0) if spare > 1 else 0.5

    return along(0), along(1)


def _photo(address: str) -> Image.Image | None:
    """The rendition at this address of ours; nothing when it has just been taken down."""
    try:
        asked = resolve(address).kwargs
        found = Photo.objects.published().filter(uuid=asked["uuid"]).first()
        size = (asked["width"], asked["ending"])
        names = [one["file"] for one in found.renditions if (one["width"], one["format"]) == size] if found else []
        with default_storage.open(names[0]) as file:
            return Image.open(file).convert("RGB")
    except (Resolver404, LookupError, OSError):
        logger.warning("share_photo_missing", address=address)
        return None


def _coloured(svg: str) -> str:
    """The drawing with the colours that stylesheets give it on a page."""
    accent = re.search(r"accent-([a-z]+)", svg)
    colour = _accents()[accent[1] if accent else "metal"]
    tone = re.search(r"cover--([a-z]+)", svg)
    ground, body, tint, ink = TONES[tone[1] if tone else ""]
    style = (
        f".cover{{fill:none;stroke:{_mixed(colour, ink)};stroke-linecap:round;stroke-linejoin:round}}"
        f".cover__bg{{fill:{_mixed(colour, ground)};stroke:none}}.cover__body{{fill:{_mixed(colour, body)}}}"
        f".cover__tint{{fill:{_mixed(colour, tint)};stroke:none}}"
        ".cover__mark{fill:#FFC24B}.cover__light{stroke:#FFC24B}"
    )
    named = svg if "xmlns=" in svg else svg.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1)
    return named.replace(">", f"><style>{style}</style>", 1)


def _mixed(colour: str, share: Mixed) -> str:
    """So much of the colour, the rest of the other one, as `color-mix` of stylesheets has it."""
    part, other = share
    pairs = ((int(colour[at : at + 2], 16), int(other[at : at + 2], 16)) for at in (1, 3, 5))
    return "#" + "".join(f"{round(one * part + rest * (1 - part)):02x}" for one, rest in pairs)


@cache
def _accents() -> dict[str, str]:
    """The industries' colours, from where pages have them."""
    css = (settings.BASE_DIR / "static" / "css" / "tokens.css").read_text()
    return dict(re.findall(r"\.accent-([a-z]+) \{ --accent: (#[0-9A-F]{6});", css))


@cache
def _mark() -> str:
    return (settings.BASE_DIR / "static" / "img" / "favicon.svg").read_text()


@cache
def _fonts() -> typst.Fonts:
    vendor = settings.BASE_DIR / "static" / "vendor"
    return typst.Fonts(include_system_fonts=False, font_paths=[vendor / "onest", vendor / "noto"])
