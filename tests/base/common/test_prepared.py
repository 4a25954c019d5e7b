"""Reads whose SQL is made once per process."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

import pytest
from django.contrib.postgres.fields import ArrayField
from django.db import IntegrityError, connection, connections
from django.db.models import BigIntegerField, CharField, DateTimeField, F, OuterRef, QuerySet, Value
from django.db.transaction import TransactionManagementError
from django.utils import timezone

from accelerator.base.accounts.models import ConsentText
from accelerator.base.common.i18n import I18nText
from accelerator.base.common.prepared import Beside, insert, prepared
from tests.factories.tours import SlotFactory, TourFactory
from tours.models import Slot, Tour

pytestmark = pytest.mark.django_db


class SlotRow(NamedTuple):
    pk: int
    starts_at: datetime
    tour__title: I18nText
    tour__status: str


@prepared(SlotRow, tours=ArrayField(BigIntegerField()), now=DateTimeField())
def coming(the: Any, status: str = "open") -> QuerySet:
    """Slots ahead."""
    return Slot.objects.filter(tour__any=the.tours, status=status).upcoming(the.now).by_start()


def test_rows_are_those_of_the_query_set_with_values_of_the_fields() -> None:
    slot, other = SlotFactory(), SlotFactory()
    now = timezone.now()

    rows = coming(tours=[slot.tour_id], now=now)

    assert [(row.pk, row.starts_at) for row in rows] == [(slot.pk, slot.starts_at)]
    assert rows[0].tour__title == slot.tour.title
    assert isinstance(rows[0].tour__title, I18nText)
    assert {row.pk for row in coming(tours=[slot.tour_id, other.tour_id], now=now)} == {slot.pk, other.pk}
    assert coming(tours=[], now=now) == []
    assert coming(tours=[slot.tour_id], now=slot.starts_at + timedelta(minutes=1)) == []
    assert coming.one(tours=[slot.tour_id], now=slot.starts_at) is None


def test_variant_changes_the_text() -> None:
    slot = SlotFactory()

    assert coming("open", tours=[slot.tour_id], now=timezone.now())
    assert coming("closed", tours=[slot.tour_id], now=timezone.now()) == []


def test_statement_is_prepared_once_whatever_the_values(django_assert_num_queries: Any) -> None:
    @prepared(SlotRow, tour=BigIntegerField(), now=DateTimeField())
    def of_tour(the: Any) -> QuerySet:
        return Slot.objects.filter(tour=the.tour, starts_at__gt=the.now + timedelta(hours=1))

    now = timezone.now()
    with django_assert_num_queries(3) as counted:
        for tour in (1, 70_000, 5_000_000_000):
            of_tour(tour=tour, now=now)

    with connection.cursor() as cursor:
        cursor.execute("SELECT statement, generic_plans FROM pg_prepared_statements ORDER BY prepare_time DESC LIMIT 1")
        text, plans = cursor.fetchone()
    assert "tours_slot" in text
    assert plans == 3
    assert {query["sql"].count("$2::bigint") for query in counted.captured_queries} == {1}


def test_what_is_not_a_parameter_is_written_out() -> None:
    TourFactory(slug="a%s'b")

    class Slug(NamedTuple):
        slug: str
        same: str

    @prepared(Slug, word=CharField(max_length=20))
    def tours(the: Any) -> QuerySet:
        return Tour.objects.filter(slug__contains="%s'").annotate(same=Value("50 %")).filter(slug__endswith=the.word)

    assert tours(word="b") == [("a%s'b", "50 %")]
    assert tours(word="c") == []


def test_moment_that_is_no_parameter_is_refused() -> None:
    @prepared(SlotRow, tour=BigIntegerField())
    def stale(the: Any) -> QuerySet:
        return Slot.objects.filter(tour=the.tour, starts_at__gt=timezone.now())

    with pytest.raises(ValueError, match="make it a parameter"):
        stale(tour=1)


def test_arithmetic_with_a_parameter() -> None:
    slot = SlotFactory(capacity=10)

    @prepared(SlotRow, seats=BigIntegerField())
    def roomy(the: Any) -> QuerySet:
        return Slot.objects.filter(capacity__gte=F("seats_taken") + the.seats)

    assert [row.pk for row in roomy(seats=10)] == [slot.pk]
    assert roomy(seats=11) == []


def test_read_that_is_the_first_statement_of_a_connection() -> None:
    @prepared(SlotRow, tour=BigIntegerField())
    def of_tour(the: Any) -> QuerySet:
        return Slot.objects.filter(tour=the.tour, status="open")

    def in_a_thread() -> list[SlotRow]:
        try:
            return of_tour(tour=1)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(in_a_thread).result() == []


def test_instances_are_those_of_the_query_set() -> None:
    slot = SlotFactory(tour__requirements__min_age=7)

    @prepared(Slot, slots=ArrayField(BigIntegerField()), now=DateTimeField())
    def with_places(the: Any) -> QuerySet:
        return Slot.objects.filter(pk__any=the.slots).select_related("tour__requirements").with_free_seats(the.now)

    (found,) = with_places(slots=[slot.pk], now=timezone.now())

    assert found == slot
    assert not found._state.adding
    assert found.free_seats == slot.capacity
    assert (found.starts_at, found.tour.title) == (slot.starts_at, slot.tour.title)
    assert found.tour.requirements.min_age == 7


def test_deferred_columns_of_instances_are_read_when_needed(django_assert_num_queries: Any) -> None:
    slot = SlotFactory()

    @prepared(Slot, slot=BigIntegerField())
    def of_start(the: Any) -> QuerySet:
        return Slot.objects.filter(pk=the.slot).only("starts_at")

    found = of_start.one(slot=slot.pk)

    assert found is not None
    with django_assert_num_queries(1):
        assert (found.starts_at, found.capacity) == (slot.starts_at, slot.capacity)


def test_lock_is_refused_outside_a_transaction(monkeypatch: pytest.MonkeyPatch) -> None:
    slot = SlotFactory()

    @prepared(Slot, slot=BigIntegerField())
    def locked(the: Any) -> QuerySet:
        return Slot.objects.filter(pk=the.slot).select_for_update(no_key=True)

    assert locked(slot=slot.pk) == [slot]
    with monkeypatch.context() as outside, pytest.raises(TransactionManagementError):
        outside.setattr(connections["default"], "in_atomic_block", False)
        locked(slot=slot.pk)


def test_rows_beside_others_are_those_of_their_own_query_set() -> None:
    beside = Beside(Slot, "tour", "rule")
    tour = SlotFactory().tour
    SlotFactory(tour=tour)

    @prepared(Tour, tours=ArrayField(BigIntegerField()))
    def tours(the: Any) -> QuerySet:
        slots = Slot.objects.filter(tour=OuterRef("pk")).order_by("-starts_at", "pk")
        return Tour.objects.filter(pk__any=the.tours).order_by("pk").annotate(all_slots=beside.column(slots))

    found, empty = tours(tours=[tour.pk, TourFactory().pk])

    wanted = list(Slot.objects.filter(tour=tour).order_by("-starts_at", "pk"))
    made = beside.made(found.all_slots)
    assert made == wanted
    columns = [field.attname for field in Slot._meta.concrete_fields]
    for one, other in zip(made, wanted, strict=True):
        assert {name: getattr(one, name) for name in columns} == {name: getattr(other, name) for name in columns}
        assert type(one.uuid) is UUID and one.starts_at.tzinfo
        assert (one.tour, one.tour.title) == (tour, tour.title)
        assert one.rule is None
        assert not one._state.adding
    assert beside.made(empty.all_slots) == []


def test_rows_are_inserted_by_one_statement_whatever_their_number(django_assert_num_queries: Any) -> None:
    def text(number: int) -> ConsentText:
        return ConsentText(
            kind="personal_data", version=number, title=I18nText(ru="Кавычки «\"\\'» и 100 %"), body={"en": "%s"},
            valid_from=timezone.now(),
        )  # fmt: skip

    for numbers in ([901], [902, 903, 904]):
        texts = [text(number) for number in numbers]
        with django_assert_num_queries(1):
            keys = insert(texts, "id", "version")
        assert [version for _key, version in keys] == numbers
        for made, (key, _version) in zip(texts, keys, strict=True):
            stored = ConsentText.objects.get(pk=key)
            assert (stored.title, stored.body, stored.valid_from) == (made.title, made.body, made.valid_from)
    assert insert([text(901)], "id", ignore_conflicts=True) == []
    with pytest.raises(IntegrityError):
        insert([text(901)])


def test_value_that_is_no_json_is_not_inserted() -> None:
    with pytest.raises(TypeError, match="JSON"):
        insert([ConsentText(kind=b"bytes", version=901, valid_from=timezone.now())])
