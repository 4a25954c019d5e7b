"""Robots against people on one slot: a thousand of them behind twenty addresses, a hundred people with one each.

Time is simulated, event by event; what decides is real: the services, the rows, and the counts in the cache. Robots
need no time to think, do their work at a phone's speed, keep what they have done when more is asked, book what they
hold at once with invented names, and begin again as another person. People think before they press the button.
"""

import heapq
import itertools
import random
import uuid
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from accelerator.base.common import clock
from tests.factories.booking import confirm_order, consent_text, held_order
from tests.factories.tours import SlotFactory
from tours.booking.errors import NotEnoughSeats, ProofNeeded, TooManyHolds
from tours.booking.holders import Holder
from tours.booking.models import Attendance, Booking, Order
from tours.booking.services.allowances import Ticket, demand_of, is_pressed, join_crowd, scope_of
from tours.booking.services.seats import audit_capacity
from tours.models import Slot

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("populations")]
SPEED = 200_000  # hashes of a phone in a second
ON_THE_WAY = 0.1  # seconds from a page to what is sent back
LASTS = 1200  # seconds
PEOPLE, PLACES = 100, 100

Actor = Iterator[float]  # each step yields after how many seconds it goes on


@dataclass
class World:
    """A slot, and who has got places of it."""

    slot: Slot
    dice: random.Random
    began: datetime
    seconds: float = 0
    got: Counter = field(default_factory=Counter)
    asked: list[float] = field(default_factory=list)  # how long people waited beyond their thinking

    def run(self, actors: list[tuple[float, Actor]]) -> None:
        turn = itertools.count()
        queue = [(starts, next(turn), actor) for starts, actor in actors]
        heapq.heapify(queue)
        while queue and queue[0][0] <= LASTS:
            self.seconds, _turn, actor = heapq.heappop(queue)
            with clock.at(self.began + timedelta(seconds=self.seconds)):
                pause = next(actor, None)
            if pause is not None:
                heapq.heappush(queue, (self.seconds + pause, next(turn), actor))

    def visit(self, kind: str, network: str, *, thinks: float, books_after: float) -> Actor:
        """Open step one, think while the work is done, send it until it is taken, and book."""
        holder = Holder(uuid.uuid4().hex, network)
        opened, ticket, now = self.seconds, uuid.uuid4(), clock.now()
        crowd = join_crowd(scope_of(self.slot), holder)
        pressing = Booking.objects.filter(slot=self.slot).pressing(now).seats_by_slot()
        work = demand_of(crowd, holder, now).work if is_pressed(pressing, 1) else 0
        yield ON_THE_WAY + max(thinks, work / SPEED)
        while True:
            shown = Ticket(ticket, self.seconds - opened, work)
            try:
                order = held_order(self.slot, holder=holder, ticket=shown)
            except ProofNeeded as refused:
                worked = max(refused.work - work, 0) / SPEED
                work = refused.work if worked <= refused.retry_after else work
                yield ON_THE_WAY + min(worked, refused.retry_after)
            except TooManyHolds as refused:
                yield refused.retry_after
            except NotEnoughSeats:
                return
            else:
                break
        self.got[kind] += 1
        self.asked += [self.seconds - opened - thinks] if kind == "people" else []
        yield books_after
        confirm_order(order)

    def person(self, number: int) -> Actor:
        thinks = self.dice.lognormvariate(3, 0.5)  # half of them within twenty seconds
        return self.visit("people", f"person {number}", thinks=thinks, books_after=self.dice.uniform(40, 120))

    def robot(self, network: str) -> Actor:
        while self.got.total() < PLACES:
            yield from self.visit("robots", network, thinks=0, books_after=1)


def compete(*, robots: int, networks: int, robots_within: float, people_within: float, seed: int) -> World:
    consent_text()
    world = World(SlotFactory(capacity=PLACES), random.Random(seed), clock.now())
    dice = world.dice
    actors = [(dice.uniform(0, robots_within), world.robot(f"network {n % networks}")) for n in range(robots)]
    actors += [(dice.uniform(0, people_within), world.person(n)) for n in range(PEOPLE)]
    world.run(actors)
    return world


def report(name: str, world: World) -> None:
    waits = sorted(world.asked)
    held = f"robots {world.got['robots']}, people {world.got['people']} of {PLACES} places"
    print(  # noqa: T201 - shown by make faults ARGS=-s
        f"{name}: {held}; people waited {waits[len(waits) // 2]:.1f} s (median), {waits[-1]:.1f} s (longest)"
    )


def check(world: World) -> None:
    assert world.got["robots"] <= 0.05 * PLACES
    assert world.got["people"] >= 0.95 * PEOPLE
    assert Attendance.objects.count() == world.got.total() <= PLACES
    assert Order.objects.exclude(confirmed_at=None).exclude(held_from="").count() == 0
    assert audit_capacity() == []


def test_robots_behind_a_few_addresses_get_hardly_a_place():
    """The quick form: two hundred of them, as many to a network as in the long one."""
    world = compete(robots=200, networks=4, robots_within=5, people_within=60, seed=1)

    report("200 robots of 4 networks", world)
    check(world)


@pytest.mark.slow
@pytest.mark.parametrize("within", [1, 10, 60], ids=lambda seconds: f"robots within {seconds} s")
def test_thousand_robots_behind_twenty_addresses_get_at_most_a_twentieth(within):
    world = compete(robots=1000, networks=20, robots_within=within, people_within=60, seed=1)

    report(f"1,000 robots of 20 networks within {within} s", world)
    check(world)


def test_without_limits_robots_would_have_had_it_all(settings):
    """What the figures above are measured against."""
    settings.HOLD_EASY_SEATS = settings.HOLD_NETWORK_SEATS = PLACES
    settings.HOLD_NETWORK_PERCENT = 100

    world = compete(robots=200, networks=4, robots_within=5, people_within=60, seed=1)

    assert world.got["robots"] > 0.9 * PLACES
