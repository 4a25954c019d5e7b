"""What people type into the search, and what each of them should find in the demo's world.

The queries were written before the ranking was measured. `working.csv` is what the ranking is tuned with; nobody looks
at the results of `untouched.csv` while tuning, so that its figure says how the search does with words it has not seen.
"""

import csv
from dataclasses import dataclass
from pathlib import Path

HALVES = ("working", "untouched")


@dataclass(frozen=True)
class WantedQuery:
    """A query, and whatever is a good first answer to it: `tour:slug`, `enterprise:slug`, `session:key` and so on."""

    who: str
    text: str
    wanted: frozenset[str]


def read_queries(half: str) -> list[WantedQuery]:
    """Return the queries of one half, in the file's order."""
    with (Path(__file__).parent / f"{half}.csv").open(encoding="utf-8", newline="") as file:
        return [WantedQuery(row["who"], row["query"], frozenset(row["wanted"].split())) for row in csv.DictReader(file)]
