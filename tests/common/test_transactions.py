"""What the database's errors mean."""

import psycopg
import pytest
from django.db import DatabaseError, OperationalError, connection, transaction

from accelerator.common.transactions import atomic_with_retries, database_is_away

# By class of PostgreSQL's Appendix A, and single ones where the class holds both.
PASSING_CLASSES = ("08", "40", "53", "57P", "58")
PASSING = {"55P03", "57014", "25P03", "25P04", "25006"}


def raised(state: str) -> DatabaseError:
    with pytest.raises(DatabaseError) as error, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = '{state}'; END $$")
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


@pytest.mark.parametrize(("state", "times"), [("40001", 3), ("40P01", 3), ("55P03", 1), ("57014", 1)])
def test_collisions_are_tried_again_and_waits_are_not(transactional_db, state: str, times: int):
    tries = []

    @atomic_with_retries
    def service() -> None:
        tries.append(state)
        with connection.cursor() as cursor:
            cursor.execute(f"DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = '{state}'; END $$")

    with pytest.raises(OperationalError):
        service()
    assert len(tries) == times
