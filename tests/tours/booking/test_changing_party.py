"""A person comes after all, or does not: before the booking is made, and with nothing typed lost."""

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from tests.factories.booking import consent_text, held_order
from tests.factories.routes import bookable_route
from tests.factories.tours import RequirementsFactory, SlotFactory, TourFactory, VisitorCategoryFactory
from tests.tours.booking.test_visitor_views import party, people, step_one
from tours.booking.models import Booking, Order
from tours.booking.services.holds import HOLD_FOR, change_party
from tours.booking.services.seats import audit_capacity
from tours.models import Slot, Tour

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def text(db):
    return consent_text()


@pytest.fixture
def tour() -> Tour:
    made = TourFactory(published=True, category=None, requirements=None)
    VisitorCategoryFactory(tour=made, min_age=18, price_kopecks=60_000)
    VisitorCategoryFactory(tour=made, name={"ru": "Ребёнок", "en": "Child"}, max_age=17, price_kopecks=30_000)
    RequirementsFactory(tour=made, min_age=7, pass_office_data=["full_name"])
    return made


def test_second_step_changes_the_party_and_keeps_what_was_typed(client: Client, tour: Tour):
    slot = SlotFactory(tour=tour, capacity=4)
    details = step_one(client, slot, 2, 1)

    typed = people(
        v1_name="Пётр Орлов",
        v2_name="Маша Орлова",
        v2_age="9",
        kind0="1",
        kind1="2",
        party="1",
        consent="",
    )
    page = client.post(details, typed)

    order = Order.objects.get()
    booking = order.bookings.get()
    assert page.status_code == 200
    form = page.context["form"]
    assert [form[name].value() for name in ("name", "email", "v1_name", "v1_age")] == [
        "Мария Петрова", "masha@example.org", "Маша Орлова", "9",
    ]  # fmt: skip
    assert (order.party_size, booking.seats, booking.status) == (3, 3, Booking.Status.ON_HOLD)
    assert [row.price_kopecks for row in booking.attendances.order_by("position")] == [60_000, 30_000, 30_000]
    assert client.post(details, people(v1_name="Маша Орлова", v1_age="9", v2_name="Ян Орлов", v2_age="8")).url == (
        order.get_absolute_url()
    )
    assert audit_capacity() == []


def test_party_that_does_not_fit_leaves_the_order_as_it_was(client: Client, tour: Tour):
    slot = SlotFactory(tour=tour, capacity=3)
    details = step_one(client, slot, 2, 1)

    page = client.post(details, people(v1_name="Пётр Орлов", kind0="2", kind1="2", party="1"))

    assert page.status_code == 422
    assert page.context["form"]["v1_name"].value() == "Пётр Орлов"
    assert Order.objects.get().party_size == 3
    assert Slot.objects.get(pk=slot.pk).seats_taken == 3


def test_party_changed_after_the_hold_lapsed_is_held_again(tour: Tour):
    slot = SlotFactory(tour=tour, capacity=2)
    order = held_order(slot, 2)
    deadline = order.bookings.get().hold_expires_at
    [adult, child] = tour.categories.order_by("position")

    change_party(order=order, people=[(adult.pk,)])
    assert order.bookings.get().hold_expires_at == deadline  # the same ten minutes
    with time_machine.travel(deadline, tick=False):
        change_party(order=order, people=[(adult.pk,), (child.pk,)])
        assert order.bookings.get().hold_expires_at == deadline + HOLD_FOR
    assert Slot.objects.get(pk=slot.pk).seats_taken == 2
    assert audit_capacity() == []


def test_route_is_changed_at_every_stop(client: Client):
    route = bookable_route(2)
    day = Slot.objects.earliest("starts_at").local_date
    address = f"{reverse('booking:route', args=[route.slug])}?date={day}"
    form = client.get(address).context["form"]
    typed = {name: form[name].value() for name in form.fields}
    details = client.post(address, typed).url

    answer = client.post(details, people(kind0="3", party="1"))

    assert answer.status_code == 200
    assert list(Booking.objects.values_list("seats", flat=True)) == [3, 3]
    assert audit_capacity() == []


def test_back_finds_ones_own_places_and_changes_them(client: Client, tour: Tour):
    slot = SlotFactory(tour=tour, capacity=2)
    first = step_one(client, slot, 1, 1)

    again = client.get(reverse("booking:hold", args=[slot.uuid])).content.decode()
    assert first in again
    stranger = Client().get(reverse("booking:hold", args=[slot.uuid])).content.decode()
    assert first not in stranger

    second = step_one(client, slot, 2, 0)
    assert second == first
    assert Order.objects.count() == 1
    assert Slot.objects.get(pk=slot.pk).seats_taken == 2


def test_own_places_are_not_found_once_they_have_lapsed(client: Client, tour: Tour):
    slot = SlotFactory(tour=tour, capacity=4)
    first = step_one(client, slot, 1, 1)
    Booking.objects.update(hold_expires_at=Order.objects.get().created_at)

    assert first not in client.get(reverse("booking:hold", args=[slot.uuid])).content.decode()


def test_children_alone_are_refused_on_the_first_step(client: Client, tour: Tour):
    tour.requirements.children_per_chaperone = 5
    tour.requirements.save()
    slot = SlotFactory(tour=tour)

    answer = client.post(reverse("booking:hold", args=[slot.uuid]), party(slot, 0, 2))

    assert answer.status_code == 422
    assert "Нужен 1" in answer.content.decode().replace("\u00a0", " ")
    assert not Order.objects.exists()


def test_first_step_proposes_an_adult_where_children_may_not_come_alone(client: Client):
    tour = TourFactory(published=True, category=None, requirements=None)
    VisitorCategoryFactory(tour=tour, name={"ru": "Ребёнок"}, max_age=13)
    VisitorCategoryFactory(tour=tour, min_age=14)
    RequirementsFactory(tour=tour, min_age_unaccompanied=14)

    page = client.get(reverse("booking:hold", args=[SlotFactory(tour=tour).uuid]))

    rows = page.context["form"].category_rows
    assert [field.value() for _category, _ages, field in rows] == [1, 1]


def test_refused_child_is_shown_a_tour_for_its_age(client: Client, tour: Tour):
    tour.requirements.min_age = 12
    tour.requirements.save()
    younger = TourFactory(published=True, site=tour.site, kind=Tour.Kind.CHILDREN, slots=1, title={"ru": "Цех сказок"})
    TourFactory(published=True, site=tour.site, requirements__min_age=16, slots=1, title={"ru": "Только старшим"})
    TourFactory(published=True, site=tour.site, title={"ru": "Без дат"})
    details = step_one(client, SlotFactory(tour=tour), 1, 1)

    page = client.post(details, people(v0_age="40", v1_name="Маша Орлова", v1_age="9")).content.decode()

    assert "Маша Орлова, 9 лет" in page
    assert younger.get_absolute_url() in page
    assert "Только старшим" not in page
    assert "Без дат" not in page


@pytest.mark.parametrize(
    ("typed", "refused"),
    [
        ({"v0_birth_date": "1986-05-05"}, None),
        ({"v0_birth_date": "1986-05-05", "v0_citizenship": "CN"}, None),  # of another country only if it says no above
        ({"v0_birth_date": "2199-05-05"}, "v0_birth_date"),
        ({"v0_birth_date": "2019-05-05"}, "v0_birth_date"),
        ({"v0_birth_date": "1986-05-05", "v0_citizen": ""}, "v0_citizen"),
        ({"v0_birth_date": "1986-05-05", "v0_citizen": "гражданин РФ"}, "v0_citizen"),
        ({"v0_birth_date": "1986-05-05", "v0_citizen": "no"}, "v0_citizenship"),  # without a country
        ({"v0_birth_date": "1986-05-05", "v0_citizen": "no", "v0_citizenship": "RU"}, "v0_citizenship"),
        ({"v0_birth_date": "1986-05-05", "v0_citizen": "no", "v0_citizenship": "Китай"}, "v0_citizenship"),
        ({"v0_birth_date": "1986-05-05", "v0_citizen": "no", "v0_citizenship": "CN"}, "v0_citizenship"),  # not admitted
        ({"v0_birth_date": "1986-05-05", "name": "Маша"}, "name"),
    ],
)
def test_documents_say_age_and_citizenship(client: Client, typed: dict[str, str], refused: str | None):
    tour = TourFactory(published=True, requirements=None)
    RequirementsFactory(
        tour=tour, min_age=12, foreigners="not_admitted", pass_office_data=["full_name", "birth_date", "citizenship"]
    )
    details = step_one(client, SlotFactory(tour=tour), 1)
    assert "v0_age" not in client.get(details).context["form"].fields

    answer = client.post(details, people(**{"v0_citizen": "yes", **typed}))

    if refused is None:
        assert answer.status_code == 302
        visitor = Order.objects.get().visitors.get()
        assert visitor.age in (39, 40, 41)
        assert visitor.is_foreign is False
    else:
        assert answer.status_code == 422
        assert refused in answer.context["form"].errors


def test_phone_may_begin_with_two_zeros(client: Client):
    details = step_one(client, SlotFactory(), 1)

    assert client.post(details, people(phone="00 44 20 7946 0958")).status_code == 302
    assert str(Order.objects.get().contact.phone) == "+442079460958"


def test_child_is_not_taken_for_the_one_who_books(client: Client):
    tour = TourFactory(published=True, category=None, requirements__pass_office_data=["full_name"])
    VisitorCategoryFactory(tour=tour, name={"ru": "Ребёнок"}, max_age=17)
    VisitorCategoryFactory(tour=tour, min_age=18)
    details = step_one(client, SlotFactory(tour=tour), 1, 1)

    form = client.get(details).context["form"]
    assert [form.fields[name].required for name in ("v0_name", "v1_name")] == [True, False]


@pytest.mark.parametrize("kinds", [{"kind0": "1", "kind1": "2"}, {"kind0": "50", "kind1": "1"}], ids=["fits", "odd"])
def test_party_chosen_and_then_booked_is_not_the_old_one(client: Client, tour: Tour, kinds: dict[str, str]):
    details = step_one(client, SlotFactory(tour=tour, capacity=9), 2, 1)

    answer = client.post(details, people(v0_age="40", v1_name="Пётр", v1_age="41", v2_name="Маша", v2_age="9", **kinds))

    assert answer.status_code in (200, 422)
    assert Order.objects.get().confirmed_at is None
    page = answer.content.decode()
    assert ("Состав изменён" in page) is (answer.status_code == 200)
    assert answer.context["form"]["name"].value() == "Мария Петрова"


def test_party_left_as_it_is_books_at_once(client: Client, tour: Tour):
    details = step_one(client, SlotFactory(tour=tour), 1, 1)

    answer = client.post(details, people(v1_name="Маша Орлова", v1_age="9", kind0="1", kind1="1"))

    assert answer.url == Order.objects.get().get_absolute_url()


def test_two_tabs_the_second_leads_to_the_ticket_of_the_first(client: Client, tour: Tour):
    slot = SlotFactory(tour=tour)
    details = step_one(client, slot, 1, 0)
    address = reverse("booking:hold", args=[slot.uuid])
    shown = client.get(address)
    assert shown.context["own"]
    stale = {**party(slot, 1, 0), "own": Order.objects.get().token}
    assert f'value="{stale["own"]}"' in shown.content.decode()
    client.post(details, people(v0_age="40"))

    answer = client.post(address, stale, follow=True)

    assert "Эти места вы уже забронировали" in answer.content.decode()
    assert Order.objects.count() == 1
    assert (
        client.post(address, {**party(slot, 1, 0), "own": "forged"}).status_code == 302
    )  # and holds as any other form
    assert Order.objects.count() == 2
