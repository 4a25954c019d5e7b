"""In which language a visit is given: said before it is booked, chosen, kept, and read by those who lead it."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from icalendar import Calendar

from accelerator.base.common import clock
from tests.factories.booking import confirm_order, consent_text, held_order
from tests.factories.tours import SlotFactory, TourFactory
from tests.portal.markup import html_of
from tests.tours.booking.test_visitor_views import people, step_one
from tours.booking.errors import OrderChanged, VisitorsRefused
from tours.booking.models import Booking, Order
from tours.booking.requirement_checks import VisitorDetails
from tours.booking.services.confirmations import ConsentGiven, confirm, shape_of
from tours.booking.services.people import Contact, change_people
from tours.booking.services.rescheduling import reschedule
from tours.booking.tickets.calendar import order_calendar
from tours.booking.tickets.visits import visit_of
from tours.booking.wanted_languages import wanted_languages
from tours.models import Slot

pytestmark = pytest.mark.django_db


@pytest.fixture
def slot() -> Slot:
    """A start in English and Chinese of a tour that is mostly led in Russian."""
    return SlotFactory(languages=["en", "zh"])


def booked(slot: Slot, language: str = "", **more: Any) -> Booking:
    """A booking in this language, confirmed."""
    order = held_order(slot)
    leg = order.bookings.get()
    confirm(
        order=order,
        contact=Contact("Мария Петрова", "masha@example.org"),
        visitors=[VisitorDetails("Мария Петрова", 30)],
        consent=ConsentGiven(text=consent_text(), ip_address=None),
        visit_languages={leg.uuid: language} if language else None,
        **more,
    )
    return order.bookings.get()


def test_slot_speaks_its_own_languages_or_those_of_the_tour(slot):
    other = SlotFactory(tour__languages=["ru", "de"])

    assert slot.spoken == ["en", "zh"]
    assert slot.language_names == ["английский", "китайский"]
    assert other.spoken == ["ru", "de"]
    assert (slot.only_language, other.only_language, SlotFactory().only_language) == ("", "", "ru")


# Choosing


def test_chosen_language_is_booked_and_the_only_one_by_itself(slot):
    assert booked(slot, "zh").language == "zh"
    assert booked(slot).language == ""
    assert booked(SlotFactory(languages=["zh"])).language == "zh"


@pytest.mark.parametrize("language", ["ru", "xx"])
def test_language_in_which_nobody_leads_is_refused_and_nothing_is_booked(slot, language):
    with pytest.raises(VisitorsRefused) as refused:
        booked(slot, language)

    assert [problem.field for problem in refused.value.problems] == ["language_0"]
    assert not Order.objects.filter(confirmed_at__isnull=False).exists()


def test_page_that_showed_other_languages_books_nothing(slot):
    order = held_order(slot)
    leg = order.bookings.get()
    shown = shape_of([leg])
    Slot.objects.update(languages=["en"])

    with pytest.raises(OrderChanged):
        confirm_with(order, shown)


def confirm_with(order: Order, shown: str) -> Order:
    return confirm(
        order=order, contact=Contact("Мария", "masha@example.org"), visitors=[VisitorDetails("Мария", 30)],
        consent=ConsentGiven(text=consent_text(), ip_address=None), shown=shown,
    )  # fmt: skip


def test_step_two_asks_where_there_are_several_and_knows_the_readers_own(client, slot):
    consent_text()
    details = step_one(client, slot, 1)
    page = client.get(details)
    assert page.context["form"]["language_0"].value() is None  # the page is Russian, and nobody leads in it

    refused = client.post(details, people())
    assert refused.status_code == 422
    assert "Выберите язык экскурсии." in html_of(refused)

    ticket = client.post(details, people(language_0="zh"), follow=True)
    assert Booking.objects.get().language == "zh"
    assert re.search(r"<dt>Язык экскурсии</dt>\s*<dd>\s*китайский\s*</dd>", html_of(ticket))


def test_language_of_the_page_is_chosen_already(client):
    slot = SlotFactory(tour__languages=["ru", "en"])
    page = client.get(step_one(client, slot, 1))

    assert page.context["form"]["language_0"].value() == "ru"


def test_one_language_is_no_question_but_is_said_before_anything_is_filled_in(client):
    slot = SlotFactory(languages=["zh"])

    first = html_of(client.get(reverse("booking:hold", args=[slot.uuid])))
    page = client.get(step_one(client, slot, 1))

    assert "китайский" in first
    assert "language_0" not in page.context["form"].fields
    assert "китайский" in html_of(page)


def test_kept_step_one_follows_the_languages_of_the_slot(client, slot):
    address = reverse("booking:hold", args=[slot.uuid])
    assert "английский, китайский" in html_of(client.get(address))
    Slot.objects.update(languages=["fr"])
    assert "французский" in html_of(client.get(address))


# Once it is booked


def test_ticket_and_calendar_say_the_language(slot):
    booking = booked(slot, "zh")
    order = Order.objects.with_legs().get(pk=booking.order_id)

    assert visit_of(order.legs[0], clock.now()).language == "китайский"
    [event] = Calendar.from_ical(order_calendar(order).content).walk("VEVENT")
    assert "Язык экскурсии: китайский" in str(event["DESCRIPTION"])


def test_visit_whose_language_is_not_known_says_those_of_the_slot(slot):
    order = Order.objects.with_legs().get(pk=booked(slot).order_id)
    assert visit_of(order.legs[0], clock.now()).language == "английский, китайский"


def test_language_is_changed_with_who_comes(slot):
    booking = booked(slot, "zh")
    order = booking.order
    stay = {row.uuid: VisitorDetails(row.name, row.age, is_known=True) for row in order.visitors.all()}

    def change(language: str) -> str:
        wanted = {booking.uuid: language}
        change_people(order=order, contact=Contact("М", ""), visitors=stay, visit_languages=wanted)
        return Booking.objects.get().language

    assert change("en") == "en"
    with pytest.raises(VisitorsRefused):
        change("ru")
    assert change("") == "en"


def test_people_page_shows_the_language_and_changes_it(client, slot):
    order = booked(slot, "zh").order
    address = reverse("booking:people", args=[order.token])
    form = client.get(address).context["form"]
    assert form["language_0"].value() == "zh"

    typed = {name: form[name].value() or "" for name in form.fields}
    client.post(address, {**typed, "language_0": "en"})
    assert Booking.objects.get().language == "en"


@pytest.mark.parametrize(
    ("languages", "left", "is_lost"),
    [(["zh", "fr"], "zh", False), (["fr"], "fr", True), (["ru", "fr"], "", True)],
)
def test_another_time_says_whether_it_has_the_language(client, slot, languages, left, is_lost):
    booking = booked(slot, "zh")
    other = SlotFactory(tour=slot.tour, days_ahead=9, languages=languages)
    token = booking.order.token

    listed = html_of(client.get(reverse("booking:times", args=[token])))
    asked = html_of(client.get(reverse("booking:reschedule", args=[token, booking.uuid, other.uuid])))
    reschedule(order=booking.order, booking=booking, slot=other)

    assert "французский" in listed
    assert ("Вы выбрали язык экскурсии: китайский." in asked) is is_lost
    assert Booking.objects.get().language == left


# Who leads it


def test_roster_counts_who_wants_which_language(slot):
    for language in ("zh", "en", "zh", ""):
        booked(slot, language)

    assert wanted_languages(slot, Booking.objects.all()) == "английский: 1, китайский: 2, язык неизвестен: 1"
    assert wanted_languages(slot, []) == ""


def test_roster_of_one_language_counts_nothing_unless_somebody_wants_another():
    slot = SlotFactory(tour=TourFactory(published=True, languages=["ru", "en"]))
    booked(slot, "en")
    assert wanted_languages(slot, Booking.objects.all()) == "английский: 1"
    slot.languages = ["en"]
    assert wanted_languages(slot, Booking.objects.all()) == ""


def test_other_times_of_a_sold_out_slot_say_their_languages(client, slot):
    full = SlotFactory(tour=slot.tour, local_start=slot.local_start + timedelta(days=1), capacity=1)
    confirm_order(held_order(full))

    assert "английский, китайский" in html_of(client.get(reverse("booking:hold", args=[full.uuid])))
