"""Other people on what is booked: who comes instead, who stays away, and what that costs."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accelerator.base.common import clock
from accelerator.base.notifications.delivery import deliver_due
from accelerator.base.notifications.models import Message
from tests.factories.accounts import UserFactory
from tests.factories.booking import confirm_order, confirmed_order, consent_text, held_order, leg, request
from tests.factories.tours import SlotFactory, TourFactory, VisitorCategoryFactory
from tests.post_office import PostOffice
from tours.booking.errors import CannotBeChanged, PartyRefused, VisitorsRefused
from tours.booking.models import Booking, Order, Visitor, VisitorIdentity
from tours.booking.requirement_checks import VisitorDetails
from tours.booking.services.cancellations import cancel_by_visitor
from tours.booking.services.confirmations import ConsentGiven, confirm
from tours.booking.services.holds import Leg, hold_seats
from tours.booking.services.identities import read_passes
from tours.booking.services.people import Contact, change_people
from tours.booking.services.seats import audit_capacity
from tours.models import Slot, VisitRequirements

pytestmark = pytest.mark.django_db
MARIA = Contact("Мария Петрова", "", "+79000000001")


def known(visitor: Visitor) -> VisitorDetails:
    return VisitorDetails(visitor.name, visitor.age, is_known=True)


def change(order: Order, **instead: VisitorDetails | None) -> Order:
    """Changes the visitors at these places (`v1=None`: the second stays away), and leaves the others as they are."""
    rows = list(order.visitors.order_by("position"))
    people = {row.uuid: instead.get(f"v{place}", known(row)) for place, row in enumerate(rows)}
    return change_people(order=Order.objects.get(pk=order.pk), contact=MARIA, visitors=people)


def names(order: Order) -> list[str]:
    return list(order.visitors.order_by("position").values_list("name", flat=True))


def queued(kind: str) -> int:
    return Message.objects.filter(kind=kind, state=Message.State.QUEUED).count()


# What changes


def test_who_stays_away_gives_the_place_back_and_the_others_keep_theirs(post_office: PostOffice):
    slot = SlotFactory()
    order = confirmed_order(slot, people=3)
    codes = dict(order.bookings.get().attendances.values_list("visitor__name", "uuid"))
    deliver_due()
    post_office.taken.clear()

    change(order, v1=None)
    deliver_due()

    booking = order.bookings.get()
    assert (booking.seats, Order.objects.get().party_size) == (2, 2)
    assert Slot.objects.get().seats_taken == 2
    assert audit_capacity() == []
    assert names(order) == ["Гость 1", "Гость 3"]
    assert dict(booking.attendances.values_list("visitor__name", "uuid")) == {
        name: code for name, code in codes.items() if name != "Гость 2"
    }
    [letter] = (taken.mail for taken in post_office.taken)
    assert "Новый билет" in letter["Subject"]
    assert "Вы изменили состав посетителей" in letter.get_body(("plain",)).get_content()
    assert [part.get_content_type() for part in letter.iter_attachments()] == ["application/pdf", "text/calendar"]


def test_somebody_comes_instead_and_the_contact_is_corrected():
    order = confirmed_order(SlotFactory(), people=2)

    change(order, v1=VisitorDetails("Пётр Иванов", 41))

    assert names(order) == ["Гость 1", "Пётр Иванов"]
    order.contact.refresh_from_db()
    assert (order.contact.name, order.contact.email) == ("Мария Петрова", "masha@example.org")
    assert Slot.objects.get().seats_taken == 2


def test_ticket_that_has_not_gone_out_yet_is_not_followed_by_another(post_office: PostOffice):
    order = confirmed_order(SlotFactory(), people=2)

    change(order, v1=None)
    assert (queued("booking.confirmed"), queued("booking.updated")) == (1, 0)
    deliver_due()
    for name in ("Пётр Иванов", "Павел Иванов"):
        change(order, v0=VisitorDetails(name, 41))
    assert queued("booking.updated") == 1


def test_visitors_changed_back_before_delivery_are_not_reported(post_office: PostOffice):
    order = confirmed_order(SlotFactory(), people=2)
    deliver_due()
    [first, _second] = names(order)

    change(order, v0=VisitorDetails("Пётр Иванов", 41))
    change(order, v0=VisitorDetails("Павел Иванов", 41))
    change(order, v0=VisitorDetails(first, 41))
    assert queued("booking.updated") == 0
    change(order)  # the form sent once more as it was
    assert queued("booking.updated") == 0

    change(order, v0=VisitorDetails("Пётр Иванов", 41))
    assert queued("booking.updated") == 1
    order.visitors.filter(name="Пётр Иванов").update(name=first)  # by another way, before the letter left
    deliver_due()
    assert Message.objects.get(kind="booking.updated", state="cancelled", last_error="nothing to say")


def test_route_loses_the_place_at_every_stop_that_is_expected():
    slots = [SlotFactory(days_ahead=days) for days in (8, 9, 10)]
    order = confirm_order(hold_seats(legs=[leg(slot, 2) for slot in slots], request=request()))
    cancel_by_visitor(order=order, booking_uuids=[order.bookings.get(position=0).uuid])

    change(order, v0=None)

    assert list(order.bookings.order_by("position").values_list("seats", flat=True)) == [2, 1, 1]
    assert list(Slot.objects.order_by("starts_at").values_list("seats_taken", flat=True)) == [0, 1, 1]
    assert audit_capacity() == []
    assert order.bookings.get(position=0).attendances.count() == 2  # what was cancelled stays in the figures


def test_second_click_takes_nobody_elses_place():
    order = confirmed_order(SlotFactory(), people=3)
    rows = list(order.visitors.order_by("position"))
    people = {rows[0].uuid: None, rows[1].uuid: known(rows[1]), rows[2].uuid: known(rows[2])}

    for _twice in range(2):
        change_people(order=Order.objects.get(), contact=MARIA, visitors=people)

    assert Slot.objects.get().seats_taken == 2
    with pytest.raises(CannotBeChanged):  # another page than the one that stands
        change_people(order=Order.objects.get(), contact=MARIA, visitors={rows[0].uuid: None, rows[1].uuid: None})


@pytest.fixture
def class_order() -> Order:
    """Two adults, one of whom comes free with children, and two children."""
    tour = TourFactory(published=True, category=None)
    adult = VisitorCategoryFactory(tour=tour, name={"ru": "Взрослый"}, min_age=18, price_kopecks=90_000)
    child = VisitorCategoryFactory(tour=tour, name={"ru": "Ребёнок"}, max_age=17, price_kopecks=40_000)
    VisitRequirements.objects.filter(tour=tour).update(free_chaperones=1, children_per_chaperone=1)
    slot = SlotFactory(tour=tour)
    held = hold_seats(legs=[Leg(slot.pk, (adult.pk, adult.pk, child.pk, child.pk))], request=request())
    return confirm(
        order=held,
        contact=Contact("Мария Петрова", "masha@example.org"),
        visitors=[VisitorDetails(f"Гость {n}", age) for n, age in enumerate((40, 38, 10, 12))],
        consent=ConsentGiven(consent_text(), None),
    )


def test_price_follows_the_children_who_are_left(class_order: Order):
    prices = class_order.bookings.get().attendances.order_by("position")
    VisitRequirements.objects.update(children_per_chaperone=2)
    assert list(prices.values_list("price_kopecks", flat=True)) == [0, 90_000, 40_000, 40_000]
    type(prices[0].category).objects.update(price_kopecks=99_000)  # applies to no one who has booked

    change(class_order, v0=None)
    assert list(prices.values_list("price_kopecks", flat=True)) == [0, 40_000, 40_000]
    assert class_order.visitors.get(name="Гость 1").role == Visitor.Role.CHAPERONE
    change(class_order, v1=None, v2=None)
    assert list(prices.values_list("price_kopecks", flat=True)) == [99_000]  # what it costs without children
    assert class_order.visitors.get().role == Visitor.Role.VISITOR


# What is refused


def test_too_few_adults_and_wrong_ages_are_named_as_while_booking(class_order: Order):
    with pytest.raises(VisitorsRefused, match="взросл"):
        change(class_order, v0=None)
    with pytest.raises(VisitorsRefused) as refused:
        change(class_order, v2=None, v3=VisitorDetails("Пётр", 30))

    assert [problem.visitor for problem in refused.value.problems] == [3]
    assert "Пётр, 30 лет" in str(refused.value)
    assert class_order.visitors.count() == 4
    assert Slot.objects.get().seats_taken == 4


def test_party_stays_as_large_as_the_tour_wants_it():
    slot = SlotFactory(tour__party_min=2)
    order = confirmed_order(slot, people=2)

    with pytest.raises(PartyRefused, match="2"):
        change(order, v0=None)
    with pytest.raises(CannotBeChanged, match="Отмените бронирование"):
        change(order, v0=None, v1=None)


@pytest.mark.parametrize("days", [1, 9])
def test_after_the_cut_off_of_any_visit_nothing_changes(days: int):
    slots = [SlotFactory(days_ahead=2), SlotFactory(days_ahead=10)]
    order = confirm_order(hold_seats(legs=[leg(slot, 2) for slot in slots], request=request()))

    with time_machine.travel(clock.now() + timedelta(days=days + 0.9), tick=False), pytest.raises(CannotBeChanged):
        change(order, v0=None)

    assert order.visitors.count() == 2


def test_closed_pass_list_takes_no_new_names_but_lets_people_stay_away():
    slot = SlotFactory(days_ahead=7)
    order = confirmed_order(slot, people=2)
    VisitRequirements.objects.update(lead_time_days=3, list_freeze_hours=96, lead_time_days_foreign=30)
    order.visitors.update(is_foreign=True)

    with time_machine.travel(slot.starts_at - timedelta(hours=95), tick=False):
        with pytest.raises(CannotBeChanged, match="список на пропуск закрыт"):
            change(order, v0=VisitorDetails("Пётр Иванов", 41))
        change(order, v0=None)

    assert names(order) == ["Гость 2"]


# The page


def page_of(order: Order) -> str:
    return reverse("booking:people", args=[order.token])


def typed(client: Client, order: Order, **changes: str) -> dict[str, str]:
    """The form as the page has it, with these changes."""
    form = client.get(page_of(order)).context["form"]
    shown = {field.html_name: field.value() for field in form}
    return {name: str(value) for name, value in {**shown, **changes}.items() if value not in (None, False)}


def test_visitor_changes_who_comes_by_the_tickets_link(client: Client):
    order = confirmed_order(SlotFactory(), people=3)
    assert page_of(order) in client.get(order.get_absolute_url()).content.decode()
    form = typed(client, order, v0_leaves="on", v0_name="", v1_name="Пётр Иванов", phone="8 900 000 00 02")

    for _twice in range(2):
        answer = client.post(page_of(order), form)
        assert (answer.status_code, answer["Location"]) == (302, order.get_absolute_url())

    assert names(order) == ["Пётр Иванов", "Гость 3"]
    order.contact.refresh_from_db()
    assert str(order.contact.phone) == "+79000000002"
    assert order.bookings.get().seats == 2


def test_page_with_an_outdated_list_of_visitors_is_shown_again(client: Client):
    order = confirmed_order(SlotFactory(), people=3)
    form = typed(client, order, v1_leaves="on")
    change(order, v0=None)

    answer = client.post(page_of(order), form)

    assert answer.status_code == 409
    assert "Вот кто записан сейчас" in answer.content.decode()
    assert order.visitors.count() == 2


def test_refusal_stands_at_the_visitor_and_nothing_typed_is_lost(client: Client, class_order: Order):
    VisitRequirements.objects.update(min_age=7)  # so that the ages of children count
    answer = client.post(page_of(class_order), typed(client, class_order, v3_name="Пётр", v3_age="30"))

    assert answer.status_code == 422
    assert "Пётр, 30 лет" in answer.context["form"]["v3_age"].errors[0]
    assert answer.context["form"]["v3_name"].value() == "Пётр"
    empty = client.post(page_of(class_order), typed(client, class_order, v0_name="", name=""))
    assert set(empty.context["form"].errors) == {"v0_name", "name"}


def test_pass_office_hears_of_those_who_come_instead_and_keeps_the_others(client: Client):
    slot = SlotFactory()
    kinds = VisitRequirements.PassData
    VisitRequirements.objects.filter(tour=slot.tour).update(pass_office_data=[kinds.FULL_NAME, kinds.DOCUMENT_NUMBER])
    order = confirm(
        order=held_order(slot, 2),
        contact=Contact("Мария Петрова", "masha@example.org"),
        visitors=[
            VisitorDetails(f"Гость Номер{n}", 30, identity={"document_number": f"4500 00000{n}"}) for n in (1, 2)
        ],
        consent=ConsentGiven(consent_text(), None),
    )
    page = client.get(page_of(order)).content.decode()
    assert "4500 00000" not in page

    refused = client.post(page_of(order), typed(client, order, v1_name="Пётр Иванов"))
    assert set(refused.context["form"].errors) == {"v1_document_number"}
    client.post(page_of(order), typed(client, order, v1_name="Пётр Иванов", v1_document_number="4500 000009"))

    passes = {found.attendance.visitor.name: found.identity for found in read_passes(slot=slot, reader=UserFactory())}
    assert passes == {
        "Гость Номер1": {"document_number": "4500 000001"},
        "Пётр Иванов": {"document_number": "4500 000009"},
    }
    assert VisitorIdentity.objects.count() == 2


def test_too_late_names_the_enterprise(client: Client):
    slot = SlotFactory()
    order = confirmed_order(slot, people=2)
    form = typed(client, order, v0_leaves="on")

    with time_machine.travel(slot.starts_at - timedelta(hours=3), tick=False):
        ticket = client.get(order.get_absolute_url()).content.decode()
        answer = client.post(page_of(order), form)

    assert page_of(order) not in ticket
    assert str(slot.enterprise.name) in answer.content.decode()
    assert order.bookings.get().seats == 2


def test_page_of_a_large_party_needs_as_few_queries(client: Client, django_assert_max_num_queries: object):
    order = confirmed_order(SlotFactory(capacity=20, tour__party_max=12), people=12)

    with django_assert_max_num_queries(8):
        client.get(page_of(order))


def test_only_held_order_has_no_people_to_change(client: Client):
    assert client.get(page_of(held_order(SlotFactory()))).status_code == 404
    assert Booking.objects.get().status == Booking.Status.ON_HOLD
