"""The database goes away under load: requests are asked to retry, and nothing has to be restarted."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from django.urls import reverse

from accelerator.embedded.processes import wait_until
from accelerator.embedded.services import Services
from tests.bench.visitor import Page, Visitor
from tests.faults.engine import PATIENCE, Engine
from tests.server import Portal, start_portal

READERS = 4


@pytest.fixture
def portal(own_engine: Engine) -> Iterator[Portal]:
    portal = start_portal(**own_engine.environment)
    yield portal
    portal.child.stop()


def test_the_database_goes_away_twice_under_load(own: Services, own_engine: Engine, portal: Portal) -> None:
    own_engine.start_worker()
    own_engine.start_beat()
    done = Event()
    with ThreadPoolExecutor(max_workers=READERS) as pool:
        readers = [pool.submit(_read_until, done, portal) for _ in range(READERS)]
        try:
            with Visitor(portal.url) as visitor:
                for _time in range(2):
                    assert wait_until(lambda: _regions(visitor).status == 200, seconds=PATIENCE)
                    own.stop()
                    assert wait_until(lambda: _regions(visitor).status == 503, seconds=PATIENCE)
                    own.start()
                assert wait_until(lambda: _regions(visitor).status == 200, seconds=PATIENCE)
                # A person writes, and the worker, whose connection was lost too, sends.
                reset = reverse("account_reset_password")
                form = visitor.get(reset).fields()
                assert visitor.post(reset, {**form, "email": "masha@example.org"}).status == 302
                own_engine.until(lambda: len(own_engine.office.to("masha@example.org")) == 1)
        finally:
            done.set()
    pages = [page for reader in readers for page in reader.result()]
    assert {page.status for page in pages} == {200, 503}
    refused = [page for page in pages if page.status == 503]
    assert {page.retry_after for page in refused} == {"5"}
    assert all("Портал скоро вернётся" in page.text for page in refused)


def _regions(visitor: Visitor) -> Page:
    return visitor.get("/regions/")


def _read_until(done: Event, portal: Portal) -> list[Page]:
    with Visitor(portal.url) as visitor:
        pages = []
        while not done.is_set():
            pages.append(_regions(visitor))
        return pages
