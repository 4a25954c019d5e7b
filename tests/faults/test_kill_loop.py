"""Everything dies in turn while people book: a visitor who saw “booked” is booked once and gets one letter."""

from __future__ import annotations

import itertools
import os
import random
import signal
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.client import HTTPException
from threading import Event

import pytest
from django.urls import reverse
from pytest_django import DjangoDbBlocker

from accelerator.base.notifications.models import Message
from accelerator.embedded.processes import wait_until
from accelerator.embedded.services import Services
from tests.bench.visitor import PERSON, Page, Visitor
from tests.elsewhere import connected_to
from tests.factories.booking import consent_text
from tests.factories.tours import SlotFactory
from tests.faults.engine import PATIENCE, Engine, children_of
from tests.server import Portal, start_portal
from tours.booking.messages import CONFIRMED
from tours.booking.models import Booking, OrderContact
from tours.booking.services.seats import audit_capacity

pytestmark = [pytest.mark.slow, pytest.mark.parametrize("own", ["durable"], indirect=True)]
VISITORS = 6
SLOTS, SEATS = 20, 60
BETWEEN = 4.0  # seconds from one fault to the next


@dataclass
class House:
    """Everything that a portal is made of, each part to be killed; what died is started again, as supervisors do."""

    services: Services
    engine: Engine
    web: Portal = field(init=False)

    def __post_init__(self) -> None:
        self.start_web()
        self.valkey = self.engine.children[0]
        self.workers = [self.engine.start_worker(), self.engine.start_worker()]
        self.beat = self.engine.start_beat()

    def start_web(self) -> None:
        self.web = start_portal(workers=2, **self.engine.environment)

    def kill_web(self) -> None:
        os.killpg(self.web.child.process.pid, signal.SIGKILL)
        self.web.child.process.wait()
        self.start_web()

    def kill_web_process(self) -> None:
        os.kill(children_of(self.web.child.process.pid)[0], signal.SIGKILL)

    def kill_postgresql(self) -> None:
        postgres = self._postgres()
        os.kill(postgres.process.pid, signal.SIGKILL)
        postgres.process.wait()
        self.services.start_again(postgres)

    def kill_backend(self) -> None:
        """One session's process: PostgreSQL ends all others and recovers."""
        with self.services.superuser() as connection:
            found = connection.execute(
                "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
            ).fetchone()
        if found:
            os.kill(found[0], signal.SIGKILL)

    def restart_postgresql(self) -> None:
        self.services.start_again(self._postgres())

    def kill_worker(self) -> None:
        self.engine.kill(self.workers.pop(0))
        self.workers.append(self.engine.start_worker())

    def kill_workers_child(self) -> None:
        for pid in children_of(self.workers[-1].process.pid)[:1]:
            os.kill(pid, signal.SIGKILL)

    def kill_beat(self) -> None:
        self.engine.kill(self.beat)
        self.beat = self.engine.start_beat()

    def kill_valkey(self) -> None:
        self.engine.kill(self.valkey)
        self.valkey = self.engine.start_valkey()

    def empty_valkey(self) -> None:
        self.engine.flush()

    def close_post_office(self) -> None:
        self.engine.office.close()
        ends = time.monotonic() + BETWEEN
        wait_until(lambda: time.monotonic() >= ends, seconds=BETWEEN + 1)
        self.engine.office.open()

    def close(self) -> None:
        self.web.child.stop()

    def _postgres(self):
        return next(child for child in self.services.children if child.name == "postgres")


FAULTS = (
    House.kill_web, House.kill_web_process, House.kill_postgresql, House.kill_backend, House.restart_postgresql,
    House.kill_worker, House.kill_workers_child, House.kill_beat, House.kill_valkey, House.empty_valkey,
    House.close_post_office,
)  # fmt: skip


@dataclass
class Answers:
    """What visitors were answered, and which of them as booked."""

    booked: set[str] = field(default_factory=set)
    sent: set[str] = field(default_factory=set)  # who pressed the last button, whatever they heard
    heard: Counter[object] = field(default_factory=Counter)
    without_a_way_on: list[Page] = field(default_factory=list)
    longest: float = 0.0

    def book(self, url: str, path: str, email: str) -> bool:
        """Try to book, as far as it goes; whether there was an answer at all."""
        try:
            with Visitor(url) as visitor:
                offered = self._ask(visitor, path)
                if offered.status != 200:
                    return True
                held = self._ask(visitor, path, offered.fields("key", "count_"))
                if held.status != 302:
                    return True
                details = self._ask(visitor, held.location)
                if details.status != 200:
                    return True
                self.sent.add(email)
                answer = self._ask(visitor, held.location, {**details.fields("v0_"), **PERSON, "email": email})
                if answer.status == 302 and answer.location == held.location.removesuffix("details/"):
                    self.booked.add(email)
        except (OSError, HTTPException) as gone:
            self.heard[type(gone).__name__] += 1
            return False
        return True

    def _ask(self, visitor: Visitor, path: str, fields: dict[str, str] | None = None) -> Page:
        began = time.monotonic()
        try:
            page = visitor.get(path) if fields is None else visitor.post(path, fields)
        finally:
            self.longest = max(self.longest, time.monotonic() - began)
        self.heard[page.status] += 1
        if page.status == 503 and page.retry_after != "5":
            self.without_a_way_on.append(page)
        return page


@pytest.fixture
def house(own: Services, own_engine: Engine) -> Iterator[House]:
    house = House(own, own_engine)
    yield house
    house.close()


def test_everything_dies_in_turn_while_people_book(
    own: Services, house: House, django_db_setup: None, django_db_blocker: DjangoDbBlocker, capsys
) -> None:
    """KILL_LOOP_ROUNDS says how often each fault comes (2 by default)."""
    with connected_to(own, django_db_blocker):
        consent_text()
        paths = [reverse("booking:hold", args=[SlotFactory(capacity=SEATS).uuid]) for _number in range(SLOTS)]
    faults = [fault for fault in FAULTS for _time in range(int(os.environ.get("KILL_LOOP_ROUNDS", "2")))]
    random.Random(7).shuffle(faults)
    answers, numbers, done = Answers(), itertools.count(1), Event()

    def keep_booking() -> None:
        while not done.is_set():
            number = next(numbers)
            if not answers.book(house.web.url, paths[number % SLOTS], f"visitor{number}@example.org"):
                done.wait(0.2)  # no one is there: a person takes a breath

    with ThreadPoolExecutor(max_workers=VISITORS) as pool:
        visitors = [pool.submit(keep_booking) for _number in range(VISITORS)]
        try:
            for fault in faults:
                fault(house)
                before, ends = len(answers.booked), time.monotonic() + BETWEEN
                # Whatever has died, people book again without anybody's help.
                house.engine.until(lambda n=before, end=ends: len(answers.booked) > n + 2 and time.monotonic() >= end)
        finally:
            done.set()
    for visitor in visitors:
        visitor.result()

    with connected_to(own, django_db_blocker):
        house.engine.until(drained, seconds=300)
        contacts = OrderContact.objects.filter(order__bookings__status=Booking.Status.CONFIRMED)
        booked = Counter(contacts.values_list("email", flat=True))
        letters = Message.objects.filter(kind=CONFIRMED)
        states = Counter(letters.values_list("state", flat=True))
        sent = {f"<{uuid}@127.0.0.1>" for uuid in letters.filter(state="sent").values_list("uuid", flat=True)}
        wrong = audit_capacity()
    mails = house.engine.office.counted()
    with capsys.disabled():
        print(  # noqa: T201 - the figure of docs/benchmarks.md
            f"\n{len(faults)} faults: {len(answers.booked)} told that they are booked, "
            f"{len(answers.booked & booked.keys())} are, and {len(booked.keys() - answers.booked)} who were not told; "
            f"letters {dict(states)}, "
            f"{sum(mails.values())} mails of {len(mails)}; heard {dict(answers.heard)}; longest {answers.longest:.1f} s"
        )
    assert answers.booked <= booked.keys() <= answers.sent
    assert set(booked.values()) == {1}
    assert wrong == []
    assert {heard for heard in answers.heard if isinstance(heard, int)} <= {200, 302, 422, 503}
    assert answers.without_a_way_on == []
    assert answers.longest < PATIENCE
    assert sum(states.values()) == len(booked)
    assert max(mails.values()) == 1
    assert sent <= mails.keys()
    assert states["unknown"] <= len(faults)


def drained() -> bool:
    """Every letter is with the mail server, or may be; the wait before another try is shortened here."""
    Message.objects.filter(state="queued", kind=CONFIRMED).update(retry_at=None)
    return set(Message.objects.filter(kind=CONFIRMED).values_list("state", flat=True)) <= {"sent", "unknown"}
