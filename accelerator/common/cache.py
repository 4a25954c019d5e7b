"""A cache that never opens a door by failing: while Valkey is away, a table of PostgreSQL answers."""

import logging
import time
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.core.cache.backends.db import DatabaseCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)
RETRY_AFTER = 5.0  # seconds during which a failed Valkey is not asked again, so that pages stay quick
TABLE = "common_fallback_cache"


class ResilientCache(BaseCache):
    """Valkey while it answers; otherwise the database. Rate limits (allauth's too) are counted either way."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(params)
        self._valkey = RedisCache(server, params)
        self._table = DatabaseCache(TABLE, {key: value for key, value in params.items() if key != "OPTIONS"})
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

    def get_or_set(
        self, key: str, default: Any | Callable[[], Any], timeout: Any = DEFAULT_TIMEOUT, version: int | None = None
    ) -> Any:
        found = self.get(key, self._missing_key, version=version)
        if found is self._missing_key:
            found = default() if callable(default) else default
            self.set(key, found, timeout, version)
        return found

    def clear(self) -> None:
        self._ask("clear")

    def close(self, **kwargs: Any) -> None:
        self._valkey.close(**kwargs)

    def answers(self) -> bool:
        """Whether Valkey itself answers at this moment."""
        try:
            self._valkey.has_key("ready")
        except (RedisError, OSError):
            return False
        return True
