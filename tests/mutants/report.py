"""What became of the mutants, as Markdown."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

from tests.mutants import catalogue

VERDICTS = ("killed", "equivalent", "survived", "not equivalent", "not run")


def report_lines(rows: list[list[Any]]) -> Iterator[str]:
    """A table of the modules, then what survived or is named as equivalent, then the totals."""
    rows = sorted(rows, key=lambda row: (row[0], row[1], row[2]))
    yield ""
    yield f"| module | {' | '.join(VERDICTS)} |"
    yield f"| --- |{' ---: |' * len(VERDICTS)}"
    by_module: dict[str, Counter[str]] = defaultdict(Counter)
    for module, _line, _key, verdict, _killer, _asked in rows:
        by_module[module][verdict] += 1
    for module, counts in by_module.items():
        yield f"| {module} | {' | '.join(str(counts[verdict] or '') for verdict in VERDICTS)} |"
    totals = Counter(row[3] for row in rows)
    yield f"| **all** | {' | '.join(str(totals[verdict]) for verdict in VERDICTS)} |"
    yield ""
    for _module, line, key, verdict, killer, asked in rows:
        if verdict == "survived":
            yield f"- survived {asked} tests: `{key}` (line {line})"
        elif verdict == "not equivalent":
            yield f"- named as equivalent, but noticed by {killer}: `{key}`"
        elif verdict == "equivalent":
            yield f"- equivalent: `{key}`: {catalogue.EQUIVALENT[key]}"
    yield ""
    done = len(rows) - totals["not run"]
    wrong = totals["survived"] + totals["not equivalent"]
    named = f"{totals['killed']} killed, {totals['equivalent']} equivalent, {wrong} survived or wrongly named"
    yield f"mutants: {done} run: {named}; {totals['not run']} not run for want of time"
