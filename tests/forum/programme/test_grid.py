"""The table of a day: rows of moments, columns of halls, and what runs across them."""

from datetime import date, time
from zoneinfo import ZoneInfo

from accelerator.base.common.i18n import I18nText
from accelerator.forum.programme.grid import lay_out
from accelerator.forum.programme.schema import Hall, Session

A, B, C = (Hall(name, I18nText(ru=name), I18nText(), None) for name in "ABC")


def at(name: str, start: str | None, minutes: int = 60, hall: Hall | None = A) -> Session:
    return Session(
        uuid=name, kind="presentation", title=I18nText(ru=name), abstract_html=I18nText(), date=date(2027, 4, 6),
        hall=hall, track=None, start=time.fromisoformat(start) if start else None, minutes=minutes, order=1,
        language="ru", status="confirmed", tour=None, people=(), zone=ZoneInfo("Europe/Moscow"),
    )  # fmt: skip


def drawn(grid) -> list[tuple[str, list[tuple[str, int, int]]]]:
    """Each row's time, and its cells as (sessions, rows, columns)."""
    return [
        (row.time, [("+".join(t.uuid for t in cell.sessions), cell.rows, cell.columns) for cell in row.cells])
        for row in grid.rows
    ]


def test_parallel_sessions_stand_side_by_side_and_a_lone_one_runs_across():
    grid = lay_out([at("open", "09:00"), at("a", "10:00", hall=A), at("b", "10:00", hall=B)], [A, B, C])
    assert grid.heads == ((A, 1), (B, 1))
    assert drawn(grid) == [("09:00", [("open", 1, 2)]), ("10:00", [("a", 1, 1), ("b", 1, 1)])]


def test_long_session_spans_the_rows_of_short_ones():
    sessions = [at("long", "10:00", 90), at("b1", "10:00", 30, B), at("b2", "10:45", 45, B)]
    assert drawn(lay_out(sessions, [A, B])) == [
        ("10:00", [("long", 3, 1), ("b1", 1, 1)]),
        ("", [("", 1, 1)]),
        ("10:45", [("b2", 1, 1)]),
    ]


def test_every_row_fills_every_column_once():
    sessions = [
        at("a", "10:00", 45), at("b", "10:15", 90, B), at("c", "10:30", 30, C), at("x", "11:00", 120, None),
        at("lunch", "13:00", 30, B), at("d", "14:00", 30, C), at("e", "14:00", 60, A), at("f", "14:15", 15, A),
        at("g", "11:30", 30, None), at("h", "12:45", 30, None),
    ]  # fmt: skip
    grid = lay_out(sessions, [A, B, C])
    taken: set[tuple[int, int]] = set()
    for number, row in enumerate(grid.rows):
        column = 0
        for cell in row.cells:
            while (number, column) in taken:
                column += 1
            places = {(number + down, column + right) for down in range(cell.rows) for right in range(cell.columns)}
            assert not places & taken
            taken |= places
    assert taken == {(row, column) for row in range(len(grid.rows)) for column in range(grid.width)}
    assert {t.uuid for row in grid.rows for cell in row.cells for t in cell.sessions} == {t.uuid for t in sessions}


def test_sessions_of_one_place_that_overlap_stand_side_by_side():
    sessions = [
        at("a", "10:00"),
        at("b", "10:30"),
        at("c", "10:00", 120, B),
        at("d", "12:00"),
        at("e", "12:00", hall=B),
    ]
    grid = lay_out(sessions, [A, B])
    assert grid.heads == ((A, 2), (B, 1))
    assert drawn(grid) == [
        ("10:00", [("a", 2, 1), ("", 1, 1), ("c", 4, 1)]),
        ("10:30", [("b", 2, 1)]),
        ("", [("", 1, 1)]),
        ("", [("", 1, 2)]),
        ("12:00", [("d", 1, 2), ("e", 1, 1)]),
    ]


def test_row_by_row_sessions_come_in_order_of_their_beginning():
    sessions = [
        at("t1", "13:15", 120, None), at("t2", "14:00", 75, None), at("a", "13:15"), at("b", "13:30", hall=B),
        at("c", "14:30"), at("d", "13:45", 30, B), at("e", "15:15", 30, B),
    ]  # fmt: skip
    grid = lay_out(sessions, [A, B])
    read = [t.first_minute for row in grid.rows for cell in row.cells for t in cell.sessions]
    assert read == sorted(read)
    assert len(read) == len(sessions)


def test_tours_outside_the_halls_run_across_together_or_have_a_column():
    tours = [at("t1", "17:00", 90, None), at("t2", "17:00", 60, None)]
    assert drawn(lay_out(tours, [A])) == [("17:00", [("t2+t1", 2, 1)]), ("", [])]
    assert [hall for hall, _lanes in lay_out([*tours, at("a", "17:30")], [A]).heads] == [A, None]


def test_sessions_that_only_have_an_order_stay_a_list():
    grid = lay_out([at("x", None), at("y", None)], [A])
    assert (grid.rows, [t.uuid for t in grid.in_order]) == ((), ["x", "y"])


def test_organizer_sees_every_hall():
    grid = lay_out([at("a", "10:00")], [A, B, C], every_hall=True)
    assert grid.heads == ((A, 1), (B, 1), (C, 1))
    assert drawn(grid) == [("10:00", [("a", 1, 1), ("", 1, 1), ("", 1, 1)])]
