"""The gate: today's slots, the roster, checking in by list, code and scan, and files."""

import csv
import io
import re
from datetime import time, timedelta
from functools import partial

import openpyxl
import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accelerator.common.tables import neutral
from accelerator.notifications.models import Message
from regions.enterprises.models import Enterprise, Role
from tests.factories.accounts import UserFactory
from tests.factories.booking import confirmed_order, held_order
from tests.factories.enterprises import MembershipFactory
from tests.factories.tours import SlotFactory
from tests.together import at_once
from tours.booking.models import Attendance, Booking, Order
from tours.booking.services.cancellations import cancel_by_staff
from tours.booking.services.slots import cancel_slot
from tours.booking.tickets.qr import scan_url
from tours.models import Slot

pytestmark = pytest.mark.django_db


@pytest.fixture
def slot() -> Slot:
    return SlotFactory(days_ahead=3, tour__booking_closes_hours=0)


@pytest.fixture
def at_the_gate(slot: Slot):
    """The morning of the slot."""
    with time_machine.travel(slot.starts_at - timedelta(minutes=20), tick=False):
        yield


def member(client: Client, enterprise: Enterprise, role: str = Role.GATE) -> Client:
    client.force_login(MembershipFactory(enterprise=enterprise, role=role, user__name="Савелий Дозорин").user)
    return client


def page(client: Client, name: str, *args: object, **query: str) -> str:
    answer = client.get(reverse(f"booking:{name}", args=args), query)
    assert answer.status_code == 200
    return answer.content.decode()


def scan(client: Client, slot: Slot, code: str, **more: str) -> str:
    answer = client.post(reverse("booking:scan", args=[slot.enterprise.slug]), {"code": code, **more})
    return answer.content.decode()


def came(order: Order) -> int:
    return Attendance.objects.checked_in().filter(booking__order=order).count()


def test_today_counts_who_is_expected_and_who_has_come(client, slot, at_the_gate):
    order = confirmed_order(slot, people=3)
    held_order(slot, people=2)
    member(client, slot.enterprise)
    scan(client, slot, scan_url(order.bookings.get().attendances.first().uuid))

    shown = page(client, "today", slot.enterprise.slug)

    assert str(slot.tour.title) in shown
    assert "<strong>1/3</strong>" in shown


def test_today_of_another_day_and_search(client, slot):
    order = confirmed_order(slot)
    member(client, slot.enterprise)

    assert str(slot.tour.title) not in page(client, "today", slot.enterprise.slug)
    found = page(client, "today", slot.enterprise.slug, day=str(slot.local_date), q="мария")
    assert order.code in found
    by_code = page(client, "today", slot.enterprise.slug, day=str(slot.local_date), q=order.code.lower())
    assert "Мария Петрова" in by_code
    assert order.code not in page(client, "today", slot.enterprise.slug, day=str(slot.local_date), q="Никто")


@pytest.mark.parametrize("name", ["today", "roster"])
@pytest.mark.parametrize(
    ("words", "manager", "gate"),
    [
        ("семенов артем", True, True),
        ("Артём Семёнов", True, True),
        ("СЕМЁНОВ", True, True),
        ("семенов петр", False, False),
        ("8 900 000-00-01", True, False),
        ("+79000000001", True, False),
        ("00 01", True, False),
        ("masha@EXAMPLE.org", True, False),
        ("%", False, False),
    ],
)
def test_search_forgives_order_and_letters_and_knows_phones_for_who_may_see_them(
    client, slot, name, words, manager, gate
):
    order = confirmed_order(slot, people=2)
    order.visitors.filter(position=1).update(name="Семёнов Артём")
    confirmed_order(slot)
    args = [slot.enterprise.slug] if name == "today" else [slot.enterprise.slug, slot.uuid]
    day = {"day": str(slot.local_date)} if name == "today" else {}

    for role, expected in ((Role.MANAGER, manager), (Role.GATE, gate)):
        shown = page(member(Client(), slot.enterprise, role), name, *args, q=words, **day)
        assert (order.code in shown) is expected, role


def test_day_is_picked_beside_the_search(client, slot):
    shown = page(member(client, slot.enterprise), "today", slot.enterprise.slug, day=str(slot.local_date))

    assert f'<input type="date" id="day" name="day" value="{slot.local_date}">' in shown
    assert 'id="files"' not in shown


@pytest.mark.parametrize(("days", "status"), [(91, 200), (92, 302)])
def test_file_of_a_longer_range_is_refused_and_not_cut(client, slot, days, status):
    member(client, slot.enterprise, Role.MANAGER)
    last = slot.local_date + timedelta(days=days)

    answer = client.get(
        reverse("booking:days_file", args=[slot.enterprise.slug, "csv"]), {"from": slot.local_date, "to": last}
    )

    assert answer.status_code == status
    if status == 302:
        shown = client.get(answer.url).content.decode()
        assert "не больше 92 дней" in shown
        assert f'name="to" value="{last}"' in shown


def test_printed_roster_has_boxes_to_tick_and_phones_for_who_may_see_them(client, slot):
    confirmed_order(slot, people=2)

    sheets = {}
    for role in (Role.MANAGER, Role.GATE):
        shown = page(member(Client(), slot.enterprise, role), "roster", slot.enterprise.slug, slot.uuid)
        [sheets[role]] = re.findall(r'<table class="table print-only.*?</table>', shown, re.DOTALL)

    assert all(sheet.count("☐") == 2 for sheet in sheets.values())
    assert "+7 900 000-00-01" in sheets[Role.MANAGER]
    assert "900" not in sheets[Role.GATE]


@pytest.mark.parametrize("role", [Role.MANAGER, Role.GATE])
def test_button_to_print_the_roster_waits_for_its_script(client, slot, role):
    member(client, slot.enterprise, role)
    assert "data-print" not in page(client, "roster", slot.enterprise.slug, slot.uuid)

    confirmed_order(slot)
    shown = page(client, "roster", slot.enterprise.slug, slot.uuid)

    [island] = re.findall(r'<p class="cluster no-print" data-island="print">.*?</p>', shown, re.DOTALL)
    [button] = re.findall(r"<button[^>]*>", island)
    assert button == '<button class="button button--quiet" type="button" data-print hidden>'
    assert "Распечатать список</button>" in island
    assert ("XLSX" in island) is (role == Role.MANAGER)


@pytest.mark.parametrize(
    ("address", "section"),
    [
        ("", ""),
        ("?day=2027-03-01", ""),
        ("scan/", ""),
        ("slots/", "slots/"),
        ("slots/rules/new/", "slots/"),
        ("tours/", "tours/"),
    ],
)
def test_navigation_marks_the_section_one_is_in_and_no_other(client, slot, address, section):
    root = f"/cabinet/{slot.enterprise.slug}/"

    shown = member(client, slot.enterprise, Role.MANAGER).get(root + address).content.decode()

    [navigation] = re.findall(r'<nav class="cabinet__nav".*?</nav>', shown, re.DOTALL)
    assert re.findall(r'<a href="([^"]*)" aria-current="page">', navigation) == [root + section]
    assert navigation.count("aria-current") == 1


@pytest.mark.parametrize(
    "words", ["", "day=nonsense", "day=9999-99-99", "day=0001-01-01", "day=9999-12-31", "q=%00", "q=%00маша"]
)
def test_pages_of_the_day_bear_nonsense(client, slot, words):
    root = f"/cabinet/{slot.enterprise.slug}/"
    member(client, slot.enterprise, Role.MANAGER)
    days = words.replace("day=", "from=") + "&" + words.replace("day=", "to=")

    for address in ("", "slots/", f"slots/{slot.uuid}/roster/", "tours/"):
        assert client.get(f"{root}{address}?{words}").status_code == 200
    assert client.get(f"{root}rosters.csv?{days}").status_code == 200
    assert client.get(root).context["day"] == client.get(f"{root}?{words}").context["day"]


def test_gate_sees_names_but_no_phones_or_addresses(client, slot):
    confirmed_order(slot)

    shown = page(member(client, slot.enterprise), "roster", slot.enterprise.slug, slot.uuid)

    assert "Мария Петрова" in shown
    assert "+79000000001" not in shown
    assert "masha@example.org" not in shown
    manager = page(member(Client(), slot.enterprise, Role.MANAGER), "roster", slot.enterprise.slug, slot.uuid)
    assert "+79000000001" in manager


@pytest.mark.parametrize("what", ["party url", "visitor url", "code", "untidy code", "cyrillic code"])
def test_scanning_lets_in(client, slot, at_the_gate, what):
    order = confirmed_order(slot, people=2)
    Order.objects.filter(pk=order.pk).update(code="7KH2M9XB")
    booking = order.bookings.get()
    code = {
        "party url": scan_url(booking.uuid),
        "visitor url": scan_url(booking.attendances.get(position=1).uuid),
        "code": "7KH2M9XB",
        "untidy code": " 7kh2-m9xb ",
        "cyrillic code": "7КН2М9ХВ",
    }[what]

    shown = scan(member(client, slot.enterprise), slot, code)

    assert "scan-result--ok" in shown
    assert came(order) == (1 if what == "visitor url" else 2)


def test_second_scan_says_when_and_by_whom_and_undo_takes_it_back(client, slot, at_the_gate):
    order = confirmed_order(slot)
    member(client, slot.enterprise)
    scan(client, slot, order.code)

    again = scan(client, slot, order.code)

    assert "scan-result--warn" in again
    assert "09:40" in again
    assert "Савелий Дозорин" in again
    scan(client, slot, order.code, undo="1")
    assert came(order) == 0


@pytest.mark.parametrize(
    ("hours", "says", "lets_in"),
    [
        (-7, "этот сеанс начинается в 10:00", True),
        (0, "", True),
        (5, "этот сеанс начался в 10:00 и уже закончился", True),
        (24, "Этот билет был на ", False),
    ],
)
def test_ticket_at_another_hour_or_on_another_day_says_so(client, slot, hours, says, lets_in):
    order = confirmed_order(slot)
    member(client, slot.enterprise)

    with time_machine.travel(slot.starts_at + timedelta(hours=hours), tick=False):
        shown = scan(client, slot, order.code)
        roster = page(client, "roster", slot.enterprise.slug, slot.uuid)

    assert says in shown
    assert ("Обратите внимание на время" in shown) is (hours in (-7, 5))
    assert came(order) == int(lets_in)
    assert ("День сеанса прошёл" in roster) is not lets_in
    assert ("Снять отметку</button>" in roster) is lets_in


def test_looking_at_a_ticket_lets_nobody_in(client, slot, at_the_gate):
    order = confirmed_order(slot)
    member(client, slot.enterprise)

    opened = client.get(f"/c/{order.bookings.get().uuid.hex}")
    shown = client.get(opened.url).content.decode()

    assert order.code in shown
    assert came(order) == 0


def test_ticket_opened_by_others_is_not_found(client, slot):
    address = f"/c/{confirmed_order(slot).bookings.get().uuid.hex}"

    assert client.get(address).status_code == 302  # asked to sign in
    client.force_login(UserFactory())
    assert client.get(address).status_code == 404
    assert member(client, SlotFactory().enterprise).get(address).status_code == 404
    assert client.get("/c/nonsense").status_code == 404


def test_ticket_of_another_enterprise_is_unknown(client, slot, at_the_gate):
    other = confirmed_order(SlotFactory(days_ahead=1))

    shown = scan(member(client, slot.enterprise), slot, other.code)

    assert "scan-result--err" in shown
    assert "Мария" not in shown
    assert came(other) == 0


@pytest.mark.parametrize("state", ["early", "cancelled", "held"])
def test_ticket_that_does_not_open_the_gate_says_why(client, slot, state):
    order = held_order(slot) if state == "held" else confirmed_order(slot)
    if state == "cancelled":
        Booking.objects.filter(order=order).update(status="CANCELLED", cancelled_at=slot.starts_at)

    shown = scan(member(client, slot.enterprise), slot, order.code)

    assert "scan-result--warn" in shown
    assert came(order) == 0


def test_roster_checks_in_one_all_and_back(client, slot, at_the_gate):
    order = confirmed_order(slot, people=3)
    booking = order.bookings.get()
    address = reverse("booking:attend", args=[slot.enterprise.slug, booking.uuid])
    member(client, slot.enterprise)

    client.post(address, {"visitor": str(booking.attendances.get(position=2).uuid)})
    assert came(order) == 1
    client.post(address)
    assert came(order) == 3
    client.post(address, {"undo": "1", "visitor": str(booking.attendances.get(position=0).uuid)})
    assert came(order) == 2


def test_another_partys_visitor_is_not_found(client, slot, at_the_gate):
    mine, other = confirmed_order(slot), confirmed_order(slot)
    address = reverse("booking:attend", args=[slot.enterprise.slug, mine.bookings.get().uuid])
    stranger = other.bookings.get().attendances.get()

    assert member(client, slot.enterprise).post(address, {"visitor": str(stranger.uuid)}).status_code == 404
    assert came(other) == 0


def test_staff_cancel_one_booking_with_a_reason(client, slot):
    order = confirmed_order(slot)
    address = reverse("booking:staff_cancel", args=[slot.enterprise.slug, order.bookings.get().uuid])
    member(client, slot.enterprise, Role.MANAGER)

    assert client.get(address).status_code == 200
    for reason in ("", "   "):
        refused = client.post(address, {"reason": reason})
        assert refused.status_code == 422
        assert refused.context["form"].errors["reason"]
    assert order.bookings.get().status == Booking.Status.CONFIRMED
    client.post(address, {"reason": "Авария"})

    assert order.bookings.get().cancel_reason == "Авария"


def test_message_that_failed_is_shown_and_sent_again(client, slot):
    order = confirmed_order(slot)
    Message.objects.filter(kind="booking.confirmed").update(state="failed", last_error="550")
    message = Message.objects.get(kind="booking.confirmed")
    member(client, slot.enterprise, Role.MANAGER)

    assert str(message.uuid) in page(client, "roster", slot.enterprise.slug, slot.uuid)
    address = reverse("booking:resend", args=[slot.enterprise.slug, order.bookings.get().uuid])
    client.post(address, {"message": str(message.uuid)})

    message.refresh_from_db()
    assert message.state == "queued"
    foreign = Message.objects.filter(topic=confirmed_order(SlotFactory()).topic).get()
    assert client.post(address, {"message": str(foreign.uuid)}).status_code == 404


@pytest.mark.parametrize("what", ["slot", "booking"])
def test_cancellation_that_did_not_arrive_is_seen_at_the_booking_and_sent_again(client, slot, what):
    order = confirmed_order(slot)
    if what == "slot":
        cancel_slot(slot=slot, reason="Авария")
    else:
        cancel_by_staff(booking=order.bookings.get(), reason="Авария")
    message = Message.objects.get(kind="booking.cancelled")
    Message.objects.filter(pk=message.pk).update(state="failed", last_error="rcpt 550")
    member(client, slot.enterprise, Role.MANAGER)

    shown = page(client, "roster", slot.enterprise.slug, slot.uuid)
    of_slot = page(client, "slot", slot.enterprise.slug, slot.uuid)

    assert "Отменённые бронирования" in shown
    assert "Такого адреса нет" in shown
    assert f'value="{message.uuid}"' in shown
    assert "1 сообщение не дошло" in of_slot
    assert ("отменён</span>" in of_slot) is (what == "slot")
    assert reverse("booking:roster", args=[slot.enterprise.slug, slot.uuid]) in of_slot
    assert reverse("booking:slot", args=[slot.enterprise.slug, slot.uuid]) in shown
    address = reverse("booking:resend", args=[slot.enterprise.slug, order.bookings.get().uuid])
    client.post(address, {"message": str(message.uuid)})
    message.refresh_from_db()
    assert message.state == "queued"
    gate = page(member(Client(), slot.enterprise), "roster", slot.enterprise.slug, slot.uuid)
    assert "Мария Петрова" in gate
    assert str(message.uuid) not in gate
    assert "+79000000001" not in gate


def test_files_hold_everybody_and_no_formulas(client, slot):
    order = confirmed_order(slot, people=2)
    order.visitors.filter(position=1).update(name="=HYPERLINK(1)")
    member(client, slot.enterprise, Role.MANAGER)

    text = client.get(reverse("booking:roster_file", args=[slot.enterprise.slug, slot.uuid, "csv"]))
    book = client.get(reverse("booking:days_file", args=[slot.enterprise.slug, "xlsx"]), {"from": str(slot.local_date)})

    lines = list(csv.reader(io.StringIO(text.content.decode("utf-8-sig")), delimiter=";"))
    assert [line[7] for line in lines[1:]] == ["Гость 1", "'=HYPERLINK(1)"]
    assert lines[1][5] == "'+79000000001"
    cells = list(openpyxl.load_workbook(io.BytesIO(book.content)).active.iter_rows())
    assert [(row[7].value, row[7].data_type) for row in cells[1:]] == [("Гость 1", "s"), ("=HYPERLINK(1)", "s")]
    assert lines[1][:2] + lines[1][8:] == [str(slot.local_date), "10:00", "30", "Взрослый", "500.00", ""]
    first = [cell.value for cell in cells[1]]
    assert (first[0].date(), first[1], first[8], first[10]) == (slot.local_date, time(10), 30, 500)
    assert "no-store" in text.headers["Cache-Control"]


@pytest.mark.parametrize("cell", ["=1", "+1", "-1", "@x", "\t=1", "\r=1"])
def test_dangerous_cells_are_neutralised(cell):
    assert neutral(cell) == f"'{cell}"


@pytest.mark.parametrize("parties", [1, 8])
def test_query_counts_are_flat(client, slot, django_assert_max_num_queries, parties):
    slot.capacity = 50
    slot.save()
    for _party in range(parties):
        confirmed_order(slot, people=2)
    member(client, slot.enterprise, Role.MANAGER)

    with django_assert_max_num_queries(15):
        page(client, "today", slot.enterprise.slug, day=str(slot.local_date), q="Мария")
    with django_assert_max_num_queries(15):
        page(client, "roster", slot.enterprise.slug, slot.uuid)


@pytest.mark.parametrize(
    ("before", "says", "buttons"),
    [
        ("nothing", "Ещё не отмечены: Гость 1", {"Впустить"}),
        ("scan", "Отметка уже стоит: ", {"Снять отметку"}),
        ("cancel", "Бронирование недействительно: ", set()),
    ],
)
def test_opened_ticket_says_what_letting_in_would_do_and_does_nothing(client, slot, at_the_gate, before, says, buttons):
    order = confirmed_order(slot, people=2)
    code = scan_url(order.bookings.get().attendances.get(position=0).uuid)
    member(client, slot.enterprise)
    if before == "scan":
        scan(client, slot, code)
    elif before == "cancel":
        cancel_by_staff(booking=order.bookings.get(), reason="Авария")
    already = came(order)

    shown = page(client, "scan", slot.enterprise.slug, code=code)

    result = shown[shown.index('id="scan-result"') : shown.index("data-scan-form")]
    assert says in result
    assert {words for words in ("Впустить", "Снять отметку") if f"{words}</button>" in result} == buttons
    assert came(order) == already


def test_roster_offers_to_let_in_who_is_missing_and_then_to_undo(client, slot, at_the_gate):
    order = confirmed_order(slot, people=3)
    member(client, slot.enterprise)
    attend = reverse("booking:attend", args=[slot.enterprise.slug, order.bookings.get().uuid])

    client.post(attend, {"visitor": order.bookings.get().attendances.get(position=1).uuid})
    assert "Впустить всех: 2</button>" in page(client, "roster", slot.enterprise.slug, slot.uuid)

    client.post(attend)
    shown = page(client, "roster", slot.enterprise.slug, slot.uuid)
    assert shown.count("Снять отметку</button>") == 4
    assert "Впустить" not in shown


@pytest.mark.django_db(transaction=True)
def test_two_gates_scanning_one_ticket_let_in_once(slot):
    order = confirmed_order(slot)
    clients = [member(Client(), slot.enterprise) for _gate in range(2)]

    with time_machine.travel(slot.starts_at, tick=False):
        shown = at_once([partial(scan, gate, slot, order.code) for gate in clients])

    assert sorted("scan-result--ok" in text for text in shown) == [False, True]
    assert came(order) == 1
