"""The connections of a web process."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection

from accelerator.base.common.database.base import DatabaseWrapper

ALIAS = "pooled"


@pytest.fixture
def pool(db: None) -> Iterator[Any]:
    options = {**connection.settings_dict["OPTIONS"], "pool": {"min_size": 3, "max_size": 3, "timeout": 3}}
    of_web = {**connection.settings_dict, "OPTIONS": options, "CONN_MAX_AGE": 0}
    made = DatabaseWrapper(of_web, ALIAS).pool
    made.open(wait=True)
    yield DatabaseWrapper(of_web, ALIAS).pool
    made.close()
    DatabaseWrapper._connection_pools.pop(ALIAS)


def test_connection_that_was_given_back_last_is_taken_next(pool: Any) -> None:
    taken = [pool.getconn() for _number in range(3)]
    for one in taken:
        pool.putconn(one)

    again = [pool.getconn() for _number in range(3)]
    assert again == taken[::-1]
    for one in again:
        pool.putconn(one)
    assert pool.get_stats()["pool_available"] == 3


def test_connection_that_broke_is_replaced(pool: Any) -> None:
    broken, others = pool.getconn(), [pool.getconn() for _number in range(2)]
    for one in (*others, broken):
        pool.putconn(one)
    broken.pgconn.finish()

    with pool.connection() as working:
        assert working.execute("SELECT 1").fetchone() == (1,)
        assert working is not broken
