"""Every task that beat rings reads what is due, not what there is: also after ten years of use."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection, transaction

from accelerator.embedded.addresses import SUPERUSER
from tests import cluster
from tests.access.world import House
from tests.post_office import PostOffice

# How many of each a portal of some years has; the figures of docs/benchmarks.md come from more.
ORDERS, MESSAGES, PHOTOS, SESSIONS, ALERTS = 20_000, 30_000, 3_000, 5_000, 3_000
# Rows of any table that one ring may read when nothing is due, whatever there is.
MOST = 300

# Over and done with, or not due for long, in the shape that the services leave it in.
HISTORY = """
CREATE TEMP TABLE old AS SELECT n, now() - n * interval '3 hours' AS at FROM generate_series(1, {orders}) AS n;
INSERT INTO booking_order ({order_columns})
    SELECT {order_values} FROM booking_order AS one, old WHERE one.id = {order};
INSERT INTO booking_booking ({booking_columns})
    SELECT {booking_values} FROM booking_booking AS one, booking_order AS made
    WHERE one.order_id = {order} AND made.id <> {order};
INSERT INTO booking_ordercontact ({ordercontact_columns})
    SELECT {ordercontact_values} FROM booking_ordercontact AS one, booking_order AS made
    WHERE one.order_id = {order} AND made.id <> {order};
INSERT INTO booking_visitor ({visitor_columns})
    SELECT {visitor_values} FROM booking_visitor AS one, booking_order AS made
    WHERE one.order_id = {order} AND made.id <> {order} AND made.id % 2 = 0;
INSERT INTO booking_visitoridentity (visitor_id, erase_at, erased_at)
    SELECT id, now() - interval '1 year', now() - interval '1 year' FROM booking_visitor WHERE order_id <> {order};
INSERT INTO notifications_message ({message_columns})
    SELECT {message_values} FROM notifications_message AS one, generate_series(1, {messages}) AS n
    WHERE one.id = {message};
INSERT INTO enterprises_photo ({photo_columns})
    SELECT {photo_values} FROM enterprises_photo AS one, generate_series(1, {photos}) AS n WHERE one.id = {photo};
INSERT INTO alerts_datealert ({datealert_columns})
    SELECT {datealert_values} FROM alerts_datealert AS one, generate_series(1, {alerts}) AS n WHERE one.id = {alert};
INSERT INTO booking_identityreading (enterprise_id, slot_id, read_at, people)
    SELECT one.enterprise_id, one.slot_id, now() - old.n * interval '1 hour', 1 FROM booking_booking AS one, old
    WHERE one.order_id = {order} AND old.n < {sessions};
INSERT INTO django_session (session_key, session_data, expire_date)
    SELECT 'old' || n, '', now() + interval '9 days' FROM generate_series(1, {sessions}) AS n;
"""


@pytest.fixture
def years(transactional_db: None) -> Iterator[None]:
    """A portal with many years behind it, of which the planner knows."""
    house = House.build("old")
    message = "(SELECT min(id) FROM notifications_message)"
    changed = {
        "booking_order": {
            "uuid": "gen_random_uuid()",
            "code": "left(md5(old.n::text), 8)",
            "request_key": "gen_random_uuid()",
            "created_at": "old.at",
            "confirmed_at": "old.at",
            # Half of them were forgotten, the others have their time ahead.
            "forget_at": "CASE WHEN old.n % 2 = 0 THEN now() + interval '1 day' * old.n END",
        },
        "booking_booking": {"uuid": "gen_random_uuid()", "order_id": "made.id"},
        "booking_ordercontact": {"order_id": "made.id", "needs": "''"},
        "booking_visitor": {"uuid": "gen_random_uuid()", "order_id": "made.id"},
        "notifications_message": {
            "uuid": "gen_random_uuid()",
            "dedupe_key": "'old' || n",
            "state": "CASE n % 3 WHEN 0 THEN 'queued' ELSE 'sent' END",
            "recipient": "CASE n % 3 WHEN 1 THEN '' ELSE 'masha@example.org' END",
            # Reminders far ahead; letters of this month; letters of half a year ago, whose recipients are erased.
            "due_at": "now() + (CASE n % 3 WHEN 0 THEN 40 WHEN 1 THEN -180 ELSE -30 END) * interval '1 day'",
            "sent_at": "CASE n % 3 WHEN 0 THEN NULL ELSE now() END",
            "created_at": "now() - interval '200 days'",
        },
        "enterprises_photo": {"uuid": "gen_random_uuid()", "state": "'ready'"},
        # Half of them wait for dates of one tour, the others are done.
        "alerts_datealert": {
            "uuid": "gen_random_uuid()",
            "email": "CASE n % 2 WHEN 0 THEN 'reader' || n || '@example.org' ELSE '' END",
            "confirmed_at": "now()",
            "expires_at": "now() + interval '170 days'",
            "done_at": "CASE n % 2 WHEN 0 THEN NULL ELSE now() END",
        },
    }
    named = {}
    with connection.cursor() as cursor:
        for table, values in changed.items():
            cursor.execute(
                "SELECT column_name FROM information_schema.columns"
                " WHERE table_schema = 'public' AND table_name = %s AND column_name <> 'id'",
                [table],
            )
            columns = [name for (name,) in cursor.fetchall()]
            word = table.split("_")[1]
            named[f"{word}_columns"] = ", ".join(f'"{name}"' for name in columns)
            named[f"{word}_values"] = ", ".join(values.get(name, f'one."{name}"') for name in columns)
    script = HISTORY.format(
        orders=ORDERS, messages=MESSAGES, photos=PHOTOS, sessions=SESSIONS, order=house.order.pk, message=message,
        photo=house.photo.pk, alerts=ALERTS, alert=house.alert.pk, **named,
    )  # fmt: skip
    where = cluster.services_addresses().conninfo(SUPERUSER, connection.settings_dict["NAME"])
    import psycopg  # noqa: PLC0415 - the application's own role may not ANALYZE

    with psycopg.connect(**where, autocommit=True) as superuser:  # type: ignore[arg-type]
        superuser.execute("SET session_replication_role = replica")  # the rows are whole: no key is checked one by one
        superuser.execute(script)
        superuser.execute("ANALYZE")
    yield


def rows_read_by(task: Callable[[], object]) -> dict[str, int]:
    """How many rows of which table the task has read, by index or not."""
    with transaction.atomic(), connection.cursor() as cursor:
        before = _read(cursor)
        task()
        after = _read(cursor)
    return {table: rows - before.get(table, 0) for table, rows in after.items() if rows > before.get(table, 0)}


def _read(cursor: object) -> dict[str, int]:
    cursor.execute(  # type: ignore[attr-defined]
        "SELECT relname, coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0) FROM pg_stat_xact_user_tables"
    )
    return dict(cursor.fetchall())  # type: ignore[attr-defined]


def task_named(name: str) -> Callable[[], object]:
    room, function = name.split(".")
    config = next(config for config in apps.get_app_configs() if config.label == room)
    found: Callable[[], object] = getattr(import_module(f"{config.name}.tasks"), function)
    return found


@pytest.mark.counts
def test_ring_reads_what_is_due_and_not_what_there_is(years: None, post_office: PostOffice) -> None:
    tasks = sorted(entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values())
    for name in tasks:
        task_named(name)()  # what the little world itself has left is done with
    read = {name: rows_read_by(task_named(name)) for name in tasks}
    assert {name: rows for name, rows in read.items() if sum(rows.values()) > MOST} == {}
