"""Pages that are kept while nothing on them has changed."""

from __future__ import annotations

import gc
import gzip
import sys
import threading
from collections.abc import Iterator
from datetime import timedelta
from types import FunctionType, ModuleType
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.template import engines
from django.test import Client
from django.urls import path
from hypothesis import given
from hypothesis import strategies as st

from accelerator.base.common import clock, kept
from accelerator.base.common.changes import Kind, versions
from accelerator.base.common.models import Change
from accelerator.base.common.pieces import Joined, Piece
from accelerator.base.common.shelf import Shelf, shelf
from regions.models import Region
from tests.factories.regions import RegionFactory

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.base.common.test_kept")]

drawn: list[str] = []
gate = threading.Event()
moments: list[Any] = []
live_text = ["three places"]


def names() -> str:
    return ", ".join(str(name) for name in Region.objects.order_by("pk").values_list("name", flat=True))


@kept.kept(Kind.CONTENT, query=("page",))
def plain(request: HttpRequest) -> HttpResponse:
    drawn.append(request.get_full_path())
    gate.wait(10)
    response = HttpResponse(f"<p>{names()} {request.GET.get('page', '')} {'words ' * 500}</p>")
    for moment in moments:
        kept.true_until(response, moment)
    return response


def fragments(_request: HttpRequest) -> kept.Live:
    if live_text == ["gone"]:
        raise Http404
    return kept.Live(versions([Kind.CONTENT]), {"seats": live_text[0]})


@kept.kept(Kind.CONTENT, live=fragments)
def with_live(request: HttpRequest) -> HttpResponse:
    drawn.append(request.path)
    if live_text == ["gone"]:
        return HttpResponse("gone", status=404)
    page = engines["django"].from_string("<p>{{ a }}</p>{% live 'seats' %}{{ b }}{% endlive %}<p>end {{ a }}</p>")
    return HttpResponse(page.render({"a": names(), "b": live_text[0]}))


@kept.kept(Kind.CONTENT)
def with_cookie(request: HttpRequest) -> HttpResponse:
    drawn.append(request.path)
    response = HttpResponse("hello")
    response.set_cookie("seen", "1")
    return response


@kept.kept(Kind.CONTENT)
def with_session(request: HttpRequest) -> HttpResponse:
    drawn.append(request.path)
    request.session["name"] = "somebody"
    return HttpResponse("hello")


@kept.kept(Kind.CONTENT)
def with_nonce(request: HttpRequest) -> HttpResponse:
    drawn.append(request.path)
    return HttpResponse(str(request.csp_nonce))  # type: ignore[attr-defined]


urlpatterns = [
    path("plain/", plain),
    path("live/", with_live),
    path("cookie/", with_cookie),
    path("session/", with_session),
    path("nonce/", with_nonce),
]


@pytest.fixture(autouse=True)
def _nothing_kept() -> Iterator[None]:
    shelf.clear()
    drawn.clear()
    moments.clear()
    live_text[:] = ["three places"]
    gate.set()
    yield
    shelf.clear()


def page(address: str = "/plain/", **headers: str) -> str:
    return Client().get(address, headers=headers).content.decode()


def test_page_is_drawn_once_and_again_after_a_change() -> None:
    region = RegionFactory()
    first = page()
    assert page() == first
    assert len(drawn) == 1

    region.name = {"ru": "Другая"}
    region.save()

    assert "Другая" in page()
    assert len(drawn) == 2


@pytest.mark.parametrize("change", ["insert", "update", "delete", "raw"])
def test_every_way_of_changing_rows_is_noted(change: str) -> None:
    region = RegionFactory()
    before = versions()
    with connection.cursor() as cursor:
        match change:
            case "insert":
                RegionFactory()
            case "update":
                Region.objects.filter(pk=region.pk).update(slug="other")
            case "delete":
                region.delete()
            case "raw":
                cursor.execute("UPDATE regions_region SET slug = 'raw'")
    assert versions() != before


def test_what_changes_nothing_is_not_noted() -> None:
    region = RegionFactory()
    before = versions()

    region.save()
    Region.objects.filter(pk=region.pk).update(slug=region.slug)
    Region.objects.filter(pk=0).update(slug="nobody")
    Region.objects.filter(pk=0).delete()

    assert versions() == before


def test_rolled_back_change_is_none() -> None:
    region = RegionFactory()
    before = versions()

    with transaction.atomic():
        Region.objects.filter(pk=region.pk).update(slug="other")
        assert versions() != before
        transaction.set_rollback(True)

    assert versions() == before


def test_folding_keeps_the_version_and_few_rows() -> None:
    region = RegionFactory()
    seen = {versions()}
    for number in range(400):
        before = versions()
        Region.objects.filter(pk=region.pk).update(slug=f"slug-{number}")
        assert versions() != before
        seen.add(versions())
    assert len(seen) == 401
    assert Change.objects.count() < 400  # 0.98^400: one run in 3,000 would not have folded


def test_versions_without_any_change_are_zero() -> None:
    Change.objects.all().delete()

    assert versions() == (0, 0, 0)
    assert versions([Kind.OUTLOOK]) == (0,)


def test_page_ends_at_the_earliest_moment_that_its_view_has_named() -> None:
    now = clock.now()
    moments[:] = [now + timedelta(hours=2), None, now + timedelta(hours=1)]

    for minutes, times in ((0, 1), (59, 1), (60, 2)):
        with clock.at(now + timedelta(minutes=minutes)):
            page()
        assert len(drawn) == times


@pytest.mark.parametrize(
    ("address", "headers"),
    [
        ("/plain/?utm=1", {}),
        ("/plain/", {"hx-request": "true"}),
        ("/plain/", {"authorization": "Basic x"}),
        ("/plain/", {"cookie": f"{settings.SESSION_COOKIE_NAME}=x"}),
        ("/plain/", {"cookie": "messages=x"}),
        ("/cookie/", {}),
        ("/session/", {}),
        ("/nonce/", {}),
    ],
)
def test_what_may_be_somebodys_is_neither_kept_nor_served(address: str, headers: dict[str, str]) -> None:
    page("/plain/")
    drawn.clear()

    page(address, **headers)
    page(address, **headers)

    assert len(drawn) == 2


def test_key_holds_what_the_page_depends_on() -> None:
    for address, headers in (
        ("/plain/", {}), ("/plain/?page=2", {}), ("/plain/?page=2&page=3", {}), ("/plain/?page=3&page=2", {}),
        ("/plain/", {"host": "testserver:81"}), ("/plain/", {"cookie": "look=theme:dark"}),
    ):  # fmt: skip
        page(address, **headers)
        page(address, **headers)
    assert len(drawn) == 6


def test_answer_is_compressed_for_those_who_take_it_and_revalidated() -> None:
    plain_text = Client().get("/plain/").content
    packed = Client().get("/plain/", headers={"accept-encoding": "br, gzip"})

    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain_text
    assert len(packed.content) < len(plain_text) / 5
    assert packed.headers["Cache-Control"] == "private, no-cache"
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert packed.headers["Content-Length"] == str(len(packed.content))

    again = Client().get("/plain/", headers={"if-none-match": packed.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    RegionFactory()
    changed = Client().get("/plain/", headers={"if-none-match": packed.headers["ETag"]})
    assert changed.status_code == 200


def test_live_fragment_is_drawn_at_each_request_and_spliced_in() -> None:
    RegionFactory()
    first = page("/live/")

    live_text[:] = ["<b>two places, “ёлочки”</b>"]
    for headers in ({}, {"accept-encoding": "gzip"}):
        answer = Client().get("/live/", headers=headers)
        text = gzip.decompress(answer.content) if headers else answer.content
        assert text.decode() == first.replace("three places", live_text[0])
        assert answer.headers["ETag"] != Client().get("/plain/").headers["ETag"]
    assert drawn.count("/live/") == 1

    live_text[:] = ["gone"]
    assert Client().get("/live/").status_code == 404


@given(st.lists(st.text(max_size=50), min_size=1, max_size=6))
def test_pieces_join_to_one_gzip_member(texts: list[str]) -> None:
    joined = Joined.of(
        tuple(Piece.of(text, 1 + at % 9) if at % 3 else Piece.stored(text) for at, text in enumerate(texts))
    )

    assert gzip.decompress(joined.gzip()).decode() == "".join(texts)
    assert joined.plain().decode() == "".join(texts)


@pytest.mark.parametrize("length", [0, 1_000, 1_001, 0x10000])
def test_words_of_one_reader_are_taken_as_they_are(length: int) -> None:
    piece = Piece.stored("x" * length)

    assert len(piece.data) == length + 5 if length <= 1_000 else len(piece.data) < 500
    assert gzip.decompress(Joined.of((piece,)).gzip()) == b"x" * length


def test_shelf_is_bounded_by_bytes_and_keeps_what_is_used() -> None:
    shelf = Shelf(100)
    for key in range(5):
        shelf.put(key, f"thing {key}", 20)
    shelf.get(0)
    shelf.put(5, "thing 5", 20)
    shelf.put(6, "too large", 26)
    shelf.put(5, "thing 5 again", 25)

    assert shelf.bytes == 85
    assert [key for key in range(7) if shelf.get(key)] == [0, 3, 4, 5]


@pytest.mark.django_db(transaction=True)
def test_readers_of_a_cold_page_draw_it_once() -> None:
    gate.clear()
    answers: list[bytes] = []

    def read() -> None:
        answers.append(Client().get("/plain/").content)
        connection.close()

    readers = [threading.Thread(target=read) for _ in range(12)]
    for reader in readers:
        reader.start()
    gate.set()
    for reader in readers:
        reader.join()

    assert len(drawn) == 1
    assert len(set(answers)) == 1
    assert len(answers) == 12


def test_pages_with_long_addresses_take_no_more_memory_than_they_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    shelf = Shelf(300_000)
    monkeypatch.setattr(kept, "shelf", shelf)
    for number in range(400):
        page(f"/plain/?page={number}{'x' * 2000}")

    assert 250_000 < shelf.bytes <= 300_000
    assert _size_of(shelf) < 400_000


def _size_of(thing: object) -> int:
    """Return the bytes of all that is reachable from there, but for code and what everything shares."""
    found: dict[int, object] = {}
    rest = [thing]
    while rest:
        one = rest.pop()
        if id(one) not in found and not isinstance(one, type | ModuleType | FunctionType):
            found[id(one)] = one
            rest += gc.get_referents(one)
    return sum(map(sys.getsizeof, found.values()))
