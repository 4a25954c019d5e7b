"""A cache that fails closed: while Valkey is away, a table of PostgreSQL takes its place, so limits still count."""

import logging
import time
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.core.cache.backends.db import DatabaseCache
from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from django.db import connection
from django.utils.functional import cached_property
from redis.exceptions import RedisError

from accelerator.base.common import clock

logger = logging.getLogger(__name__)
RETRY_AFTER = 5.0  # seconds without asking Valkey again after it failed, so that pages stay fast
TABLE = "common_fallback_cache"
# Django's table holds 300 entries and evicts live ones for new ones, which would reset the counts of limits.
_TABLE_OPTIONS = {"MAX_ENTRIES": 100_000}


class OneClient(RedisCacheClient):
    """One client for all commands: making one costs more than asking it."""

    @cached_property
    def _one(self) -> Any:
        return super().get_client(write=True)  # there are no replicas

    def get_client(self, key: Any = None, *, write: bool = False) -> Any:  # noqa: ARG002 - as Django calls it
        return self._one


class CountingValkey(RedisCache):
    """Valkey, with atomic counts."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = OneClient

    # Never below zero, and never a count that has expired: a new key would have no expiry.
    _UNCOUNT = "if tonumber(redis.call('get', KEYS[1]) or 0) > 0 then redis.call('decr', KEYS[1]) end"

    def count(self, key: str, seconds: int) -> tuple[int, int]:
        made = self.make_and_validate_key(key)
        with self._cache.get_client(made, write=True).pipeline() as pipeline:
            pipeline.incr(made)
            pipeline.expire(made, seconds, lt=True)  # also shorter where a clock was ahead
            pipeline.ttl(made)
            hits, _is_new, left = pipeline.execute()
        return hits, max(left, 1)

    def counted(self, key: str) -> tuple[int, int]:
        made = self.make_and_validate_key(key)
        with self._cache.get_client(made).pipeline() as pipeline:
            pipeline.get(made)
            pipeline.ttl(made)
            hits, left = pipeline.execute()
        return int(hits or 0), max(left, 0)

    def counts(self, keys: Sequence[str]) -> list[int]:
        return [int(hits or 0) for hits in self._cache.get_client().mget(map(self.make_and_validate_key, keys))]

    # One request instead of five. EXPIRE as in `count`.
    _COUNT_ONCE = """
        if redis.call('set', KEYS[1], '1', 'NX', 'EX', ARGV[1]) and redis.call('exists', KEYS[2]) == 0 then
            for at = 3, 2 + tonumber(ARGV[2]) do
                redis.call('incr', KEYS[at])
                redis.call('expire', KEYS[at], ARGV[1], 'LT')
            end
        end
        return redis.call('mget', unpack(KEYS, 3))
    """

    def count_once(self, marks: Sequence[str], keys: Sequence[str], also: Sequence[str], seconds: int) -> list[int]:
        made = [self.make_and_validate_key(key) for key in (*marks, *keys, *also)]
        client = self._cache.get_client(made[0], write=True)
        return [int(hits or 0) for hits in client.eval(self._COUNT_ONCE, len(made), *made, seconds, len(keys))]

    def uncount(self, key: str) -> None:
        made = self.make_and_validate_key(key)
        self._cache.get_client(made, write=True).eval(self._UNCOUNT, 1, made)


class CountingTable(DatabaseCache):
    """The table, with counts in one statement each."""

    _COUNT = f"""
        INSERT INTO {TABLE} AS row (cache_key, value, expires) VALUES (%(key)s, '1', %(ends)s)
        ON CONFLICT (cache_key) DO UPDATE SET
            value = CASE WHEN row.expires > %(now)s THEN (row.value::int + 1)::text ELSE '1' END,
            expires = CASE WHEN row.expires > %(now)s THEN LEAST(row.expires, EXCLUDED.expires)
                ELSE EXCLUDED.expires END
        RETURNING value::int, expires
    """  # noqa: S608 - the table's name is ours

    def count(self, key: str, seconds: int) -> tuple[int, int]:
        now = clock.now()
        with connection.cursor() as cursor:
            ends = now + timedelta(seconds=seconds)
            cursor.execute(self._COUNT, {"key": self.make_and_validate_key(key), "now": now, "ends": ends})
            hits, ends = cursor.fetchone()
            if hits == 1:
                cursor.execute(f"DELETE FROM {TABLE} WHERE expires < %s", [now])  # noqa: S608 - the table's name is ours
        return hits, max(round((ends - now).total_seconds()), 1)

    def counted(self, key: str) -> tuple[int, int]:
        now = clock.now()
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT value::int, expires FROM {TABLE} WHERE cache_key = %s AND expires > %s",  # noqa: S608
                [self.make_and_validate_key(key), now],
            )
            hits, ends = cursor.fetchone() or (0, now)
        return hits, round((ends - now).total_seconds())

    def counts(self, keys: Sequence[str]) -> list[int]:
        return [self.counted(key)[0] for key in keys]

    def count_once(self, marks: Sequence[str], keys: Sequence[str], also: Sequence[str], seconds: int) -> list[int]:
        mark, before = marks
        if self.add(mark, 1, seconds) and not self.has_key(before):
            for key in keys:
                self.count(key, seconds)
        return self.counts([*keys, *also])

    def uncount(self, key: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE {TABLE} SET value = greatest(value::int - 1, 0)::text WHERE cache_key = %s AND expires > %s",  # noqa: S608
                [self.make_and_validate_key(key), clock.now()],
            )


class ResilientCache(BaseCache):
    """Valkey while it answers; otherwise the database. Rate limits (allauth's too) are counted either way."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(params)
        self._valkey = CountingValkey(server, params)
        self._table = CountingTable(TABLE, {**params, "OPTIONS": _TABLE_OPTIONS})
        self._away_until = 0.0

    def _ask(self, method: str, *args: Any, **kwargs: Any) -> Any:
        if time.monotonic() >= self._away_until:
            try:
                return getattr(self._valkey, method)(*args, **kwargs)
            except (RedisError, OSError):
                self._away_until = time.monotonic() + RETRY_AFTER
                logger.warning("valkey_away", extra={"retry_after": RETRY_AFTER})
        return getattr(self._table, method)(*args, **kwargs)

    def add(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        return self._ask("add", key, value, timeout, version)

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        return self._ask("get", key, default, version)

    def set(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        self._ask("set", key, value, timeout, version)

    def touch(self, key: str, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        return self._ask("touch", key, timeout, version)

    def delete(self, key: str, version: int | None = None) -> bool:
        return self._ask("delete", key, version)

    def has_key(self, key: str, version: int | None = None) -> bool:
        return self._ask("has_key", key, version)

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> int:
        return self._ask("incr", key, delta, version)

    def count(self, key: str, seconds: int) -> tuple[int, int]:
        """Count one more under the key; return the count, and the seconds until it expires.

        It expires as a whole, `seconds` after the first.
        """
        counted: tuple[int, int] = self._ask("count", key, seconds)
        return counted

    def counted(self, key: str) -> tuple[int, int]:
        """Return what `count` would, without counting."""
        counted: tuple[int, int] = self._ask("counted", key)
        return counted

    def counts(self, keys: Sequence[str]) -> list[int]:
        """Return the counts under these keys, in one round trip."""
        counts: list[int] = self._ask("counts", keys)
        return counts

    def count_once(self, marks: Sequence[str], keys: Sequence[str], also: Sequence[str], seconds: int) -> list[int]:
        """Count one more under each of the keys unless one of the two marks is there, and leave the first.

        Return the counts under the keys, and those under others, in one round trip.
        """
        counts: list[int] = self._ask("count_once", marks, keys, also, seconds)
        return counts

    def uncount(self, key: str) -> None:
        """Take one back from the count under the key."""
        self._ask("uncount", key)

    def clear(self) -> None:
        self._ask("clear")

    def close(self, **kwargs: Any) -> None:
        self._valkey.close(**kwargs)

    def answers(self) -> bool:
        """Return whether Valkey itself answers."""
        try:
            self._valkey.has_key("ready")
        except (RedisError, OSError):
            return False
        return True
