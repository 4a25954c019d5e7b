"""Rate limits: counts within a time window, in the cache that fails over to PostgreSQL.

allauth's own helper would not do: it reads the limits of its account pages only, cannot say when to try again, and
sleeps for its lock in a thread of the web server.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from django.conf import settings
from django.core.cache import cache as default_cache
from django.utils.crypto import salted_hmac
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import npgettext

from accelerator.base.common import clock
from accelerator.base.common.cache import ResilientCache
from accelerator.base.common.errors import Refusal
from accelerator.environment import Rate

cache = cast("ResilientCache", default_cache)
_SALT = "accelerator.base.common.limits"


class TooManyRequests(Refusal):
    """Refused for now; may be tried again after `retry_after` seconds. Uncaught by a view, it becomes a 429.

    `way_on` is what the user may do instead: an address and the label of its button.
    """

    def __init__(
        self,
        retry_after: int,
        message: str | Promise = "",
        way_on: tuple[str, str | Promise] | None = None,
    ) -> None:
        super().__init__(message or _("The portal accepts only so many requests from one address at a time."))
        self.retry_after = max(1, retry_after)
        self.way_on = way_on


@dataclass(frozen=True)
class Limit:
    """At most so many hits of a subject within a window that begins with the first; `setting` names the Rate."""

    setting: str

    @property
    def rate(self) -> Rate:
        rate: Rate = getattr(settings, self.setting)
        return rate

    def hit(self, *subject: object) -> None:
        """Count one hit; raise TooManyRequests if there are now too many.

        Call it outside a transaction, whose rollback would undo the count.
        """
        hits, seconds = cache.count(self._key(subject), self.rate.seconds)
        self._refuse_over(hits, seconds, most=self.rate.most)

    def check(self, *subject: object) -> None:
        """Raise TooManyRequests if one more hit would be too many, without counting it."""
        hits, seconds = cache.counted(self._key(subject))
        if seconds > self.rate.seconds + clock.SKEW.total_seconds():
            return  # counted by a clock that was ahead; the next hit starts a new window
        self._refuse_over(hits, seconds, most=self.rate.most - 1)

    def give_back(self, *subject: object) -> None:
        """Take one hit back, such as that of a successful attempt."""
        cache.uncount(self._key(subject))

    def reset(self, *subject: object) -> None:
        """Delete the subject's hits."""
        cache.delete(self._key(subject))

    def _refuse_over(self, hits: int, seconds: int, *, most: int) -> None:
        if hits > most:
            raise TooManyRequests(seconds)

    def _key(self, subject: Sequence[object]) -> str:
        """Return a keyed hash, so that the cache holds no address of a person or network."""
        names = json.dumps([self.setting, *map(str, subject)])
        return f"limit:{salted_hmac(_SALT, names, algorithm='sha256').hexdigest()[:40]}"


def wait_in_words(seconds: int) -> str:
    """Return how long to wait, as text that follows “in”: up to 90 seconds, up to 90 minutes, then hours."""
    if seconds <= 90:
        return npgettext("wait", "{n} second", "{n} seconds", seconds).format(n=seconds)
    minutes = -(-seconds // 60)
    if minutes <= 90:
        return npgettext("wait", "{n} minute", "{n} minutes", minutes).format(n=minutes)
    hours = -(-minutes // 60)
    return npgettext("wait", "{n} hour", "{n} hours", hours).format(n=hours)
