"""A day of a programme as a table: a row per moment at which something begins or ends, a column per hall.

What takes place alone runs across all halls, so that columns stand only where a visitor must choose.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise

from accelerator.forum.programme import ShownHall, Talk


@dataclass(frozen=True)
class Cell:
    """Sessions that share a place in the table; none where the hall is empty."""

    talks: tuple[Talk, ...]
    rows: int
    columns: int = 1
    hall: ShownHall | None = None

    @property
    def is_wide(self) -> bool:
        return self.columns > 1


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
    """One day: the columns (None is the one of sessions outside the halls), its rows, and what has only an order."""

    columns: tuple[ShownHall | None, ...]
    rows: tuple[Row, ...]
    in_order: tuple[Talk, ...]

    @property
    def parallel(self) -> bool:
        """Whether anything takes place beside anything else."""
        return len(self.columns) > 1


@dataclass
class _Block:
    """Sessions that overlap, directly or through others, from the first moment to the last."""

    start: int
    end: int
    talks: list[Talk]

    @property
    def in_one_place(self) -> bool:
        return len({talk.hall for talk in self.talks}) == 1


def lay_out(talks: Sequence[Talk], halls: Sequence[ShownHall], *, every_hall: bool = False) -> DayGrid:
    """The day's table. With `every_hall` each hall has its column even when empty, as an organizer wants it."""
    timed = sorted((talk for talk in talks if talk.start), key=lambda talk: (talk.first_minute, talk.last_minute))
    in_order = tuple(talk for talk in talks if not talk.start)
    across = [block for block in _blocks(timed) if block.in_one_place and not (every_hall and block.talks[0].hall)]
    wide = {talk.uuid for block in across for talk in block.talks}
    narrow = [talk for talk in timed if talk.uuid not in wide]
    columns = _columns(narrow, halls, every_hall=every_hall)
    blocks = {index: _blocks(t for t in narrow if t.hall == hall) for index, hall in enumerate(columns)}
    moments = sorted({minute for talk in timed for minute in (talk.first_minute, talk.last_minute)})
    return DayGrid(tuple(columns), tuple(_rows(moments, columns, blocks, across)), in_order)


def _columns(talks: list[Talk], halls: Sequence[ShownHall], *, every_hall: bool) -> list[ShownHall | None]:
    used = {talk.hall for talk in talks}
    columns: list[ShownHall | None] = [hall for hall in halls if every_hall or hall in used]
    if None in used or not columns:
        columns.append(None)
    return columns


def _blocks(talks: Iterable[Talk]) -> list[_Block]:
    """Sessions that overlap stand together; they come in order of their beginning."""
    blocks: list[_Block] = []
    for talk in talks:
        if blocks and talk.first_minute < blocks[-1].end:
            blocks[-1].talks.append(talk)
            blocks[-1].end = max(blocks[-1].end, talk.last_minute)
        else:
            blocks.append(_Block(talk.first_minute, talk.last_minute, [talk]))
    return blocks


def _rows(
    moments: list[int], columns: list[ShownHall | None], blocks: dict[int, list[_Block]], across: list[_Block]
) -> Iterable[Row]:
    every = [*chain.from_iterable(blocks.values()), *across]
    spans = [(first, last) for first, last in pairwise(moments) if _busy(first, every)]
    starts = [first for first, _ in spans]

    def rows_of(block: _Block) -> int:
        return sum(block.start <= first < block.end for first in starts)

    empty_until = dict.fromkeys(blocks, -1)
    for number, (first, last) in enumerate(spans):
        cells = []
        if wide := next((block for block in across if block.start <= first < block.end), None):
            if wide.start == first:
                cells.append(Cell(tuple(wide.talks), rows_of(wide), len(columns), wide.talks[0].hall))
        else:
            for index, hall in enumerate(columns):
                here = next((block for block in blocks[index] if block.start <= first < block.end), None)
                if here and here.start == first:
                    cells.append(Cell(tuple(here.talks), rows_of(here), 1, hall))
                elif here is None and first > empty_until[index]:
                    free = _free_rows(starts[number:], [*blocks[index], *across])
                    empty_until[index] = starts[number + free - 1]
                    cells.append(Cell((), free, 1, hall))
        begins = any(block.start == first for block in every)
        yield Row(f"{first // 60:02d}:{first % 60:02d}" if begins else "", last - first, tuple(cells))


def _busy(minute: int, blocks: Iterable[_Block]) -> bool:
    return any(block.start <= minute < block.end for block in blocks)


def _free_rows(starts: list[int], blocks: list[_Block]) -> int:
    """How many rows from here on nothing takes place in."""
    free = 0
    for first in starts:
        if _busy(first, blocks):
            break
        free += 1
    return free
