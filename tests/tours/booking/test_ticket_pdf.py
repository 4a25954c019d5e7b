"""The ticket on paper prints whatever stands in a name, and keeps it in its boxes."""

import io
import json
import random
import unicodedata

import pytest
import typst
from fontTools.ttLib import TTFont
from PIL import Image
from pypdf import PdfReader

from tests.factories.booking import confirm_order, confirmed_order, held_order
from tests.factories.tours import SlotFactory
from tours.booking.models import Order
from tours.booking.tickets import pdf
from tours.booking.tickets.printable import STAND_IN, faces, families, plain, printable

NAMES = {
    "Latin": "Łukasz Ødegård Şahin", "Vietnamese": "Nguyễn Thị Ánh", "Greek": "Ελένη", "Cyrillic": "Ђорђе Їжак Ўлад",
    "Tatar": "Гөлнаҗ Җәүдәт", "Armenian": "Գարիկ", "Georgian": "ქეთევან", "Hebrew": "דוד", "Arabic": "محمد",
    "Persian": "پژمان", "Thaana": "އިބްރާހީމް", "Devanagari": "गणेश", "Bengali": "রবি", "Gurmukhi": "ਗੁਰਮੀਤ",
    "Gujarati": "મહેશ", "Oriya": "ରମେଶ", "Tamil": "தமிழ்", "Telugu": "రాము", "Kannada": "ರಮೇಶ", "Malayalam": "രമേശ്",
    "Sinhala": "සුනිල්", "Thai": "สมชาย", "Lao": "ສົມ", "Khmer": "សុខា", "Myanmar": "အောင်", "Mongolian": "ᠮᠣᠩᠭᠣᠯ",
    "Ethiopic": "አበበ", "Cherokee": "ᏣᎳᎩ", "Chinese": "李小龙", "traditional Chinese": "張學友",
    "Japanese": "さくら 高橋", "Korean": "김철수", "Tifinagh": "ⵎⵓⵃⵎⵎⴷ",
}  # fmt: skip
LONG = ["W" * 120, "ш" * 108 + "@example.org", "КОНСТАНТИНОПОЛЬСКИЙ-ЗАДУНАЙСКИЙ", "李" * 60, "ა" * 120]
MARGIN, GUTTER = 49, 14.2  # points, the margin less two
MM = 72 / 25.4
EMPTY = "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>"
# Written from the right, or with letters that a reader of PDF puts back in another order.
ALONE = {
    "Hebrew", "Arabic", "Persian", "Thaana", "Mongolian", "Devanagari", "Bengali", "Gurmukhi", "Gujarati", "Oriya",
    "Tamil", "Telugu", "Kannada", "Malayalam", "Sinhala", "Lao", "Khmer", "Myanmar", "Thai",
}  # fmt: skip


def ticket(name: str) -> bytes:
    order = confirm_order(held_order(SlotFactory(), people=2))
    order.visitors.update(name=name)
    return pdf.ticket_pdf(Order.objects.with_legs().get(pk=order.pk))


def text_of(content: bytes) -> str:
    return unicodedata.normalize("NFKC", "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages))


def data_with(names: list[str], **leg: object) -> dict:
    """What a ticket is set of, without a database."""
    one = {
        "tour": "Литейный цех", "enterprise": "Завод", "when": "сб", "arrive": "", "facts": [["Где", "Калуга"]],
        "bring": {"label": "Взять", "rows": []}, "know": {"label": "Знать", "rows": []},
        "qr": EMPTY,
        "qr_alt": "Код", "visitors_label": "Кто",
        "visitors": [{"name": name, "category": "Взрослый", "qr": EMPTY, "alt": "Код"} for name in names], **leg,
    }  # fmt: skip
    labels = dict.fromkeys(("code_label", "address_label", "gate_hint", "portal", "code", "title"), "…")
    return {"language": "ru", "address": "https://example.org/orders/x/", "legs": [one], **labels}


def set_all(names: list[str]) -> bytes:
    return pdf._compiled(pdf._written_as(printable, data_with(names)))


@pytest.mark.django_db
@pytest.mark.parametrize(("people", "lines"), [(1, 0), (2, 1)])
def test_ticket_says_who_is_coming_where_the_name_below_the_code_does_not(people: int, lines: int):
    order = confirm_order(held_order(SlotFactory(), people=people))
    text = text_of(pdf.ticket_pdf(Order.objects.with_legs().get(pk=order.pk)))
    assert text.count("Кто придёт") == lines
    assert text.count("Взрослый") == people + lines


@pytest.mark.django_db
@pytest.mark.parametrize("script", NAMES)
def test_ticket_prints_names_in_every_script(script: str):
    name = NAMES[script]
    assert printable(name) == unicodedata.normalize("NFC", name)  # nothing of it is a stand-in
    text = text_of(ticket(name)).replace(" ", "")
    wanted = unicodedata.normalize("NFKC", name).replace(" ", "")
    if script in ALONE:
        assert set(wanted) & set(text)
    else:
        assert wanted in text


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "printed"),
    [
        ("Anna 🙂", "Anna □"),
        ("👨‍👩‍👧‍👦", "□"),
        ("👍🏽", "□"),
        ("🏳️‍🌈 🇷🇺", "□ □□"),
        ("\u0301", "\u0301"),
        ("\U0002070e", "□"),
        ("x\ue000\uf8ff", "x□□"),
        ("\u0378\uffff", "□□"),
        ("a\u200b\u202eb\u00adc\ufeff", "abc"),
        ("a\u0001\u007fb\tc\nd", "ab c d"),
        ("Анна\u200d Петрова", "Анна Петрова"),
        ("क्\u200dष", "क्\u200dष"),
        ("z" + "\u0335\u0489" * 8, None),
    ],
)
def test_ticket_shows_that_something_stood_where_no_font_has_it(name: str, printed: str | None):
    if printed is not None:
        assert printable(name) == printed
    assert ticket(name).startswith(b"%PDF-")


@pytest.mark.django_db
def test_texts_of_staff_print_too():
    slot = SlotFactory(
        tour__title={"ru": "Цех 🚪 李"},
        site__address={"ru": "ул. • Литейная \ue001"},
        enterprise__name={"ru": "Завод ☎ 🙂"},
    )
    order = Order.objects.with_legs().get(pk=confirmed_order(slot).pk)
    assert "Цех □ 李" in text_of(pdf.ticket_pdf(order))


def test_every_character_of_two_planes_compiles():
    codes = [code for code in range(0x20, 0x20000, 7) if not 0xD800 <= code <= 0xDFFF]
    words = ["x" + "".join(map(chr, codes[at : at + 60])) + "y" for at in range(0, len(codes), 60)]
    assert set_all(words).startswith(b"%PDF-")


@pytest.mark.slow
def test_any_mixture_of_characters_compiles():
    drawn = random.Random(9)
    pools = [range(0x20, 0x1100), range(0x300, 0x370), range(0x1100, 0x3100), range(0x1F000, 0x1FA00), [0x200D, 0xFE0F]]
    names = ["".join(chr(drawn.choice(drawn.choice(pools))) for _ in range(30)) for _ in range(1500)]
    for at in range(0, len(names), 100):
        assert set_all(names[at : at + 100]).startswith(b"%PDF-")


def test_what_a_font_has_and_cannot_set_is_set_plainly():
    assert plain("Anna 李 é ü") == "Anna □ é ü"
    assert set_all([plain("李 محمد 🙂")]).startswith(b"%PDF-")


def test_coverage_is_what_the_fonts_have():
    folder = pdf.settings.BASE_DIR / "static" / "vendor"
    fonts = {}
    for path in [*folder.glob("onest/*Regular.ttf"), *folder.glob("noto/*.?tf")]:
        if not path.name.endswith("Bold.ttf"):
            font = TTFont(path)
            fonts[font["name"].getDebugName(1)] = set(font.getBestCmap())
    covered = {
        face.family: {
            code for pair in zip(face.firsts, face.lasts, strict=True) for code in range(pair[0], pair[1] + 1)
        }
        for face in faces()
    }
    assert covered == fonts
    assert any(face.has(STAND_IN) for face in faces())


def drawn(data: dict) -> list[Image.Image]:
    """The pages as they look, a pixel a point."""
    inputs = {"data": json.dumps({**data, "fonts": families()}, ensure_ascii=False)}
    pages = typst.compile(pdf._TEMPLATE.read_bytes(), format="png", ppi=72, font_paths=pdf._fonts(), sys_inputs=inputs)
    return [Image.open(io.BytesIO(page)).convert("L") for page in (pages if isinstance(pages, list) else [pages])]


def is_blank(page: Image.Image, left: float, top: float, right: float, bottom: float) -> bool:
    return page.crop((round(left), round(top), round(right), round(bottom))).getextrema() == (255, 255)


@pytest.mark.parametrize("word", LONG)
def test_long_words_stay_on_the_paper(word: str):
    lists = {name: {"label": "Важно", "rows": [["Важно", word]]} for name in ("bring", "know")}
    ticket = {"tour": word, "enterprise": word, "facts": [["Где", word]], **lists}
    for page in drawn(data_with([word, "Анна", word], **ticket)):
        assert is_blank(page, 0, 0, MARGIN, page.height)
        assert is_blank(page, page.width - MARGIN, 0, page.width, page.height)


@pytest.mark.parametrize("word", LONG)
def test_long_names_stay_in_their_boxes(word: str):
    [page] = drawn(data_with([word] * 3))
    width = (page.width - 2 * (MARGIN + 2) - 2 * GUTTER) / 3
    for box in (1, 2):
        middle = MARGIN + 2 + box * width + (box - 0.5) * GUTTER
        assert is_blank(page, middle - 4, 350, middle + 4, 500)
    assert not is_blank(page, MARGIN, 350, page.width - MARGIN, 500)  # it is here that they stand


@pytest.mark.parametrize("people", [1, 3])
def test_no_page_is_left_with_its_foot_alone(people: int):
    """Whatever a visit has to say, the sheet it spills over to holds more than the address at its end."""
    for rows in range(8, 20):
        know = {"label": "Важно", "rows": [["Важно", "каска"]] * rows}
        *_, last = drawn(data_with(["Анна"] * people, know=know))
        foot = last.height - 26 * MM
        assert not is_blank(last, 0, 0, last.width, foot)
        assert not is_blank(last, 0, foot, last.width, last.height)


def free_height(page: Image.Image) -> float:
    """In millimetres, between what a sheet says last and the address at its end."""
    foot = round(page.height - 26 * MM)
    [_, _, _, bottom] = page.crop((0, 0, page.width, foot)).point(lambda grey: 255 - grey).getbbox()
    return (foot - bottom) / MM


def test_sketch_has_a_sheet_of_its_own_only_where_no_smaller_one_fits():
    sketch = {"label": "Как пройти", "alt": "Схема", "drawing": EMPTY.replace("/>", "><path d='M0 0h9v9H0z'/></svg>")}
    sheets = set()
    for rows in range(4, 20):
        know = {"label": "Важно", "rows": [["Важно", "каска"]] * rows}
        alone, *_ = drawn(data_with(["Анна"], know=know))
        sketched = drawn(data_with(["Анна"], know=know, sketch=sketch))
        assert len(sketched) == (1 if free_height(alone) > 50 else 2), f"{rows} rows, {free_height(alone):.0f} mm free"
        sheets.add(len(sketched))
    assert sheets == {1, 2}
