"""A day of a programme as a table: a row per moment at which something begins or ends, a column per hall.

What takes place alone runs across all halls, so that columns stand only where a visitor must choose.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from accelerator.forum.programme.schema import Hall, Session


class Cell(NamedTuple):
    """Sessions that share a place in the table; none where the hall is empty."""

    sessions: tuple[Session, ...]
    rows: int
    columns: int = 1
    hall: Hall | None = None
    is_wide: bool = False  # runs across all halls


class Row(NamedTuple):
    """From one moment to the next. `time` is said where something begins."""

    time: str
    minutes: int
    cells: tuple[Cell, ...]

    @property
    def height(self) -> int:
        """Quarters of an hour, for a table in which long sessions look long; at most an hour and a half."""
        return min(6, max(1, round(self.minutes / 15)))


class DayGrid(NamedTuple):
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
        return len({_place(session) for session in self.sessions}) == 1

    def add(self, session: Session) -> None:
        """Into the first lane in which nothing takes place any more, or beside all of them."""
        self.sessions.append(session)
        self.end = max(self.end, session.last_minute)
        for lane in self.lanes:
            if lane[-1].last_minute <= session.first_minute:
                lane.append(session)
                return
        self.lanes.append([session])


class _Blocks:
    """Blocks that follow one another, none overlapping the next."""

    def __init__(self, blocks: list[_Block]) -> None:
        self.blocks = blocks
        self._starts = [block.start for block in blocks]

    def at(self, minute: int) -> _Block | None:
        """Return the block that this minute belongs to."""
        before = bisect_right(self._starts, minute)
        block = self.blocks[before - 1] if before else None
        return block if block and minute < block.end else None


@dataclass
class _Column:
    hall: Hall | None
    blocks: _Blocks

    def __post_init__(self) -> None:
        self.width = max((len(block.lanes) for block in self.blocks.blocks), default=1)


def lay_out(sessions: Sequence[Session], halls: Sequence[Hall], *, every_hall: bool = False) -> DayGrid:
    """The day's table. With `every_hall` each hall has its column even when empty, as an organizer wants it."""
    timed = [session for session in sessions if session.start]
    timed.sort(key=lambda session: (session.first_minute, session.last_minute))
    in_order = tuple(session for session in sessions if not session.start)
    together = _blocks(timed)
    across = [block for block in together if block.in_one_place and not (every_hall and block.sessions[0].hall)]
    wide = {session.uuid for block in across for session in block.sessions}
    narrow = defaultdict(list)
    for session in timed:
        if session.uuid not in wide:
            narrow[_place(session)].append(session)
    columns = [
        _Column(hall, _Blocks(_blocks(narrow[hall.uuid if hall else None])))
        for hall in _halls(narrow, halls, every_hall=every_hall)
    ]
    heads = tuple((column.hall, column.width) for column in columns)
    return DayGrid(heads, tuple(_rows(timed, _Blocks(together), columns, _Blocks(across))), in_order)


def _place(session: Session) -> str | None:
    """The hall, by what it is known by."""
    return session.hall.uuid if session.hall else None


def _halls(used: Iterable[str | None], halls: Sequence[Hall], *, every_hall: bool) -> list[Hall | None]:
    places = {*used}
    columns: list[Hall | None] = [hall for hall in halls if every_hall or hall.uuid in places]
    if None in places or not columns:
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


def _rows(timed: list[Session], every: _Blocks, columns: list[_Column], across: _Blocks) -> list[Row]:
    """The rows between all moments at which something begins or ends, but for those in which nothing takes place."""
    begins = {session.first_minute for session in timed}
    moments = sorted(begins.union([session.last_minute for session in timed]))
    spans = [(first, last) for first, last in pairwise(moments) if every.at(first)]
    starts = [first for first, _ in spans]

    def rows(start: int, end: int) -> int:
        return bisect_left(starts, end) - bisect_left(starts, start)

    width = sum([column.width for column in columns])
    empty_until = [-1] * len(columns)
    made = []
    for number, (first, last) in enumerate(spans):
        cells: list[Cell] = []
        if wide := across.at(first):
            if wide.start == first:
                sessions = tuple(wide.sessions)
                cells.append(Cell(sessions, rows(wide.start, wide.end), width, sessions[0].hall, is_wide=True))
        else:
            for index, column in enumerate(columns):
                if here := column.blocks.at(first):
                    cells += _cells_of(here, first, column, rows)
                elif first > empty_until[index]:
                    free = _free_rows(starts, number, column.blocks, across)
                    empty_until[index] = starts[number + free - 1]
                    cells.append(Cell((), free, column.width, column.hall))
        made.append(Row(f"{first // 60:02d}:{first % 60:02d}" if first in begins else "", last - first, tuple(cells)))
    return made


def _cells_of(block: _Block, first: int, column: _Column, rows: Callable[[int, int], int]) -> list[Cell]:
    """What begins at this moment in a block: a session, or emptiness beside the others. One alone has the column."""
    if len(block.sessions) == 1:
        if block.start != first:
            return []
        return [Cell((block.sessions[0],), rows(block.start, block.end), column.width, column.hall)]
    cells = []
    for lane in [*block.lanes, *[[]] * (column.width - len(block.lanes))]:
        if session := next((session for session in lane if session.first_minute == first), None):
            cells.append(Cell((session,), rows(first, session.last_minute), 1, column.hall))
        elif first == block.start or any(session.last_minute == first for session in lane):
            until = min((session.first_minute for session in lane if session.first_minute > first), default=block.end)
            cells.append(Cell((), rows(first, until), 1, column.hall))
    return cells


def _free_rows(starts: list[int], number: int, *taken: _Blocks) -> int:
    """How many rows, from that one on, nothing takes place in."""
    free = 0
    for first in starts[number:]:
        if any(blocks.at(first) for blocks in taken):
            break
        free += 1
    return free
