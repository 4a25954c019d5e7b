"""The gate's camera: a real decoder reads the code of a real booking from a made-up camera."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import segno
from playwright.sync_api import Browser, Page, expect

from regions.enterprises.models import Role
from tests.browser import launch_flags
from tests.factories.booking import confirm_order, held_order
from tests.factories.enterprises import MembershipFactory
from tests.factories.tours import SlotFactory
from tests.journeys.looks import PHONE, look, morning_zone, sign_in, watched
from tests.server import Portal
from tours.booking.models import Attendance, Booking
from tours.booking.tickets.qr import qr_code

WIDTH, HEIGHT, DOT = 640, 480, 6
BLACK, WHITE, GREY = 16, 235, 128
CAMERA = "--use-fake-device-for-media-stream"
ALLOWED = "--use-fake-ui-for-media-stream"  # says yes when a page asks for the camera


@pytest.fixture
def booking(live_portal: Portal) -> Booking:
    """A family of three that is expected today, and a guide who checks them in."""
    zone = morning_zone()
    slot = SlotFactory(
        days_ahead=0, tour__booking_closes_hours=0, tour__title={"ru": "Как льют колокола", "en": "How bells are cast"},
        tour__site__timezone=zone, tour__site__enterprise__region__timezone=zone,
        tour__site__enterprise__slug="foundry",
        tour__site__enterprise__name={"ru": "Колокольный завод", "en": "Bell Foundry"},
    )  # fmt: skip
    MembershipFactory(
        enterprise=slot.enterprise, role=Role.GATE, user__name="Савелий Дозорин", user__email="gate@example.org",
        user__password="a good long phrase",
    )  # fmt: skip
    return confirm_order(held_order(slot, people=3), names=["Мария Петрова", "Пётр", "Маша"]).bookings.get()


@pytest.fixture
def phone(browser: Browser, chromium_path: str, live_portal: Portal) -> Iterator[Callable[..., Page]]:
    """A phone at the gate on the page that scans; the flags say what its camera sees and who may use it."""
    opened: list[Browser] = []

    def open_scanner(*flags: str) -> Page:
        own = browser.browser_type.launch(executable_path=chromium_path, args=launch_flags(*flags))
        opened.append(own)
        page = own.new_context(**PHONE).new_page()
        sign_in(page, live_portal, "gate@example.org")
        page.goto(live_portal.address("/cabinet/foundry/scan/"))
        return page

    yield open_scanner
    for own in opened:
        own.close()


@pytest.fixture
def before_the_camera(booking: Booking, tmp_path: Path) -> str:
    """The flag for a camera before which the party's code is held."""
    return f"--use-file-for-fake-video-capture={film(qr_code(booking.uuid), tmp_path / 'ticket.y4m')}"


def film(code: segno.QRCode, path: Path) -> Path:
    """A moment of video that shows a ticket's QR code in the middle of the picture."""
    rows = [bytes(BLACK if dark else WHITE for dark in row) for row in code.matrix_iter(scale=DOT)]
    left, top = (WIDTH - len(rows[0])) // 2, (HEIGHT - len(rows)) // 2
    light = [bytes([WHITE]) * WIDTH] * HEIGHT
    light[top : top + len(rows)] = [(bytes([WHITE]) * left + row).ljust(WIDTH, bytes([WHITE])) for row in rows]
    picture = b"FRAME\n" + b"".join(light) + bytes([GREY]) * (WIDTH * HEIGHT // 2)
    path.write_bytes(f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F10:1 Ip A1:1 C420jpeg\n".encode() + picture * 10)
    return path


def checked_in_count() -> int:
    return Attendance.objects.checked_in().count()


def test_camera_reads_a_ticket_and_lets_the_family_in_once(phone, booking, before_the_camera, live_portal):
    page = phone(CAMERA, ALLOWED, before_the_camera)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    with watched(page, live_portal.url):
        page.get_by_role("button", name="Сканировать камерой").click()
        expect(page.locator(".scan-result--ok")).to_contain_text("Проходите: Мария Петрова, Пётр, Маша")
        look(page, "scanner-1-let-in")
        assert checked_in_count() == 3

        # The ticket stays before the camera; it is not scanned a second time, which would be told as a warning.
        page.locator("video").evaluate(
            "(video) => new Promise((done) => { video.ontimeupdate = () => video.currentTime > 6 && done(); })"
        )
        expect(page.locator(".scan-result--ok")).to_be_visible()
        assert len(sent) == 1


def test_scan_that_does_not_arrive_is_reported_and_repeated(phone, booking, before_the_camera):
    page = phone(CAMERA, ALLOWED, before_the_camera)
    page.route("**/scan/", lambda route: route.abort())
    page.get_by_role("button", name="Сканировать камерой").click()
    expect(page.get_by_role("alert")).to_contain_text("Билет не отправлен")
    look(page, "scanner-2-not-sent")
    assert checked_in_count() == 0

    page.unroute("**/scan/")
    expect(page.locator(".scan-result--ok")).to_be_visible()
    expect(page.get_by_text("Билет не отправлен")).to_be_hidden()
    assert checked_in_count() == 3


@pytest.mark.parametrize("flags", [[], [CAMERA, "--deny-permission-prompts"]], ids=["no camera", "not permitted"])
def test_without_a_camera_the_code_is_typed(phone, booking, flags, live_portal):
    page = phone(*flags)
    with watched(page, live_portal.url):
        page.get_by_role("button", name="Сканировать камерой").click()
        expect(page.get_by_role("alert")).to_have_text("Камера не открылась. Разрешите её в браузере или введите код.")
        expect(page.locator("video")).to_be_hidden()
        look(page, "scanner-3-no-camera")
        page.get_by_label("Код билета").fill(booking.order.code)
        page.get_by_role("button", name="Впустить").click()
        expect(page.locator(".scan-result--ok")).to_be_visible()
    assert checked_in_count() == 3
