"""A day of a programme as a table: a row per moment at which something begins or ends, a column per hall.

What takes place alone runs across all halls, so that columns stand only where a visitor must choose.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise

from accelerator.forum.programme.schema import Hall, Session


@dataclass(frozen=True)
class Cell:
    """Sessions that share a place in the table; none where the hall is empty."""

    sessions: tuple[Session, ...]
    rows: int
    columns: int = 1
    hall: Hall | None = None
    is_wide: bool = False  # runs across all halls


@dataclass(frozen=True)
class Row:
    """From one moment to the next. `time` is said where something begins."""

    time: str
    minutes: int
    cells: tuple[Cell, ...]

    @property
    def height(self) -> int:
        """Quarters of an hour, for a table in which long sessions look long; at most an hour and a half."""
        return min(6, max(1, round(self.minutes / 15)))


@dataclass(frozen=True)
class DayGrid:
    """One day: its columns and rows, and the sessions that have only an order.

    Read row by row, the sessions come in order of their beginning, as a narrow screen shows them.
    """

    heads: tuple[tuple[Hall | None, int], ...]  # halls, and how many sessions stand side by side in each at most
    rows: tuple[Row, ...]
    in_order: tuple[Session, ...]

    @property
    def parallel(self) -> bool:
        """Whether anything takes place beside anything else."""
        return len(self.heads) > 1

    @property
    def width(self) -> int:
        return sum(lanes for _hall, lanes in self.heads)


class _Block:
    """Sessions that overlap, directly or through others, from the first moment to the last."""

    def __init__(self, session: Session) -> None:
        self.start, self.end = session.first_minute, session.last_minute
        self.sessions = [session]
        self.lanes = [[session]]

    @property
    def in_one_place(self) -> bool:
        return len({session.hall for session in self.sessions}) == 1

    def add(self, session: Session) -> None:
        """Into the first lane in which nothing takes place any more, or beside all of them."""
        self.sessions.append(session)
        self.end = max(self.end, session.last_minute)
        free = next((lane for lane in self.lanes if lane[-1].last_minute <= session.first_minute), None)
        if free is None:
            self.lanes.append([session])
        else:
            free.append(session)


@dataclass(frozen=True)
class _Column:
    hall: Hall | None
    blocks: list[_Block]

    @property
    def width(self) -> int:
        return max((len(block.lanes) for block in self.blocks), default=1)


def lay_out(sessions: Sequence[Session], halls: Sequence[Hall], *, every_hall: bool = False) -> DayGrid:
    """The day's table. With `every_hall` each hall has its column even when empty, as an organizer wants it."""
    timed = sorted(
        (session for session in sessions if session.start),
        key=lambda session: (session.first_minute, session.last_minute),
    )
    in_order = tuple(session for session in sessions if not session.start)
    across = [block for block in _blocks(timed) if block.in_one_place and not (every_hall and block.sessions[0].hall)]
    wide = {session.uuid for block in across for session in block.sessions}
    narrow = [session for session in timed if session.uuid not in wide]
    columns = [
        _Column(hall, _blocks(session for session in narrow if session.hall == hall))
        for hall in _halls(narrow, halls, every_hall=every_hall)
    ]
    moments = sorted({minute for session in timed for minute in (session.first_minute, session.last_minute)})
    heads = tuple((column.hall, column.width) for column in columns)
    return DayGrid(heads, tuple(_rows(moments, columns, across)), in_order)


def _halls(sessions: list[Session], halls: Sequence[Hall], *, every_hall: bool) -> list[Hall | None]:
    used = {session.hall for session in sessions}
    columns: list[Hall | None] = [hall for hall in halls if every_hall or hall in used]
    if None in used or not columns:
        columns.append(None)
    return columns


def _blocks(sessions: Iterable[Session]) -> list[_Block]:
    """Sessions that overlap stand together; they come in order of their beginning."""
    blocks: list[_Block] = []
    for session in sessions:
        if blocks and session.first_minute < blocks[-1].end:
            blocks[-1].add(session)
        else:
            blocks.append(_Block(session))
    return blocks


def _rows(moments: list[int], columns: list[_Column], across: list[_Block]) -> Iterable[Row]:
    every = [*chain.from_iterable(column.blocks for column in columns), *across]
    begins = {session.first_minute for block in every for session in block.sessions}
    spans = [(first, last) for first, last in pairwise(moments) if _at(first, every)]
    starts = [first for first, _ in spans]

    def rows(start: int, end: int) -> int:
        return sum(start <= first < end for first in starts)

    empty_until = [-1] * len(columns)
    for number, (first, last) in enumerate(spans):
        cells = []
        if wide := _at(first, across):
            if wide.start == first:
                sessions, width = tuple(wide.sessions), sum(column.width for column in columns)
                cells.append(Cell(sessions, rows(wide.start, wide.end), width, wide.sessions[0].hall, is_wide=True))
        else:
            for index, column in enumerate(columns):
                here = _at(first, column.blocks)
                if here:
                    cells += _cells_of(here, first, column, rows)
                elif first > empty_until[index]:
                    free = _free_rows(starts[number:], [*column.blocks, *across])
                    empty_until[index] = starts[number + free - 1]
                    cells.append(Cell((), free, column.width, column.hall))
        yield Row(f"{first // 60:02d}:{first % 60:02d}" if first in begins else "", last - first, tuple(cells))


def _cells_of(block: _Block, first: int, column: _Column, rows: Callable[[int, int], int]) -> Iterable[Cell]:
    """What begins at this moment in a block: a session, or emptiness beside the others. One alone has the column."""
    if len(block.sessions) == 1:
        if block.start == first:
            yield Cell(tuple(block.sessions), rows(block.start, block.end), column.width, column.hall)
        return
    for lane in [*block.lanes, *[[]] * (column.width - len(block.lanes))]:
        if session := next((session for session in lane if session.first_minute == first), None):
            yield Cell((session,), rows(first, session.last_minute), 1, column.hall)
        elif first == block.start or any(session.last_minute == first for session in lane):
            until = min((session.first_minute for session in lane if session.first_minute > first), default=block.end)
            yield Cell((), rows(first, until), 1, column.hall)


def _at(minute: int, blocks: Iterable[_Block]) -> _Block | None:
    return next((block for block in blocks if block.start <= minute < block.end), None)


def _free_rows(starts: list[int], blocks: list[_Block]) -> int:
    """How many rows from here on nothing takes place in."""
    free = 0
    for first in starts:
        if _at(first, blocks):
            break
        free += 1
    return free
