"""What the database's errors mean."""

import pytest
from django.db import DatabaseError, OperationalError, connection, transaction

from accelerator.common.transactions import database_is_away


@pytest.mark.parametrize(
    ("state", "away"),
    [
        ("57P01", True),  # the administrator ends the connection
        ("53300", True),  # too many connections
        ("08006", True),  # the connection failed
        ("55P03", True),  # a lock that did not come free in time
        ("57014", False),  # a statement that took too long is ours to mend
        ("22012", False),  # division by zero
    ],
)
def test_an_error_tells_whether_the_database_is_away(db, state: str, away: bool):
    with pytest.raises(DatabaseError) as error, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = '{state}'; END $$")
    assert database_is_away(error.value) is away


def test_a_connection_that_was_never_made_is_a_database_away():
    assert database_is_away(OperationalError("connection refused"))
    assert not database_is_away(ValueError())
    assert not database_is_away(None)
