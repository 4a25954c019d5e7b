"""Kept pages of several processes on one database: what one writes the other shows, whatever dies or comes back.

Each page is compared, byte for byte, with that of a third process that keeps none.
"""

from __future__ import annotations

import gzip
import http.client
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import urlencode, urlsplit

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoDbBlocker

from accelerator.embedded.addresses import DATABASE, SUPERUSER
from accelerator.embedded.services import Services, postgres_binary
from tests.access.world import World
from tests.bench.visitor import Visitor
from tests.elsewhere import connected_to
from tests.faults.engine import Engine
from tests.kept import pages
from tests.portal.markup import sent_unchanged
from tests.server import Portal, start_portal
from tours.models import Tour


class Member(Visitor):
    """Somebody who is signed in, at one of the processes."""

    def __init__(self, portal: Portal, client: Client) -> None:
        super().__init__(portal.url)
        self._cookies = {name: morsel.value for name, morsel in client.cookies.items()}

    def change(self, path: str, **typed: str) -> None:
        """Send the form of a page with these values changed."""
        page = self.get(path)
        assert page.status == 200, (path, page.status)
        form = sent_unchanged(HttpResponse(page.body), next(iter(typed)))
        sent = self._ask("POST", path, urlencode({**form, **typed}, doseq=True).encode())
        assert sent.status == 302, (path, sent.status, sent.text)


@dataclass
class Processes:
    """Two web processes that keep pages, and one that does not; to clients they are one host."""

    one: Portal
    other: Portal
    fresh: Portal

    @classmethod
    def start(cls, environment: dict[str, str]) -> Processes:
        one = start_portal(**environment)
        known = {**environment, "BASE_URL": one.url}
        return cls(one, start_portal(**known), start_portal(**{**known, "KEPT_PAGES_MB": "0"}))

    def stop(self) -> None:
        for portal in (self.one, self.other, self.fresh):
            portal.child.stop()

    def read(self, portal: Portal, path: str) -> str:
        """Return what an anonymous reader gets."""
        connection = http.client.HTTPConnection(urlsplit(portal.url).netloc, timeout=60)
        try:
            connection.request("GET", path, headers={"Host": urlsplit(self.one.url).netloc, "Accept-Encoding": "gzip"})
            answer = connection.getresponse()
            body = answer.read()
            assert answer.status == 200, (path, answer.status, body)
            return pages.without_own(gzip.decompress(body)).decode()
        finally:
            connection.close()

    def differences(self, paths: Sequence[str]) -> list[str]:
        """Return those of the pages that a process shows otherwise than one that keeps none; minutes may pass."""
        found = []
        for path in paths:
            before = self.read(self.fresh, path)
            shown = [self.read(portal, path) for portal in (self.one, self.other)]
            if not {*shown} <= {before, self.read(self.fresh, path)}:
                found.append(path)
        return found


@pytest.fixture
def engine_processes(engine: Engine) -> Iterator[Processes]:
    processes = Processes.start(engine.environment)
    yield processes
    processes.stop()


def changes(world: World) -> list[tuple[str, str, str, dict[str, str]]]:
    """Who changes what at which page, and a page that shows it."""
    own, public = world.own, world.public
    cabinet = {"slug": own.enterprise.slug}
    return [
        ("owner", reverse("tours:cabinet_basics", kwargs={**cabinet, "uuid": own.tour.uuid}),
         own.tour.get_absolute_url(), {"title_ru": "Чугунное литьё"}),
        ("owner", reverse("enterprises:profile", kwargs=cabinet),
         own.enterprise.get_absolute_url(), {"name_ru": "Литейный двор"}),
        ("owner", reverse("routes:cabinet_edit", kwargs={**cabinet, "route_uuid": own.route.uuid}),
         own.route.get_absolute_url(), {"title_ru": "Три цеха за день", "stops-1-tour": str(world.foreign.tour.uuid)}),
        ("organizer", reverse("forum:organizer_edit", kwargs={"slug": public["forum"].slug}),
         public["forum"].get_absolute_url(), {"title_ru": "Форум литейщиков"}),
        ("organizer", reverse("seasons:edit", kwargs={"year": public["season"].year}),
         public["season"].get_absolute_url(), {"title_ru": "Сезон чугуна"}),
        ("organizer", reverse("portal:desk_page", kwargs={"slug": public["page"].slug}),
         public["page"].get_absolute_url(), {"title_ru": "Группам литейщиков"}),
    ]  # fmt: skip


def hold_a_seat(portal: Portal, world: World) -> None:
    hold = reverse("booking:hold", args=[world.own.slot.uuid])
    with Visitor(portal.url) as visitor:
        held = visitor.post(hold, visitor.open_form(hold))
    assert held.status == 302, held.text


def test_what_one_process_writes_the_other_shows_at_once_and_without_valkey(
    engine: Engine, engine_processes: Processes
) -> None:
    processes, world = engine_processes, World.build()
    paths = pages.addresses()
    assert processes.differences(paths) == []

    for actor, form, page, typed in changes(world):
        text = typed[next(iter(typed))]
        assert text not in processes.read(processes.other, page)
        with Member(processes.one, world.clients[actor]) as member:
            member.change(form, **typed)
        assert text in processes.read(processes.other, page), (form, page)
    hold_a_seat(processes.other, world)
    assert processes.differences(paths) == []

    for child in [*engine.children]:
        engine.kill(child)
    assert processes.differences(paths) == []

    with Member(processes.one, world.clients["organizer"]) as member:
        member.change(reverse("portal:desk_page", args=[world.public["page"].slug]), title_ru="Без Valkey")
    assert "Без Valkey" in processes.read(processes.other, world.public["page"].get_absolute_url())
    hold_a_seat(processes.other, world)
    assert processes.differences(paths) == []


@pytest.mark.slow
def test_restored_database_is_shown_under_running_processes(
    own: Services, own_engine: Engine, django_db_blocker: DjangoDbBlocker
) -> None:
    with connected_to(own, django_db_blocker):
        world = World.build()
        paths = pages.addresses()
        title = world.own.tour.get_absolute_url()
        processes = Processes.start(own_engine.environment)
        try:
            assert processes.differences(paths) == []
            dump = program(own, "pg_dump", "--format=custom", DATABASE)
            for text in ("Первый", "Второй"):
                Tour.objects.filter(pk=world.own.tour.pk).update(title={"ru": text})
                assert text in processes.read(processes.one, title)
            then = ["--clean", "--if-exists", "--single-transaction", f"--dbname={DATABASE}"]

            program(own, "pg_restore", *then, given=dump)
            assert not {"Первый", "Второй"} & {*processes.read(processes.one, title).replace("<", " ").split()}
            assert processes.differences(paths) == []

            # What is written now has the number of rows that the lost change had, and is none of it.
            Tour.objects.filter(pk=world.own.tour.pk).update(title={"ru": "Третий"})
            assert "Третий" in processes.read(processes.one, title)
            assert processes.differences(paths) == []
        finally:
            processes.stop()


def program(services: Services, name: str, *options: str, given: bytes | None = None) -> bytes:
    where: list[Any] = [postgres_binary(name), f"--host={services.addresses.sockets}", f"--username={SUPERUSER}"]
    return cast(bytes, subprocess.run([*where, *options], input=given, capture_output=True, check=True).stdout)
