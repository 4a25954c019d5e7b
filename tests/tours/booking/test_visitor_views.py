"""Booking in a browser without an account: two steps, nothing typed is lost."""

import re
import uuid
from datetime import time, timedelta
from html import unescape

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accelerator.base.common import clock
from accelerator.base.notifications.models import Message
from tests.factories.booking import confirmed_order, consent_text, held_order
from tests.factories.tours import RequirementsFactory, SlotFactory, TourFactory, VisitorCategoryFactory
from tests.portal.markup import html_of
from tours.booking.models import Booking, Order
from tours.booking.services.holds import HOLD_FOR
from tours.models import Slot
from tours.schedule.services.slots import cancel_slot
from tours.services import withdraw_tour

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def text(db):
    return consent_text()


def two_in(answer) -> list[tuple[uuid.UUID, int]]:
    return [(slot.uuid, people) for slot, people, _href in answer.context["two"]]


def party(slot: Slot, *counts: int, key: str | None = None) -> dict[str, str]:
    rows = slot.tour.categories.order_by("position", "pk")
    typed = {f"count_{row.uuid.hex}": str(count) for row, count in zip(rows, counts, strict=True)}
    return {"key": key or str(uuid.uuid4()), **typed}


def people(**changes: str) -> dict[str, str]:
    typed = {"name": "Мария Петрова", "email": "masha@example.org", "phone": "8 (900) 000-00-01", "consent": "on"}
    return {key: value for key, value in {**typed, **changes}.items() if value}


def step_one(client: Client, slot: Slot, *counts: int) -> str:
    """Holds the places; the address of the second step."""
    answer = client.post(reverse("booking:hold", args=[slot.uuid]), party(slot, *counts))
    assert answer.status_code == 302, html_of(answer)
    return answer.url


def test_guest_books_in_two_steps(client):
    slot = SlotFactory()
    assert client.get(reverse("booking:hold", args=[slot.uuid])).status_code == 200

    details = step_one(client, slot, 1)
    assert client.get(details).status_code == 200
    answer = client.post(details, people())

    order = Order.objects.get()
    assert answer.status_code == 302
    assert answer.url == order.get_absolute_url()
    assert order.bookings.get().status == Booking.Status.CONFIRMED
    assert (order.contact.email, str(order.contact.phone)) == ("masha@example.org", "+79000000001")
    assert order.visitors.get().name == "Мария Петрова"
    ticket = html_of(client.get(answer.url))
    assert order.code in ticket
    assert 'class="qr"' in ticket


def test_second_step_asks_at_most_six_things_of_one_visitor(client):
    tour = TourFactory(published=True, requirements=None)
    RequirementsFactory(tour=tour, min_age=12)

    page = client.get(step_one(client, SlotFactory(tour=tour), 1))

    form = page.context["form"]
    visible = [name for name, field in form.fields.items() if not field.widget.is_hidden and name != "needs"]
    assert visible == ["name", "email", "phone", "v0_age", "consent"]
    lines = re.findall(r"<details.*?</details>", html_of(page), re.DOTALL)
    assert [re.findall(r' name="(\w+)"', line) for line in lines if "needs" in line] == [["needs"]]


def test_same_form_sent_twice_is_one_booking(client):
    slot = SlotFactory()
    typed = party(slot, 2)
    client.get(reverse("booking:hold", args=[slot.uuid]))

    first = client.post(reverse("booking:hold", args=[slot.uuid]), typed)
    second = client.post(reverse("booking:hold", args=[slot.uuid]), typed)
    client.post(first.url, people(v1_name="Пётр"))
    client.post(second.url, people(v1_name="Пётр"))

    assert first.url == second.url
    assert Order.objects.count() == 1
    assert Message.objects.filter(kind="booking.confirmed").count() == 1


def test_same_form_from_another_browser_is_refused(client):
    slot = SlotFactory()
    typed = party(slot, 1)
    client.get(reverse("booking:hold", args=[slot.uuid]))
    client.post(reverse("booking:hold", args=[slot.uuid]), typed)
    stranger = Client()
    stranger.get(reverse("booking:hold", args=[slot.uuid]))

    answer = stranger.post(reverse("booking:hold", args=[slot.uuid]), typed)

    assert answer.status_code == 422
    assert Order.objects.count() == 1


@pytest.mark.parametrize("typed", ["-1", "1.5", "много", "999999"])
def test_party_that_is_no_number_is_refused_and_kept(client, typed):
    slot = SlotFactory()
    [category] = slot.tour.categories.all()
    data = party(slot, 1) | {f"count_{category.uuid.hex}": typed}

    answer = client.post(reverse("booking:hold", args=[slot.uuid]), data)

    assert answer.status_code == 422
    assert f'value="{typed}"' in html_of(answer)
    assert not Order.objects.exists()


def test_party_of_nobody_is_refused(client):
    slot = SlotFactory()

    assert client.post(reverse("booking:hold", args=[slot.uuid]), party(slot, 0)).status_code == 422


def test_party_larger_than_what_is_left_is_offered_other_slots(client):
    slot = SlotFactory(capacity=3)
    other = SlotFactory(tour=slot.tour, days_ahead=9)
    confirmed_order(slot, people=2)

    answer = client.post(reverse("booking:hold", args=[slot.uuid]), party(slot, 2))

    assert answer.status_code == 422
    page = unescape(html_of(answer))
    address = re.search(rf'href="({reverse("booking:hold", args=[other.uuid])}[^"]*)"', page)[1]
    assert page.index(address) < page.index('<form class="step-one"')
    # The party goes along.
    [category] = slot.tour.categories.all()
    assert f'name="count_{category.uuid.hex}" value="2"' in html_of(client.get(address))


def test_who_is_too_late_for_every_place_is_told_so_and_asked_for_nothing(client, django_assert_max_num_queries):
    slot = SlotFactory(capacity=2)
    other = SlotFactory(tour=slot.tour, days_ahead=9)
    confirmed_order(slot, people=2)

    with django_assert_max_num_queries(5):
        answer = client.post(reverse("booking:hold", args=[slot.uuid]), party(slot, 2))

    assert answer.status_code == 422
    page = unescape(html_of(answer))
    assert "на этот сеанс мест нет" in page
    assert '<form class="step-one"' not in page
    [category] = slot.tour.categories.all()
    assert f'href="{reverse("booking:hold", args=[other.uuid])}?count_{category.uuid.hex}=2"' in page


def test_request_that_took_the_last_places_and_is_repeated_is_its_order():
    slot, key = SlotFactory(capacity=2), str(uuid.uuid4())
    address, sent = reverse("booking:hold", args=[slot.uuid]), party(slot, 2, key=key)

    first, again = (Client().post(address, sent) for _time in range(2))

    assert first.url == again.url
    assert Order.objects.count() == 1


def test_party_is_asked_before_what_to_know_and_its_total_is_shown(client):
    tour = TourFactory(published=True, category=None, requirements=None)
    RequirementsFactory(tour=tour, min_age_unaccompanied=18, free_chaperones=1)
    VisitorCategoryFactory(tour=tour, max_age=17, price_kopecks=70_000)
    VisitorCategoryFactory(tour=tour, min_age=18, price_kopecks=30_000)
    slot = SlotFactory(tour=tour)

    page = html_of(client.get(reverse("booking:hold", args=[slot.uuid])))
    refused = html_of(client.post(reverse("booking:hold", args=[slot.uuid]), party(slot, 2, 0)))
    client.post(reverse("booking:hold", args=[slot.uuid]), party(slot, 2, 2))

    assert page.index("Сколько вас будет?") < page.index("Прежде чем прийти")
    assert "Оплата на месте: 700\u00a0₽<" in page  # a child, and the adult who comes free
    assert re.search(r'<button class="[^"]+primary"><span[^>]*>([^<]+)', page)[1] == "Занять 2 места на 10 минут"
    assert "Оплата на месте: 1\u00a0400\u00a0₽<" in refused
    assert Order.objects.get().total_kopecks == 170_000


def test_free_tour_does_not_speak_of_paying(client):
    slot = SlotFactory(tour=TourFactory(published=True, category__price_kopecks=0))

    page = html_of(client.get(reverse("booking:hold", args=[slot.uuid])))

    assert ">Бесплатно<" in page
    read = re.sub(r'data-total="[^"]*"', "", page[page.index("<main") : page.index("</main")]).lower()
    assert "плат" not in read.replace("бесплатно", "")


def test_all_errors_are_listed_at_once_and_say_what_to_do(client):
    tour = TourFactory(published=True, requirements=None)
    RequirementsFactory(tour=tour, min_age=12, pass_office_data=["full_name"])
    details = step_one(client, SlotFactory(tour=tour), 4)
    typed = {
        "email": "masha@",
        "v1_name": "Миша Орлов",
        "v1_age": "",
        "v2_name": "Петя Орлов",
        "v2_age": "3",
        "v3_age": "x",
    }

    page = html_of(client.post(details, typed))

    [summary] = re.findall(r'<div class="error-summary.*?</div>', page, re.DOTALL)
    problems = dict(re.findall(r'<a href="#id_(\w+)">([^<]+)', summary))
    assert problems["name"] == "Напишите ваше имя."
    assert problems["email"] == "Электронная почта: проверьте адрес: он должен быть таким, как anna@example.org."
    assert problems["v0_age"] == "Посетитель 1: укажите возраст."
    assert problems["v1_age"] == "Миша Орлов: укажите возраст."
    assert problems["v2_age"].startswith("Петя Орлов, 3 года: сюда пускают с")
    assert problems["v3_name"] == "Посетитель 4: напишите имя."
    assert problems["v3_age"].startswith("Посетитель 4, возраст в день визита: ")
    assert set(problems) == {"name", "email", "v0_age", "v1_age", "v2_age", "v3_name", "v3_age", "consent"}
    assert len(re.findall("<li>", summary)) == len(problems)


@pytest.mark.parametrize(
    ("query", "shown"), [("2", "2"), ("0", "1"), ("99", "10"), ("-1", "1"), ("x", "1"), ("²", "1")]
)
def test_party_is_brought_along_in_the_address(client, query, shown):
    slot = SlotFactory(tour=TourFactory(published=True, party_max=10))
    [category] = slot.tour.categories.all()

    page = client.get(reverse("booking:hold", args=[slot.uuid]), {f"count_{category.uuid.hex}": query})

    assert f'name="count_{category.uuid.hex}" value="{shown}"' in html_of(page)


def test_problems_name_the_visitor_and_keep_what_was_typed(client):
    tour = TourFactory(published=True, requirements=None)
    RequirementsFactory(tour=tour, min_age=12, pass_office_data=["full_name"])
    details = step_one(client, SlotFactory(tour=tour), 3)

    answer = client.post(
        details, people(v0_age="40", v1_name="Маша Орлова", v1_age="9", v2_name="Пётр Орлов", v2_age="14", phone="12")
    )
    assert answer.status_code == 422  # the phone first
    answer = client.post(
        details, people(v0_age="40", v1_name="Маша Орлова", v1_age="9", v2_name="Пётр Орлов", v2_age="14")
    )

    page = html_of(answer)
    assert answer.status_code == 422
    assert '<a href="#id_v1_age">Маша Орлова, 9 лет: сюда пускают с 12' in page  # named once, not by the field as well
    assert 'value="Пётр Орлов"' in page
    assert 'id="id_v1_age_error"' in page
    assert Booking.objects.get().status == Booking.Status.ON_HOLD


def test_summary_says_whose_field_is_empty(client):
    details = step_one(
        client, SlotFactory(tour__requirements__min_age=5, tour__requirements__pass_office_data=["full_name"]), 3
    )

    answer = client.post(details, people(v0_age="40", v1_name="Пётр Орлов", v2_age="40"))

    summary = html_of(answer).partition("error-summary-title")[2].partition("</ul>")[0]
    assert "Пётр Орлов: укажите возраст." in summary
    assert "Посетитель 3: напишите имя." in summary
    assert "Посетитель 1" not in summary


def test_consent_is_needed_and_never_ticked_beforehand(client):
    details = step_one(client, SlotFactory(), 1)
    assert not client.get(details).context["form"]["consent"].value()

    answer = client.post(details, people(consent=""))

    assert answer.status_code == 422
    assert not Order.objects.get().confirmed_at


def test_lapsed_hold_keeps_the_form_and_offers_the_next_slots(client):
    slot = SlotFactory(capacity=2, tour__requirements__pass_office_data=["full_name"])
    other = SlotFactory(tour=slot.tour, days_ahead=9, capacity=2)
    details = step_one(client, slot, 2)
    with time_machine.travel(clock.now() + HOLD_FOR * 2, tick=False):
        held_order(slot, people=1)
        answer = client.post(details, people(v1_name="Пётр Орлов"))

        page = html_of(answer)
        assert answer.status_code == 422
        assert 'value="masha@example.org"' in page
        assert 'value="Пётр Орлов"' in page
        leg = Booking.objects.get(order=Order.objects.order_by("pk").first())
        assert f"{leg.uuid} {other.uuid}" in page
        answer = client.post(details, people(v1_name="Пётр Орлов", switch=f"{leg.uuid} {other.uuid}"))
        leg.refresh_from_db()
        assert (answer.status_code, leg.slot, leg.status) == (200, other, Booking.Status.ON_HOLD)  # not booked yet
        assert "Теперь места держатся за вами" in html_of(answer)
        assert answer.context["form"]["v1_name"].value() == "Пётр Орлов"
        answer = client.post(details, people(v1_name="Пётр Орлов"))

    assert answer.status_code == 302
    leg.refresh_from_db()
    assert (leg.slot, leg.status) == (other, Booking.Status.CONFIRMED)
    assert Slot.objects.get(pk=slot.pk).seats_taken == 1


def test_switching_to_a_slot_of_another_tour_is_refused(client):
    details = step_one(client, SlotFactory(), 1)
    leg = Booking.objects.get()
    other = SlotFactory()

    answer = client.post(details, people(switch=f"{leg.uuid} {other.uuid}"))

    assert answer.status_code == 404
    assert Booking.objects.get().slot != other
    assert client.post(details, people(switch=f"{leg.uuid} {uuid.uuid4()}")).status_code == 404
    assert client.post(details, people(switch=f"{leg.uuid} nonsense")).status_code == 404


def test_switching_to_a_slot_of_a_tour_that_was_taken_back_into_draft_is_refused(client):
    slot = SlotFactory()
    other = SlotFactory(tour=slot.tour, days_ahead=9)
    details = step_one(client, slot, 1)
    withdraw_tour(tour=slot.tour)
    leg = Booking.objects.get()

    answer = client.post(details, people(switch=f"{leg.uuid} {other.uuid}"))

    assert answer.status_code == 404
    assert Booking.objects.get().slot == slot


def test_slot_of_a_draft_tour_is_not_found(client):
    slot = SlotFactory(tour=TourFactory())

    assert client.get(reverse("booking:hold", args=[slot.uuid])).status_code == 404
    assert client.post(reverse("booking:hold", args=[slot.uuid]), party(slot, 1)).status_code == 404


@pytest.mark.parametrize("page", ["order", "details", "cancel", "pdf", "calendar"])
def test_order_opens_by_its_signed_link_only(client, page):
    order = held_order(SlotFactory())
    other = confirmed_order(SlotFactory())
    forged = f"{order.uuid.hex}-{other.token.partition('-')[2]}"

    assert client.get(reverse(f"booking:{page}", args=[order.uuid.hex])).status_code == 404
    assert client.get(reverse(f"booking:{page}", args=[forged])).status_code == 404
    assert client.get(reverse(f"booking:{page}", args=[other.token])).status_code in (200, 302)


def test_personal_pages_are_not_stored(client):
    order = confirmed_order(SlotFactory())

    for page in ("order", "pdf", "calendar", "cancel"):
        answer = client.get(reverse(f"booking:{page}", args=[order.token]))
        assert "no-store" in answer.headers["Cache-Control"]


def test_cancelling_shows_what_it_means_first(client):
    slot = SlotFactory()
    order = confirmed_order(slot)
    address = reverse("booking:cancel", args=[order.token])

    assert client.get(address).status_code == 200
    assert order.bookings.get().status == Booking.Status.CONFIRMED
    assert client.post(address).status_code == 302
    assert order.bookings.get().status == Booking.Status.CANCELLED
    assert client.get(order.get_absolute_url()).status_code == 200
    assert client.get(reverse("booking:pdf", args=[order.token])).status_code == 404


def test_cancelling_too_late_says_so(client):
    slot = SlotFactory()
    order = confirmed_order(slot)
    address = reverse("booking:cancel", args=[order.token])

    with time_machine.travel(slot.starts_at - timedelta(hours=3), tick=False):
        assert "button--danger" not in html_of(client.get(address))
        client.post(address)

    assert order.bookings.get().status == Booking.Status.CONFIRMED


def test_ticket_of_a_slot_that_was_cancelled_offers_another_day(client):
    slot = SlotFactory()
    order = confirmed_order(slot)
    cancel_slot(slot=slot, reason="Ремонт крана")

    page = html_of(client.get(order.get_absolute_url()))

    assert "Ремонт крана" in page
    assert slot.tour.get_absolute_url() in page


def test_booking_speaks_english(client):
    slot = SlotFactory(tour__title={"ru": "Литейный цех", "en": "The foundry"})

    page = html_of(client.get("/en" + reverse("booking:hold", args=[slot.uuid])))

    assert "The foundry" in page
    assert "How many are coming?" in page


def test_prices_are_final_from_the_first_step(client):
    tour = TourFactory(published=True, category=None)
    VisitorCategoryFactory(tour=tour, name={"ru": "Взрослый"}, price_kopecks=90_000)
    VisitorCategoryFactory(tour=tour, name={"ru": "Ребёнок"}, price_kopecks=0)
    slot = SlotFactory(tour=tour)

    page = html_of(client.get(step_one(client, slot, 2, 1)))

    assert "1\u202f800" in page or "1\u00a0800" in page


@pytest.mark.parametrize("count", [1, 4])
def test_query_counts_are_flat(client, django_assert_max_num_queries, count):
    slot = SlotFactory()
    order = confirmed_order(slot, people=count)
    held = held_order(slot, people=count)

    with django_assert_max_num_queries(8):
        client.get(reverse("booking:hold", args=[slot.uuid]))
    with django_assert_max_num_queries(8):
        client.get(reverse("booking:details", args=[held.token]))
    with django_assert_max_num_queries(8):
        client.get(order.get_absolute_url())


def test_usual_party_is_one_that_is_taken(client):
    tour = TourFactory(published=True, category=None, requirements=None, party_min=12, party_max=20)
    VisitorCategoryFactory(tour=tour, name={"ru": "Школьник"}, max_age=15, price_kopecks=30_000)
    VisitorCategoryFactory(tour=tour, name={"ru": "Студент"}, min_age=16, price_kopecks=40_000)
    VisitorCategoryFactory(tour=tour, name={"ru": "Учитель"}, min_age=18, price_kopecks=0)
    VisitorCategoryFactory(tour=tour, name={"ru": "Взрослый"}, min_age=18, price_kopecks=90_000)
    RequirementsFactory(tour=tour, children_per_chaperone=5, min_age_unaccompanied=16)
    address = reverse("booking:hold", args=[SlotFactory(tour=tour, capacity=30).uuid])

    form = client.get(address).context["form"]
    proposed = [field.value() for _category, _ages, field in form.category_rows]

    assert proposed == [10, 0, 2, 0]
    assert client.post(address, {name: form[name].value() for name in form.fields}).status_code == 302


def test_more_than_are_left_may_be_asked_for_and_the_nearest_slots_for_so_many_are_offered(client):
    tour = TourFactory(published=True, party_max=9)
    slots = {day: SlotFactory(tour=tour, days_ahead=day, capacity=9) for day in (5, 20, 38, 40, 42, 60, 61)}
    few = SlotFactory(tour=tour, days_ahead=41, capacity=3)
    wanted = SlotFactory(tour=tour, days_ahead=39, capacity=9)
    held_order(wanted, 8)

    answer = client.post(reverse("booking:hold", args=[wanted.uuid]), party(wanted, 5))

    assert answer.status_code == 422
    offered = [other.uuid for other in answer.context["others"]]
    assert offered == [slots[day].uuid for day in (20, 38, 40, 42)]
    assert few.uuid not in offered


def test_group_that_fits_into_no_slot_is_offered_two_of_one_day_with_its_people_divided(client):
    tour = TourFactory(published=True, party_max=20)
    wanted, next_one = (SlotFactory(tour=tour, days_ahead=5, at=time(hour), capacity=6) for hour in (10, 12))
    SlotFactory(tour=tour, days_ahead=6, capacity=6)

    answer = client.post(reverse("booking:hold", args=[wanted.uuid]), party(wanted, 11))

    assert answer.status_code == 422
    assert two_in(answer) == [
        (wanted.uuid, 6),
        (next_one.uuid, 5),
    ]
    for slot, people, href in answer.context["two"]:
        assert href in answer.content.decode()
        form = client.get(href).context["form"]
        assert (form.slot.uuid, sum(form.counts)) == (slot.uuid, people)


def test_group_larger_than_one_booking_may_be_is_offered_two(client):
    tour = TourFactory(published=True, party_max=8)
    wanted, next_one = (SlotFactory(tour=tour, days_ahead=5, at=time(hour), capacity=30) for hour in (10, 12))

    answer = client.post(reverse("booking:hold", args=[wanted.uuid]), party(wanted, 15))

    assert answer.status_code == 422
    assert two_in(answer) == [
        (wanted.uuid, 8),
        (next_one.uuid, 7),
    ]
    assert client.post(reverse("booking:hold", args=[wanted.uuid]), party(wanted, 17)).context["two"] == []


def test_late_group_is_offered_two_slots_where_none_has_room(client):
    tour = TourFactory(published=True, party_max=9)
    full = SlotFactory(tour=tour, days_ahead=5, at=time(9), capacity=3)
    pair = [SlotFactory(tour=tour, days_ahead=5, at=time(hour), capacity=4) for hour in (11, 13)]
    held_order(full, 3)

    answer = client.post(reverse("booking:hold", args=[full.uuid]), party(full, 7))

    assert answer.status_code == 422
    assert two_in(answer) == [
        (pair[0].uuid, 4),
        (pair[1].uuid, 3),
    ]


@pytest.mark.parametrize("method", ["get", "post"])
def test_tour_without_a_free_place_offers_an_email_about_dates(client, method):
    slot = SlotFactory(capacity=2)
    held_order(slot, 2)
    address = reverse("booking:hold", args=[slot.uuid])

    answer = client.post(address, party(slot, 2)) if method == "post" else client.get(address)

    assert f'href="{reverse("alerts:ask", args=[slot.tour.slug])}"' in answer.content.decode()


def test_party_that_is_too_large_is_not_offered_an_email_that_would_come_at_once(client):
    slot = SlotFactory(capacity=2, tour__party_max=5)
    held_order(slot, 1)

    answer = client.post(reverse("booking:hold", args=[slot.uuid]), party(slot, 2))

    assert reverse("alerts:ask", args=[slot.tour.slug]) not in answer.content.decode()


def test_nobody_is_divided_who_has_not_said_how_many_come(client):
    tour = TourFactory(published=True, party_min=5, party_max=9)
    full, *_small = (SlotFactory(tour=tour, days_ahead=5, at=time(hour), capacity=9) for hour in (9, 11, 13))
    for slot in [full, *_small]:
        confirmed_order(slot, people=9 if slot == full else 5)

    answer = client.get(reverse("booking:hold", args=[full.uuid]))

    assert (answer.context["others"], answer.context["two"]) == ([], [])


def test_wrong_party_is_no_reason_to_offer_other_slots(client):
    slot = SlotFactory()

    answer = client.post(reverse("booking:hold", args=[slot.uuid]), party(slot, 0))

    assert answer.status_code == 422
    assert "others" not in answer.context


@pytest.mark.parametrize(("least", "asked"), [(18, False), (16, True)])
def test_guardian_is_asked_for_only_where_a_child_may_come(client, least, asked):
    tour = TourFactory(published=True, category=None, requirements=None)
    VisitorCategoryFactory(tour=tour, min_age=least, price_kopecks=90_000)
    RequirementsFactory(tour=tour, guardian_consent=True)

    page = client.get(step_one(client, SlotFactory(tour=tour), 1))

    assert ("guardian_consent" in page.context["form"].fields) is asked


def test_one_party_comes_in_one_car(client):
    slot = SlotFactory()
    slot.tour.requirements.pass_office_data = ["full_name", "car_number"]
    slot.tour.requirements.save()

    form = client.get(step_one(client, slot, 3)).context["form"]

    assert [name for name in form.fields if name.endswith("car_number")] == ["v0_car_number"]
    assert str(form["name"].label) == "Ваши имя и фамилия"


@pytest.mark.parametrize("step", [1, 2])
def test_pages_leave_the_refusing_to_us(client, step):
    """A browser's own bubbles come one at a time, in the browser's language, and no summary with them."""
    slot = SlotFactory()
    address = reverse("booking:hold", args=[slot.uuid]) if step == 1 else step_one(client, slot, 1)

    page = html_of(client.get(address))
    form = page[page.index('<form class="', page.index("<main")) :]

    assert "novalidate" in form[: form.index(">")]


def test_what_is_asked_of_the_enterprise_goes_to_its_roster_and_the_ticket(client):
    slot = SlotFactory()
    details = step_one(client, slot, 1)
    blank = html_of(client.get(details))
    assert re.search(r'<details class="disclosure"\s*>\s*<summary>Нужна помощь', blank)

    again = html_of(client.post(details, people(needs="Коляска <b>", consent="")))
    assert re.search(r'<details class="disclosure" open>', again)
    assert "Коляска &lt;b&gt;" in again

    ticket = client.post(details, people(needs="Коляска <b>"), follow=True)
    order = Order.objects.get()
    assert order.contact.needs == "Коляска <b>"
    assert "Коляска &lt;b&gt;" in html_of(ticket)
    people_page = reverse("booking:people", args=[order.token])
    form = client.get(people_page).context["form"]
    typed = {name: form[name].value() or "" for name in form.fields if name != "guardian_consent"}
    assert typed["needs"] == "Коляска <b>"
    client.post(people_page, {**typed, "needs": "Обойдёмся"})
    assert Order.objects.get().contact.needs == "Обойдёмся"
