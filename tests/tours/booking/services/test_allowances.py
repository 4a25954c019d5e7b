"""What may be held without being booked, by a browser and by a network, and what pressure costs."""

import uuid
from collections.abc import Callable
from contextlib import nullcontext
from datetime import timedelta

import pytest
import time_machine

from accelerator.base.common import clock
from accelerator.environment import Rate
from tests.factories.accounts import UserFactory
from tests.factories.booking import confirm_order, consent_text, held_order, leg, request
from tests.factories.tours import SlotFactory, TourFactory
from tours.booking.errors import NotEnoughSeats, ProofNeeded, TooManyHolds
from tours.booking.holders import Holder
from tours.booking.models import Booking, Order
from tours.booking.services.allowances import MOST_WORK, Ticket
from tours.booking.services.holds import HOLD_FOR, change_party, hold_instead, hold_seats, switch_leg
from tours.models import Slot

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def text(db):
    return consent_text()


def proven(age: float = 0, work: int = MOST_WORK) -> Ticket:
    return Ticket(uuid.uuid4(), age, work)


def new_holder(network: str = "", browser: str = "") -> Holder:
    return Holder(browser or uuid.uuid4().hex, network or uuid.uuid4().hex)


def big_slot(capacity: int = 100, **values) -> Slot:
    values.setdefault("tour", TourFactory(published=True, party_max=60))
    return SlotFactory(capacity=capacity, **values)


def hold(slot: Slot, people: int = 1, *, holder: Holder | None = None, ticket: Ticket | None = None) -> Order:
    return held_order(slot, people, holder=holder or new_holder(), ticket=ticket or proven())


# --- Who passes -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("people", [25, 60])
def test_leader_of_a_class_and_of_a_coach_passes_without_any_proof(people):
    assert hold(big_slot(people), people, ticket=Ticket())


def test_leader_of_sixty_holds_three_slots_of_twenty_one_after_the_other_tours_of_a_day():
    leader = new_holder()

    for slot in [big_slot(20) for _tour in range(3)]:
        assert hold(slot, 20, holder=leader, ticket=Ticket())


def test_leader_of_sixty_holds_a_route_of_three_stops():
    slots = [big_slot(60, days_ahead=ahead) for ahead in (7, 8, 9)]

    assert hold_seats(legs=[leg(slot, 60) for slot in slots], request=request(holder=new_holder()))


def test_office_of_thirty_books_one_by_one_behind_one_address_within_an_hour():
    slot, start = big_slot(40), clock.now()
    for number in range(30):
        with time_machine.travel(start + timedelta(minutes=2 * number), tick=False):
            confirm_order(hold(slot, holder=new_holder("office"), ticket=proven(age=60, work=0)))

    assert Booking.objects.filter(status=Booking.Status.CONFIRMED).count() == 30


def test_two_families_in_one_hotel_hold_at_the_same_time():
    slot = big_slot(16)

    assert all(hold(slot, 3, holder=new_holder("hotel"), ticket=proven()) for _family in range(2))


# --- Who does not -----------------------------------------------------------------------------------------------------


def test_one_client_that_changes_its_cookies_holds_no_more_than_a_share_of_a_slot():
    slots, robot = [big_slot(16) for _slot in range(3)], "robot"
    for slot in slots * 4:
        with pytest.raises(TooManyHolds) if slot.bookings.exists() else nullcontext():
            hold(slot, 5, holder=new_holder(robot))

    assert [Slot.objects.get(pk=slot.pk).seats_taken for slot in slots] == [5, 5, 5]
    assert hold(slots[0], 5)  # others find places


def test_share_of_a_slot_is_free_again_when_the_hold_is_booked_or_over():
    slot = big_slot(16)
    first = hold(slot, 6, holder=new_holder("n"))
    with pytest.raises(TooManyHolds) as refused:
        hold(slot, 1, holder=new_holder("n"))
    assert 0 < refused.value.retry_after <= HOLD_FOR.total_seconds()

    confirm_order(first)
    assert hold(slot, 6, holder=new_holder("n"))
    with time_machine.travel(clock.now() + HOLD_FOR, tick=False):
        assert hold(slot, 4, holder=new_holder("n"))


def one_browser(settings) -> Callable[[], Holder]:
    settings.HOLD_SEATS_PER_BROWSER, settings.HOLDS_PER_BROWSER = 5, Rate(3, 3600)
    return lambda: new_holder(browser="b")


def one_network(settings) -> Callable[[], Holder]:
    settings.HOLD_SEATS_PER_NETWORK, settings.HOLDS_PER_NETWORK = 5, Rate(3, 3600)
    return lambda: new_holder("n")


WHO = pytest.mark.parametrize("who", [one_browser, one_network])


@WHO
def test_places_held_at_once_in_several_slots_are_limited(settings, who):
    holder = who(settings)
    hold(big_slot(), 20, holder=holder())  # alone, however many

    with pytest.raises(TooManyHolds):
        hold(big_slot(), 1, holder=holder())


@WHO
def test_places_held_again_and_again_without_being_booked_are_limited(settings, who):
    holder, start = who(settings), clock.now()
    slot = big_slot()
    for number in range(3):
        with time_machine.travel(start + 2 * number * HOLD_FOR, tick=False):
            hold(slot, holder=holder())
    with time_machine.travel(start + 6 * HOLD_FOR - timedelta(seconds=1), tick=False):
        with pytest.raises(TooManyHolds) as refused:
            hold(slot, holder=holder())
        assert refused.value.retry_after > 0
    with time_machine.travel(start + timedelta(hours=3), tick=False):
        assert hold(slot, holder=holder())


@WHO
def test_what_is_booked_counts_no_more(settings, who):
    holder = who(settings)
    for _number in range(5):
        confirm_order(hold(big_slot(), 4, holder=holder()))


def moved(order: Order, other: Slot) -> object:
    return hold_instead(order=order, legs=[leg(other)])


def switched(order: Order, other: Slot) -> object:
    return switch_leg(order=order, booking=order.bookings.get(), slot=other)


def held_anew(order: Order, other: Slot) -> object:
    return hold_seats(legs=[leg(other)], request=request(holder=Holder(order.held_by, order.held_from)))


@pytest.mark.parametrize("change", [moved, switched, held_anew])
def test_places_moved_from_slot_to_slot_for_ever_are_limited(settings, change):
    """Each move gives a fresh deadline."""
    settings.HOLDS_PER_BROWSER = Rate(4, 3600)
    tour = TourFactory(published=True, slots=2)
    slots = list(tour.slots.order_by("pk"))
    order = hold(slots[0])
    for number in range(3):
        change(Order.objects.get(pk=order.pk), slots[(number + 1) % 2])

    with pytest.raises(TooManyHolds):
        change(Order.objects.get(pk=order.pk), slots[0])
    assert Order.objects.get(pk=order.pk).bookings.get().slot == slots[1]


def test_renewed_holds_are_limited(settings):
    settings.HOLDS_PER_BROWSER = Rate(2, 3 * 3600)
    slot, start = big_slot(), clock.now()
    order = hold(slot)
    people = [(slot.tour.categories.get().pk,)]
    with time_machine.travel(start + 2 * HOLD_FOR, tick=False):
        change_party(order=order, people=people)
    with time_machine.travel(start + 4 * HOLD_FOR, tick=False), pytest.raises(TooManyHolds):
        change_party(order=order, people=people)


def test_party_that_grows_keeps_to_the_networks_share():
    slot = big_slot(16)
    hold(slot, 4, holder=new_holder("n"))
    order = hold(slot, 2, holder=new_holder("n"))

    with pytest.raises(TooManyHolds):
        change_party(order=order, people=[(slot.tour.categories.get().pk,)] * 3)
    assert order.bookings.get().seats == 2


@pytest.mark.parametrize("known", ["browser", "network", "user"])
def test_whatever_is_known_of_who_holds_is_limited(settings, known: str):
    settings.HOLD_SEATS_PER_BROWSER = settings.HOLD_SEATS_PER_NETWORK = 5
    masha = Holder("phone", "at home", UserFactory())
    held_order(big_slot(), 5, holder=masha, user=masha.user)

    with pytest.raises(TooManyHolds):
        held_order(big_slot(), 1, holder=Holder(**{known: getattr(masha, known)}))


def test_what_others_of_the_network_hold_counts_for_no_browser(settings):
    settings.HOLD_SEATS_PER_BROWSER = 5
    hold(big_slot(), 5, holder=new_holder("office"))

    assert hold(big_slot(), 1, holder=new_holder("office"))


def test_how_often_others_of_the_network_hold_counts_for_no_browser(settings):
    settings.HOLDS_PER_BROWSER = Rate(1, 3600)
    hold(big_slot(), holder=new_holder("office"))

    assert hold(big_slot(), holder=new_holder("office"))


def test_browser_of_an_unknown_network_keeps_to_its_own_limits_alone(settings):
    settings.HOLD_SEATS_PER_NETWORK = 5
    nowhere = Holder("b")
    hold(big_slot(), 5, holder=nowhere)

    assert hold(big_slot(), 1, holder=nowhere)
    settings.HOLD_SEATS_PER_NETWORK, settings.HOLDS_PER_NETWORK = 120, Rate(1, 3600)
    assert hold(big_slot(), 1, holder=nowhere)


def test_places_that_are_changed_do_not_count_beside_what_they_become(settings):
    settings.HOLD_SEATS_PER_BROWSER, settings.HOLD_SEATS_PER_NETWORK = 5, 5
    slot, me = big_slot(), new_holder()
    order = hold(slot, 4, holder=me)

    assert hold(slot, 5, holder=me) == order
    assert order.bookings.get().seats == 5


@pytest.mark.parametrize(("browser", "network"), [(7200, 60), (60, 7200)])
def test_each_rate_looks_back_as_far_as_it_says(settings, browser: int, network: int):
    settings.HOLDS_PER_BROWSER, settings.HOLDS_PER_NETWORK = Rate(1, browser), Rate(1, network)
    me, start = new_holder(), clock.now()
    hold(big_slot(), holder=me)

    with time_machine.travel(start + timedelta(hours=1), tick=False), pytest.raises(TooManyHolds) as refused:
        hold(big_slot(), holder=me)
    assert abs(refused.value.retry_after - 3600) < 60


def test_places_count_for_as_long_as_they_are_held_however_short_the_rates_look_back(settings):
    settings.HOLD_SEATS_PER_BROWSER = 5
    settings.HOLDS_PER_BROWSER = settings.HOLDS_PER_NETWORK = Rate(20, 60)
    me, start = new_holder(), clock.now()
    hold(big_slot(), 5, holder=me)

    with time_machine.travel(start + HOLD_FOR - timedelta(seconds=30), tick=False), pytest.raises(TooManyHolds):
        hold(big_slot(), 1, holder=me)


def test_places_that_are_chosen_again_are_held_no_more_often(settings):
    settings.HOLDS_PER_BROWSER = Rate(2, 3600)
    slot, me = big_slot(), new_holder()
    for people in (1, 2, 3):
        hold(slot, people, holder=me)

    assert Order.objects.get().holds == 1
    assert hold(big_slot(), holder=me)


def test_party_that_grows_within_its_hold_holds_no_more_often(settings):
    settings.HOLDS_PER_BROWSER = settings.HOLDS_PER_NETWORK = Rate(1, 3600)
    slot = big_slot()
    order = hold(slot)

    change_party(order=order, people=[(slot.tour.categories.get().pk,)] * 2)

    assert order.bookings.get().seats == 2


# --- Under pressure ---------------------------------------------------------------------------------------------------


def pressed_slot() -> Slot:
    """A person has just taken more than a family's places without any proof."""
    slot = big_slot()
    hold(slot, 5, ticket=Ticket())
    return slot


def asked_of(slot: Slot, **shown) -> ProofNeeded:
    """What a person who shows this is asked for."""
    with pytest.raises(ProofNeeded) as refused:
        hold(slot, **{"ticket": Ticket(), **shown})
    return refused.value


def test_calm_slot_asks_for_nothing():
    slot = big_slot()

    assert [hold(slot, ticket=Ticket()).proof for _number in range(4)] == [None] * 4


def test_pressed_slot_asks_for_work_or_patience(settings):
    slot = pressed_slot()

    with pytest.raises(ProofNeeded) as refused:
        hold(slot, ticket=Ticket())

    assert refused.value.work >= settings.HOLD_PROOF_HASHES
    assert refused.value.retry_after == settings.HOLD_PROOF_WAIT_SECONDS
    with pytest.raises(ProofNeeded):
        hold(slot, ticket=proven(age=settings.HOLD_PROOF_WAIT_SECONDS - 1, work=settings.HOLD_PROOF_HASHES // 2 - 1))
    assert hold(slot, ticket=proven(age=settings.HOLD_PROOF_WAIT_SECONDS, work=0)).proof
    assert hold(slot, ticket=proven(work=settings.HOLD_PROOF_HASHES)).proof


def test_each_proof_opens_one_hold():
    slot, ticket = pressed_slot(), proven()
    hold(slot, ticket=ticket)

    with pytest.raises(ProofNeeded) as refused:
        hold(slot, ticket=ticket)

    assert refused.value.is_used


def test_places_booked_at_once_press_for_as_long_as_a_hold():
    slot, start = big_slot(), clock.now()
    confirm_order(hold(slot, 5, ticket=Ticket()))

    with pytest.raises(ProofNeeded):
        hold(slot, ticket=Ticket())
    with time_machine.travel(start + HOLD_FOR + timedelta(seconds=1), tick=False):
        assert hold(slot, ticket=Ticket())


def test_a_crowd_of_one_network_pays_more_and_then_waits(settings):
    settings.HOLD_CROWD_MOST = 8
    slot = pressed_slot()
    asked = []
    for _browser in range(8):
        with pytest.raises(ProofNeeded) as refused:
            hold(slot, holder=new_holder("n"), ticket=Ticket())
        asked.append(refused.value.work)

    with pytest.raises(TooManyHolds) as refused:
        hold(slot, holder=new_holder("n"))

    assert not isinstance(refused.value, ProofNeeded)
    assert 0 < refused.value.retry_after <= 600
    assert asked == sorted(asked)
    assert asked[7] > 7 * asked[2]
    assert hold(slot)  # from another network


def test_order_of_a_calm_slot_does_not_slip_into_a_pressed_one(settings):
    """Other times of the second step and a larger party are checked too; an older hold has waited."""
    pressed = pressed_slot()
    calm = SlotFactory(tour=pressed.tour, days_ahead=9, capacity=100)
    order = hold(calm, ticket=Ticket())

    with pytest.raises(ProofNeeded):
        switch_leg(order=order, booking=order.bookings.get(), slot=pressed)
    with time_machine.travel(clock.now() + timedelta(seconds=settings.HOLD_PROOF_WAIT_SECONDS), tick=False):
        assert switch_leg(order=order, booking=order.bookings.get(), slot=pressed).slot == pressed


def test_visitor_who_is_too_late_sees_that_and_is_asked_for_nothing():
    slot = big_slot(5)
    hold(slot, 5, ticket=Ticket())

    with pytest.raises(NotEnoughSeats):
        hold(slot, ticket=Ticket())


def test_refused_hold_leaves_everything_as_it_was():
    slot = pressed_slot()
    other = SlotFactory(tour=slot.tour, days_ahead=9, capacity=100)
    me = new_holder()
    hold(other, 2, holder=me)

    with pytest.raises(ProofNeeded):
        hold(slot, 2, holder=me, ticket=Ticket())

    assert Booking.objects.get(seats=2).slot == other
    assert Slot.objects.get(pk=other.pk).seats_taken == 2
    assert Slot.objects.get(pk=slot.pk).seats_taken == 5


def test_places_held_with_a_proof_press_nobody():
    slot = pressed_slot()
    hold(slot, 5)
    Order.objects.filter(proof__isnull=True).delete()
    assert Booking.objects.get().seats == 5
    held_order(slot, 5)  # for no one in particular, as a command does

    assert hold(slot, ticket=Ticket()).proof is None


@pytest.mark.parametrize(
    ("work", "age", "more"),
    [(0.5, 0, None), (0.49, 0, 20), (0.49, 19.5, 1), (0, 19, 1), (0, 20, None)],
    ids=["half the work", "less", "less and not for long enough", "waited too short", "waited"],
)
def test_half_the_work_or_the_whole_wait_is_enough(settings, work: float, age: float, more: int | None):
    settings.HOLD_PROOF_WAIT_SECONDS = 20
    slot, ticket = pressed_slot(), proven(age, int(settings.HOLD_PROOF_HASHES * work))

    if more is None:
        assert hold(slot, ticket=ticket).proof == ticket.nonce
    else:
        assert asked_of(slot, ticket=ticket).retry_after == more


def test_moved_visitor_keeps_the_proof_that_was_used_up():
    """Through a calm slot and back: it is not asked for again, and opens no hold of anybody else."""
    pressed = pressed_slot()
    calm = SlotFactory(tour=pressed.tour, days_ahead=9, capacity=100)
    ticket = proven()
    order = hold(pressed, ticket=ticket)

    for slot, change in [(calm, moved), (pressed, moved), (calm, switched), (pressed, switched)]:
        change(Order.objects.get(pk=order.pk), slot)
        assert Order.objects.get(pk=order.pk).proof == ticket.nonce
    assert asked_of(pressed, ticket=ticket).is_used


def test_visitor_who_moves_to_a_pressed_slot_uses_the_proof_up():
    pressed, me, ticket = pressed_slot(), new_holder(), proven()
    calm = SlotFactory(tour=pressed.tour, days_ahead=9, capacity=100)
    order = hold(calm, holder=me, ticket=Ticket())
    assert order.proof is None

    assert hold(pressed, holder=me, ticket=ticket) == order
    assert Order.objects.get(pk=order.pk).proof == ticket.nonce
    assert asked_of(pressed, ticket=ticket).is_used


def test_browsers_without_a_network_are_no_crowd(settings):
    """No one who books through the portal is without one; a command that books for many makes it dearer for none."""
    slot = pressed_slot()
    for _browser in range(12):
        hold(slot, holder=Holder(uuid.uuid4().hex), ticket=Ticket())

    assert asked_of(slot).work == settings.HOLD_PROOF_HASHES


def test_refusal_says_how_long_the_first_hold_lasts(settings):
    settings.HOLD_SEATS_PER_NETWORK = 5
    start = clock.now()
    for minutes in (0, 2):
        with time_machine.travel(start + timedelta(minutes=minutes), tick=False):
            hold(big_slot(), 2, holder=new_holder("n"))

    with time_machine.travel(start + timedelta(minutes=3), tick=False), pytest.raises(TooManyHolds) as refused:
        hold(big_slot(), 2, holder=new_holder("n"))
    assert refused.value.retry_after == (HOLD_FOR - timedelta(minutes=3)).total_seconds()


def test_refusal_says_when_the_first_of_many_is_forgotten(settings):
    settings.HOLDS_PER_NETWORK = Rate(2, 1800)
    start = clock.now()
    for minutes in (0, 20):
        with time_machine.travel(start + timedelta(minutes=minutes), tick=False):
            hold(big_slot(), holder=new_holder("n"))

    with time_machine.travel(start + timedelta(minutes=25), tick=False), pytest.raises(TooManyHolds) as refused:
        hold(big_slot(), holder=new_holder("n"))
    assert refused.value.retry_after == 300
    with time_machine.travel(start + timedelta(minutes=30), tick=False):
        assert hold(big_slot(), holder=new_holder("n"))


def test_what_a_browser_held_in_another_network_counts_for_this_one_no_more(settings):
    settings.HOLD_SEATS_PER_NETWORK, settings.HOLDS_PER_NETWORK = 5, Rate(1, 3600)
    hold(big_slot(), 5, holder=new_holder("at home", "phone"))

    assert hold(big_slot(), holder=new_holder("on the way", "phone"))
