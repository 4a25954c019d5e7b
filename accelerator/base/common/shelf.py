"""What a process keeps in memory while the database says that it is still so: things by key, within so many bytes."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from datetime import datetime
from functools import cached_property
from typing import Any, NamedTuple, TypeVar

from django.conf import settings

from accelerator.base.common.changes import Kind, of_kinds
from accelerator.base.common.i18n import active_language

Read = TypeVar("Read")

_READ_SIZE = 40_000  # bytes that a read takes, about


class Shelf:
    """Things by key, the least recently used of which go when they take more than so many bytes."""

    def __init__(self, most_bytes: int) -> None:
        self._most = most_bytes
        self._lock = threading.Lock()
        self._things: OrderedDict[Any, tuple[Any, int]] = OrderedDict()
        self._drawing: dict[Any, threading.Lock] = {}
        self.bytes = 0

    def get(self, key: Any) -> Any:
        """Return what is kept under the key; None if nothing is."""
        with self._lock:
            if found := self._things.get(key):
                self._things.move_to_end(key)
                return found[0]
        return None

    def put(self, key: Any, thing: Any, size: int) -> None:
        """Keep a thing, unless it is too large for the shelf."""
        with self._lock:
            self._remove(key)
            if size > self._most // 4:
                return
            self._things[key] = (thing, size)
            self.bytes += size
            while self.bytes > self._most:
                self._remove(next(iter(self._things)))

    def _remove(self, key: Any) -> None:
        if found := self._things.pop(key, None):
            self.bytes -= found[1]

    def clear(self) -> None:
        with self._lock:
            self._things.clear()
            self.bytes = 0

    def turn(self, key: Any) -> threading.Lock:
        """Return the lock of those who would draw this thing; the first draws, the others find it kept."""
        with self._lock:
            if len(self._drawing) > 1000:
                self._drawing = {key: lock for key, lock in self._drawing.items() if lock.locked()}
            return self._drawing.setdefault(key, threading.Lock())


shelf = Shelf(settings.KEPT_PAGES_MB * 1024 * 1024)


class _Kept(NamedTuple):
    """What was read, of which versions, and from when until when it is true."""

    read: Any
    versions: tuple[int, ...]
    since: datetime
    until: datetime


class Present:
    """One moment, and the versions at it: what was read before under the same ones is not read again.

    `next_change` returns up to when the clock alone changes nothing, `versions` those of all kinds: they are asked for
    before anything is read, so that nothing is kept under older ones than it is of.
    """

    def __init__(
        self, now: datetime, next_change: Callable[[datetime], datetime], versions: Callable[[], tuple[int, ...]]
    ) -> None:
        self.now = now
        self._next_change = next_change
        self._read_versions = versions

    @cached_property
    def _versions(self) -> tuple[int, ...]:
        return self._read_versions()

    @cached_property
    def until(self) -> datetime:
        return self._next_change(self.now)

    def read(self, name: str, kinds: Sequence[Kind], make: Callable[[], Read], *asked: Hashable) -> Read:
        """Return what `make` reads of these kinds in the active language; `asked` is what else it depends on.

        It is shared with others: not to be changed.
        """
        key = ("read", name, active_language(), asked)
        present = of_kinds(self._versions, kinds)
        kept: _Kept | None = shelf.get(key)
        if kept and kept.versions == present and kept.since <= self.now < kept.until:
            read: Read = kept.read
            return read
        read = make()
        shelf.put(key, _Kept(read, present, self.now, self.until), _READ_SIZE)
        return read
