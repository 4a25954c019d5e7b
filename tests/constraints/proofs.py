"""How a constraint is proven: by one statement that it accepts with some values and refuses with others."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import Model

Values = dict[str, Any]


class Proof(NamedTuple):
    """Rows that are there, a statement on them with a gap, and what fills it: first accepted, then refused."""

    rows: Callable[[], Values]
    statement: str
    accepted: Sequence[str]
    refused: Sequence[str]


def one(make: Callable[[], Model]) -> Callable[[], Values]:
    """A single row, known to the statement as `id`."""
    return lambda: {"id": make().pk}


def written(statement: str, values: Values) -> int:
    """Run the statement, settle the deferred constraints, and return how many rows it wrote."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)
        rows = cursor.rowcount
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    return rows


def refused(statement: str, values: Values) -> str:
    """The name of the constraint that refuses the statement."""
    with pytest.raises(IntegrityError) as caught:
        written(statement, values)
    return caught.value.__cause__.diag.constraint_name
