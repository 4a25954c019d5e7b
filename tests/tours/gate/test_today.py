"""The day at the gate: who is expected, who has come, and a search that forgives."""

import re
from datetime import time, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertInHTML

from regions.enterprises.models import Role
from tests.factories.booking import confirm_order, confirmed_order, held_order, leg, request
from tests.factories.enterprises import MembershipFactory, SiteFactory
from tests.factories.tours import SlotFactory, TourFactory
from tests.tours.gate.pages import member, page, scan
from tours.booking.models import OrderContact
from tours.booking.services.holds import hold_seats
from tours.booking.tickets.qr import scan_url
from tours.gate.rosters import find_ticket
from tours.models import Slot

pytestmark = pytest.mark.django_db


def test_today_counts_who_is_expected_and_who_has_come(client, slot, at_the_gate):
    order = confirmed_order(slot, people=3)
    held_order(slot, people=2)
    member(client, slot.enterprise)
    scan(client, slot, scan_url(order.bookings.get().attendances.first().uuid))

    shown = page(client, "today", slot.enterprise.slug)

    assert str(slot.tour.title) in shown
    assert "<strong>1/3</strong>" in shown


def test_new_enterprise_is_led_to_the_first_thing_it_lacks(client):
    owner = MembershipFactory(role=Role.OWNER)
    enterprise, slug = owner.enterprise, owner.enterprise.slug
    client.force_login(owner.user)
    steps = [reverse(name, args=[slug]) for name in ("enterprises:site_new", "tours:cabinet_new", "schedule:slots")]

    def offered(slug=slug):
        empty = page(client, "today", slug).partition('<div class="empty">')[2].partition("</div>")[0]
        return re.findall('href="(/[^"]+)"', empty.replace("/static/img/icons.svg", "#"))

    assert offered() == steps[:1]
    site = SiteFactory(enterprise=enterprise)
    assert offered() == steps[1:2]
    TourFactory(site=site, enterprise=enterprise)
    assert offered() == steps[2:]
    gate = MembershipFactory(role=Role.GATE)
    client.force_login(gate.user)
    assert offered(gate.enterprise.slug) == []


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
        ("8 (900) 000-00-01 доб. 123", True, False),
        ("+79000000001;ext=123", True, False),
        ("89000000001 внутренний 12", True, False),
        ("доб. 0001", False, False),
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

    assertInHTML(f'<input type="date" id="day" name="day" value="{slot.local_date}">', shown)
    assert 'id="files"' not in shown


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


def test_slots_stand_before_the_search_until_somebody_was_looked_for(client, slot):
    member(client, slot.enterprise)
    today = {"day": slot.local_date.isoformat()}

    shown = page(client, "today", slot.enterprise.slug, **today)
    assert shown.index('class="agenda"') < shown.index('role="search"')

    found = page(client, "today", slot.enterprise.slug, q="Никто", **today)
    assert found.index('role="search"') < found.index('class="agenda"')
    assert 'value="Никто"' in found


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Siobhán O’Brien", "O'Brien"),
        ("Siobhán O'Brien", "o’brien siobhan"),
        ("Łukasz Łódź", "lodz"),
        ("Cергей Сидоров", "сергей сидоров"),  # a Latin C within the stored name
        ("Сергей Сидоров", "Cидоров"),  # a Latin C within what is sought
        ("Анна-Мария Гарсия", "мария анна"),
        ("Sukarno –", "sukarno"),
        ("李小龙", "小龙"),
    ],
)
@pytest.mark.parametrize("whose", ["contact", "visitor"])
def test_names_are_found_however_they_are_typed(client, slot, whose, name, words):
    order, other = confirmed_order(slot, people=2), confirmed_order(slot)
    if whose == "contact":
        OrderContact.objects.filter(order=order).update(name=name)
    else:
        order.visitors.filter(position=1).update(name=name)
    shown = page(member(client, slot.enterprise), "today", slot.enterprise.slug, day=str(slot.local_date), q=words)
    assert order.code in shown
    assert other.code not in shown


def test_words_that_are_all_signs_find_nobody(client, slot):
    order = confirmed_order(slot)
    shown = page(member(client, slot.enterprise), "today", slot.enterprise.slug, day=str(slot.local_date), q="'’- …")
    assert order.code not in shown


def night_slot() -> Slot:
    """From 23:30 to 01:00 at the site."""
    return SlotFactory(days_ahead=10, at=time(23, 30), duration_minutes=90)


@pytest.mark.parametrize(
    ("minutes", "seen"), [(-1, True), (0, True), (29, True), (31, True), (89, True), (90, False), (24 * 60, False)]
)
def test_a_slot_of_the_night_is_on_today_until_it_is_over(client, minutes, seen):
    slot = night_slot()
    order = confirmed_order(slot)
    with time_machine.travel(slot.starts_at + timedelta(minutes=minutes), tick=False):
        member(client, slot.enterprise)
        shown = page(client, "today", slot.enterprise.slug)
        found = page(client, "today", slot.enterprise.slug, q="мария")
    assert (str(slot.uuid) in shown) is seen
    assert (order.code in found) is seen


def test_a_slot_of_the_night_is_not_on_other_days(client):
    slot = night_slot()
    with time_machine.travel(slot.starts_at + timedelta(minutes=60), tick=False):
        member(client, slot.enterprise)
        shown = page(client, "today", slot.enterprise.slug, day=str(slot.local_date + timedelta(days=2)))
    assert str(slot.uuid) not in shown


def test_the_code_of_an_order_with_two_visits_names_the_one_of_the_night():
    first = night_slot()
    second = SlotFactory(tour__site=first.site, local_start=first.local_start + timedelta(days=1))
    order = confirm_order(hold_seats(legs=[leg(first), leg(second)], request=request()))
    with time_machine.travel(first.starts_at + timedelta(minutes=60), tick=False):
        assert find_ticket(first.enterprise, order.code).booking.slot == first
    with time_machine.travel(first.ends_at, tick=False):
        assert find_ticket(first.enterprise, order.code).booking.slot == second
    with time_machine.travel(second.ends_at + timedelta(days=3), tick=False):
        assert find_ticket(first.enterprise, order.code).booking.slot == second
