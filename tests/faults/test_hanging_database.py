"""A PostgreSQL that hangs without a word, and rows that are locked: their request is refused, and no other waits."""

from __future__ import annotations

import os
import signal
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.urls import reverse

from accelerator.embedded.processes import wait_until, working_in
from accelerator.embedded.services import Services
from tests.bench.visitor import Page, Visitor
from tests.cluster import services_addresses
from tests.factories.booking import consent_text
from tests.factories.tours import SlotFactory
from tests.faults.engine import PATIENCE
from tests.server import Portal, start_portal
from tours.models import Slot

THREADS = 8


@pytest.fixture
def portal(own: Services) -> Iterator[Portal]:
    portal = start_portal(WEB_THREADS=str(THREADS))
    yield portal
    portal.child.stop()


class Frozen:
    """Every process of a PostgreSQL stopped, as a disk that answers no more stops it; `thaw()` lets them go on."""

    def __init__(self, services: Services) -> None:
        self._pids = list(working_in(services.folder / "postgres", "postgres"))
        assert len(self._pids) > 3
        for pid in self._pids:
            os.kill(pid, signal.SIGSTOP)

    def thaw(self) -> None:
        for pid in self._pids:
            os.kill(pid, signal.SIGCONT)


def test_every_request_is_answered_while_postgresql_hangs(own: Services, portal: Portal) -> None:
    paths = ["/regions/", "/readyz", "/tours/", "/en/regions/"]
    with Visitor(portal.url) as visitor:
        assert {visitor.get(path).status for path in paths} == {200}
        frozen = Frozen(own)
        try:
            # It answers nothing until it is let go on: without a clock of the client's own, nor would the portal.
            with ThreadPoolExecutor(max_workers=2 * THREADS) as pool:
                first = list(pool.map(lambda path: _get(portal, path), paths * 4))
            later = [visitor.get(path) for path in paths * 10]
            healthy = visitor.get("/healthz")
        finally:
            frozen.thaw()
        assert wait_until(lambda: visitor.get("/readyz").status == 200, seconds=PATIENCE)
        assert wait_until(lambda: {visitor.get(path).status for path in paths} == {200}, seconds=PATIENCE)
    assert Counter((page.status, page.retry_after) for page in [*first, *later]) == {(503, "5"): 56}
    assert healthy.status == 200


@pytest.fixture
def slot(live_portal: Portal) -> Slot:
    consent_text()
    return SlotFactory(capacity=50)


def test_row_that_somebody_holds_is_waited_for_by_few_and_once(live_portal: Portal, slot: Slot) -> None:
    path = reverse("booking:hold", args=[slot.uuid])
    log = services_addresses().folder / "logs" / "postgres.log"
    visitors = [Visitor(live_portal.url) for _number in range(20)]
    forms = [visitor.open_form(path) for visitor in visitors]
    before = _lock_timeouts(log)

    with transaction.atomic():
        Slot.objects.locked([slot.pk])
        with ThreadPoolExecutor(max_workers=20) as pool:
            asked = [pool.submit(visitor.post, path, form) for visitor, form in zip(visitors, forms, strict=True)]
            beside = [_get(live_portal, "/regions/") for _time in range(5)]
            refused = [future.result() for future in asked]
        connection.cursor().execute("SELECT 1")  # still held

    for visitor in visitors:
        visitor.close()
    assert Counter((page.status, page.retry_after) for page in refused) == {(503, "5"): 20}
    assert {page.status for page in beside} == {200}
    assert _lock_timeouts(log) - before <= THREADS  # the rest were told by the process itself
    with Visitor(live_portal.url) as visitor:
        assert wait_until(lambda: visitor.post(path, visitor.open_form(path)).status == 302, seconds=PATIENCE)


def test_wait_for_a_row_that_ends_with_its_statement_is_refused_and_no_error(live_portal: Portal, slot: Slot) -> None:
    """In a queue each wait for a lock may be short, and together they outlast the statement, which is cancelled."""
    path = reverse("booking:hold", args=[slot.uuid])
    with Visitor(live_portal.url) as visitor, ThreadPoolExecutor(max_workers=1) as pool:
        form = visitor.open_form(path)
        with transaction.atomic():
            Slot.objects.locked([slot.pk])
            asked = pool.submit(visitor.post, path, form)
            assert wait_until(_cancel_one_that_waits, seconds=PATIENCE)
            refused = asked.result()
        assert (refused.status, refused.retry_after) == (503, "5")
        assert wait_until(lambda: visitor.post(path, form).status == 302, seconds=PATIENCE)


def _cancel_one_that_waits() -> bool:
    """Cancel the statement that waits for a row's lock, as its timeout does (SQLSTATE 57014)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")  # or a transaction sees what its first look saw
        cursor.execute(
            "SELECT pg_cancel_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%FOR NO KEY UPDATE%'"
        )
        return cursor.fetchone() is not None


def _get(portal: Portal, path: str) -> Page:
    with Visitor(portal.url) as visitor:
        return visitor.get(path)


def _lock_timeouts(log: Path) -> int:
    return log.read_text(errors="replace").count("canceling statement due to lock timeout")
