"""The roster, on the page, on paper and in files: who reads what in it, and what did not arrive."""

import csv
import io
import re
from datetime import time, timedelta
from functools import partial

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from accelerator.base.common import clock
from accelerator.base.common.tables import neutral
from accelerator.base.notifications.models import Message
from regions.enterprises.models import Role
from tests.factories.booking import confirm_order, confirmed_order, held_order
from tests.factories.tours import SlotFactory
from tests.portal.markup import html_of
from tests.tables import table
from tests.tours.gate.pages import member, page
from tours.booking.models import Booking, OrderContact
from tours.booking.services.cancellations import cancel_by_staff
from tours.schedule.services.slots import cancel_slot

pytestmark = pytest.mark.django_db


def test_gate_reads_what_visitors_need_on_the_page_and_on_paper(client, slot):
    order = confirmed_order(slot)
    page_of_gate = partial(page, member(client, slot.enterprise), "roster", slot.enterprise.slug, slot.uuid)
    assert "Коляска" not in page_of_gate()
    OrderContact.objects.filter(order=order).update(needs="Коляска\n<b>")

    shown = page_of_gate()

    assert shown.count("Коляска") == 2  # in the list, and on the sheet
    assert "Коляска<br>&lt;b&gt;" in shown


def test_gate_sees_names_but_no_phones_or_addresses(client, slot):
    confirmed_order(slot)

    shown = page(member(client, slot.enterprise), "roster", slot.enterprise.slug, slot.uuid)

    assert "Мария Петрова" in shown
    assert "+79000000001" not in shown
    assert "masha@example.org" not in shown
    manager = page(member(Client(), slot.enterprise, Role.MANAGER), "roster", slot.enterprise.slug, slot.uuid)
    assert "+79000000001" in manager


def test_printed_roster_has_boxes_to_tick_and_phones_for_who_may_see_them(client, slot):
    confirmed_order(slot, people=2)

    sheets = {}
    for role in (Role.MANAGER, Role.GATE):
        shown = page(member(Client(), slot.enterprise, role), "roster", slot.enterprise.slug, slot.uuid)
        [sheets[role]] = re.findall(r'<table class="table print-only.*?</table>', shown, re.DOTALL)

    assert all(sheet.count("☐") == 2 for sheet in sheets.values())
    assert "+7 900 000-00-01" in sheets[Role.MANAGER]
    assert "+7" not in sheets[Role.GATE]


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


def test_staff_cancel_one_booking_with_a_reason(client, slot):
    order = confirmed_order(slot)
    address = reverse("gate:cancel", args=[slot.enterprise.slug, order.bookings.get().uuid])
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
    address = reverse("gate:resend", args=[slot.enterprise.slug, order.bookings.get().uuid])
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
    of_slot = client.get(reverse("schedule:slot", args=[slot.enterprise.slug, slot.uuid])).content.decode()
    of_slot = re.sub(r"\s+<", "<", of_slot)

    assert "Отменённые бронирования" in shown
    assert "Такого адреса нет" in shown
    assert f'value="{message.uuid}"' in shown
    assert "1 сообщение не дошло" in of_slot
    assert ("отменён</span>" in of_slot) is (what == "slot")
    assert reverse("gate:roster", args=[slot.enterprise.slug, slot.uuid]) in of_slot
    assert reverse("schedule:slot", args=[slot.enterprise.slug, slot.uuid]) in shown
    address = reverse("gate:resend", args=[slot.enterprise.slug, order.bookings.get().uuid])
    client.post(address, {"message": str(message.uuid)})
    message.refresh_from_db()
    assert message.state == "queued"
    gate = page(member(Client(), slot.enterprise), "roster", slot.enterprise.slug, slot.uuid)
    assert "Мария Петрова" in gate
    assert str(message.uuid) not in gate
    assert "+79000000001" not in gate


@pytest.mark.parametrize(("days", "status"), [(91, 200), (92, 302)])
def test_file_of_a_longer_range_is_refused_and_not_cut(client, slot, days, status):
    member(client, slot.enterprise, Role.MANAGER)
    last = slot.local_date + timedelta(days=days)

    answer = client.get(
        reverse("gate:days_file", args=[slot.enterprise.slug, "csv"]), {"from": slot.local_date, "to": last}
    )

    assert answer.status_code == status
    if status == 302:
        shown = html_of(client.get(answer.url))
        assert "не больше 92 дней" in shown
        assert f'name="to" value="{last}"' in shown


def test_files_hold_everybody_and_no_formulas(client, slot):
    order = confirmed_order(slot, people=2)
    order.visitors.filter(position=1).update(name="=HYPERLINK(1)")
    OrderContact.objects.update(needs="-1 ступенька,\nне больше")
    member(client, slot.enterprise, Role.MANAGER)

    text = client.get(reverse("gate:roster_file", args=[slot.enterprise.slug, slot.uuid, "csv"]))
    book = client.get(reverse("gate:days_file", args=[slot.enterprise.slug, "xlsx"]), {"from": str(slot.local_date)})

    lines = list(csv.reader(io.StringIO(text.content.decode("utf-8-sig")), delimiter=";"))
    assert [line[7] for line in lines[1:]] == ["Гость 1", "'=HYPERLINK(1)"]
    assert lines[1][5] == "'+7 900 000-00-01"
    cells = list(openpyxl.load_workbook(io.BytesIO(book.content)).active.iter_rows())
    assert [(row[7].value, row[7].data_type) for row in cells[1:]] == [("Гость 1", "s"), ("=HYPERLINK(1)", "s")]
    needs = "'-1 ступенька,\nне больше"
    figures = [str(slot.local_date), "10:00", "30", "Взрослый", "500,00", "", needs, "русский"]
    assert lines[1][:2] + lines[1][8:] == figures
    first = [cell.value for cell in cells[1]]
    assert (first[0].date(), first[1], first[8], first[10]) == (slot.local_date, time(10), 30, 500)
    assert "no-store" in text.headers["Cache-Control"]


def test_file_holds_whom_the_list_was_filtered_for(client, slot):
    confirm_order(held_order(slot), names=["Анна Орлова"])
    confirm_order(held_order(slot), names=["Пётр Иванов"])
    member(client, slot.enterprise, Role.MANAGER)
    address = reverse("gate:roster_file", args=[slot.enterprise.slug, slot.uuid, "csv"])
    assert f"{address}?q=" in page(client, "roster", slot.enterprise.slug, slot.uuid, q="Орлова")

    rows = table(client, address, q="Орлова")[1:]

    assert [row[7] for row in rows] == ["Анна Орлова"]


@pytest.mark.parametrize("cell", ["=1", "+1", "-1", "@x", "\t=1", "\r=1"])
def test_dangerous_cells_are_neutralised(cell):
    assert neutral(cell) == f"'{cell}"


def test_roster_shows_what_went_in_part_and_what_became_of_what_was_sent_again(client, slot):
    confirmed_order(slot)
    member(client, slot.enterprise, Role.MANAGER)
    message, now = Message.objects.filter(kind="booking.confirmed"), clock.now()
    for state, left_out, resent_at, words in (
        ("sent", "билет (PDF)", None, "Ушло без вложения, которое не удалось сделать: билет (PDF)"),
        ("uncomposed", "", None, "Портал не смог составить это письмо (KeyError)"),
        ("queued", "", now, "Отправляется ещё раз"),
        ("sent", "", now, "Отправлено ещё раз, почта получателя приняла письмо"),
    ):
        message.update(state=state, left_out=left_out, resent_at=resent_at, sent_at=now, last_error="compose KeyError")
        shown = page(client, "roster", slot.enterprise.slug, slot.uuid)
        assert words in shown
        assert ("Отправить ещё раз</button>" in shown) is (state == "uncomposed")
