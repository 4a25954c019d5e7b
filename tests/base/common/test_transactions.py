"""What the database's errors mean."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.db import DatabaseError, IntegrityError, OperationalError, connection, transaction
from django.utils.translation import override

from accelerator.base.common.errors import Refusal
from accelerator.base.common.middleware import RefusalMiddleware
from accelerator.base.common.transactions import (
    ConstraintRefused,
    Gone,
    atomic,
    atomic_with_retries,
    database_is_away,
    lock_name,
    violates,
)
from accelerator.forum.models import Day
from regions.models import Region
from tests.factories.forum import ForumFactory

# By class of PostgreSQL's Appendix A, and single ones where the class holds both.
PASSING_CLASSES = ("08", "40", "53", "57P", "58")
PASSING = {"55P03", "57014", "25P03", "25P04", "25006"}
PACKAGES = ("accelerator", "regions", "tours")


def raised_by_the_server(state: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = '{state}'; END $$")


def raised(state: str) -> DatabaseError:
    with pytest.raises(DatabaseError) as error, transaction.atomic():
        raised_by_the_server(state)
    return error.value


def test_every_error_of_the_database_is_known_to_pass_or_to_be_ours(db):
    """The whole list of PostgreSQL's errors that psycopg knows, each raised by the server itself."""
    states = [state for state in sorted(psycopg.errors._sqlcodes) if not state.startswith(("00", "01", "02"))]
    states = [state for state in states if state not in {"P0004", "57014"}]  # PL/pgSQL's own ways to end its block
    assert len(states) > 200
    passing = {state for state in states if database_is_away(raised(state))}
    assert passing == {state for state in states if state.startswith(PASSING_CLASSES)} | (PASSING - {"57014"})


def test_a_statement_that_ran_out_of_time_passes(db):
    with pytest.raises(OperationalError) as error, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = '1ms'")
        cursor.execute("SELECT pg_sleep(5)")
    assert error.value.__cause__.sqlstate == "57014"
    assert database_is_away(error.value)


def test_a_connection_that_was_never_made_is_a_database_away():
    assert database_is_away(OperationalError("connection refused"))
    assert not database_is_away(DatabaseError("not a connection at all"))
    assert not database_is_away(ValueError())
    assert not database_is_away(None)


def tries_of_a_service_that_meets(state: str) -> int:
    tries = []

    @atomic_with_retries
    def service() -> None:
        tries.append(state)
        raised_by_the_server(state)

    with pytest.raises(OperationalError):
        service()
    return len(tries)


@pytest.mark.parametrize(("state", "times"), [("40001", 3), ("40P01", 3), ("55P03", 1), ("57014", 1)])
def test_collisions_are_tried_again_and_waits_are_not(db, state: str, times: int):
    """On a connection of its own: the test's is in a transaction already."""
    with ThreadPoolExecutor(max_workers=1) as pool:
        tries = pool.submit(tries_of_a_service_that_meets, state).result()
        pool.submit(lambda: connection.close()).result()  # noqa: PLW0108 - the thread's own

    assert tries == times


def is_locked_elsewhere(name: str) -> bool:
    """Whether a transaction of another connection, which waits for a moment only, cannot lock the name."""
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL lock_timeout = '50ms'")
            lock_name(name)
    except OperationalError as error:
        assert getattr(error.__cause__, "sqlstate", None) == "55P03"
        return True
    finally:
        connection.close()
    return False


def test_name_is_locked_until_its_transaction_ends(db):
    with ThreadPoolExecutor(max_workers=1) as pool:
        with transaction.atomic():
            lock_name("one")
            assert pool.submit(is_locked_elsewhere, "one").result()
            assert not pool.submit(is_locked_elsewhere, "another").result()
            transaction.set_rollback(True)
        assert not pool.submit(is_locked_elsewhere, "one").result()


def test_collision_within_another_transaction_is_that_ones_to_try_again(db):
    assert tries_of_a_service_that_meets("40001") == 1


def test_service_that_succeeds_answers_at_once(db):
    answers = iter("ab")

    assert atomic_with_retries(lambda: next(answers))() == "a"
    assert next(answers) == "b"


@pytest.mark.parametrize("service", [atomic, atomic_with_retries])
def test_a_row_that_is_gone_is_a_refusal(db, service):
    with pytest.raises(Gone):
        service(lambda: Region.objects.get(pk=0))()


@pytest.mark.django_db(transaction=True)
def test_a_constraint_checked_by_the_commit_is_a_refusal():
    forum = ForumFactory()

    @atomic
    def session_on_no_day() -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO forum_session (uuid, version, forum_id, kind, title, abstract, date, position, language,"
                " status) VALUES (gen_random_uuid(), 1, %s, 'break', '{}', '{}', '1999-01-01', 0, 'ru', 'confirmed')",
                [forum.pk],
            )

    with pytest.raises(ConstraintRefused) as refusal:
        session_on_no_day()
    assert refusal.value.constraint == "forum_session_on_a_day_of_forum"


@pytest.mark.parametrize(
    ("constraint", "state", "words"),
    [
        ("forum_session_minutes_sane", "23514", "A session lasts between"),  # its own words
        ("forum_day_once", "23505", "The same thing has already been saved"),  # says only Django's usual words
        ("of_no_model", "23505", "The same thing has already been saved"),
        ("of_no_model", "23503", "Something this depends on"),
        ("of_no_model", "23514", "This conflicts with"),
        ("of_no_model", "23P01", "This conflicts with"),
    ],
)
def test_refusal_has_the_constraints_words_or_those_of_what_kind_it_is(constraint: str, state: str, words: str):
    with override("en"):
        assert str(ConstraintRefused(constraint, state)).startswith(words)


def test_write_is_refused_by_the_constraint_that_the_database_names(db):
    day = ForumFactory().days.first()
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        Day.objects.create(forum=day.forum, date=day.date)

    assert violates(error.value, "forum_day_once")
    assert not violates(error.value, "forum_day_pkey")
    assert not violates(IntegrityError("of no server"), "forum_day_once")
    with pytest.raises(ConstraintRefused) as refusal:
        atomic(Day.objects.create)(forum=day.forum, date=day.date)
    assert refusal.value.constraint == "forum_day_once"


def test_an_error_without_a_constraint_stays_what_it_is(db):
    with pytest.raises(IntegrityError) as error:
        atomic(lambda: Region.objects.create(slug=None))()
    assert not isinstance(error.value, Refusal)


def decorators_of_services() -> list[str]:
    """Every `transaction.atomic` that decorates a function of ours, by file and line."""
    found = []
    for package in PACKAGES:
        for path in (Path(settings.BASE_DIR) / package).rglob("*.py"):
            lines = enumerate(path.read_text().splitlines(), start=1)
            found.extend(f"{path.name}:{number}" for number, line in lines if line.strip() == "@transaction.atomic")
    return found


def test_services_use_the_decorator_that_refuses_in_words():
    # The outbox catches its own errors; the demo's loader and a command of operators have no visitor to answer.
    kept = {"delivery.py", "folding.py", "load_forum.py"}
    assert {place for place in decorators_of_services() if place.partition(":")[0] not in kept} == set()


@pytest.mark.parametrize("raised", [Refusal("Занято."), Gone()])
def test_a_refusal_that_no_view_caught_is_a_calm_page(rf, raised):
    request = rf.post("/")
    answer = RefusalMiddleware(lambda _request: None).process_exception(request, raised)
    assert answer.status_code == 409
    assert str(raised) in answer.content.decode()


def test_other_errors_are_left_to_django(rf):
    assert RefusalMiddleware(lambda _request: None).process_exception(rf.get("/"), ValueError()) is None
