"""Which mutants of all a run takes: the same for the same seed, on every worker and every machine."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from tests.mutants.operators import Mutant

BLUNT = ("no: ", "only: ", "always: ", "other way: ")  # most tests notice them
TOGETHER = 8  # of one module: its tests are learnt once


def chosen(everything: Sequence[tuple[Mutant, list[Path]]], count: int, seed: str) -> list[tuple[Mutant, list[Path]]]:
    """All of them, or `count`: some of this module and some of that, in the order that the seed makes."""
    if not count:
        return list(everything)
    by_module: dict[str, list[tuple[Mutant, list[Path]]]] = {}
    for one in sorted(everything, key=lambda one: _rank(one[0].key, seed)):
        by_module.setdefault(one[0].module, []).append(one)
    names = sorted(by_module, key=lambda name: _rank(name, seed))
    return [one for name in names for one in by_module[name][:TOGETHER]][:count]


def some_of_each(mutants: Sequence[Mutant], count: int) -> list[Mutant]:
    """At most so many of each function, always the same ones: what weakens a rule before what drops a step."""
    kept: Counter[str] = Counter()
    found = set()
    for mutant in sorted(mutants, key=lambda one: (one.change.startswith(BLUNT), _rank(one.key, ""))):
        kept[mutant.function] += 1
        if kept[mutant.function] <= count:
            found.add(mutant.key)
    return [mutant for mutant in mutants if mutant.key in found]


def _rank(key: str, seed: str) -> str:
    return hashlib.sha256(f"{seed} {key}".encode()).hexdigest()
