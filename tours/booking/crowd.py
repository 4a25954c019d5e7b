"""How many browsers are choosing the same places, in all and from one network: of this five minutes and of the last.

Counted in the cache, which fails over to PostgreSQL, before any lock: it only says how dear a hold is under pressure.
What may be held at all is counted from rows (services.allowances).
"""

from dataclasses import dataclass
from typing import cast

from django.conf import settings
from django.core.cache import cache as default_cache
from django.utils.crypto import salted_hmac

from accelerator.base.common import clock
from accelerator.base.common.cache import ResilientCache
from tours.booking.holders import Holder
from tours.models import Slot
from tours.routes.models import Route

SPAN = 300  # seconds
cache = cast("ResilientCache", default_cache)
_SALT = "tours.booking.crowd"


@dataclass(frozen=True)
class Crowd:
    """Browsers that are choosing: all of them, those of the same network, and until when the latter are counted."""

    everybody: int = 0
    network: int = 0
    seconds_left: int = 0


NO_CROWD = Crowd()


def scope_of(places: Slot | Route) -> str:
    """What is chosen on one page: a slot, or a route with all of its stops."""
    return f"{places._meta.model_name}:{places.pk}"


def join_crowd(scope: str, holder: Holder) -> Crowd:
    """Count this browser among those that are choosing, once, and return how many there are."""
    span, gone = divmod(int(clock.now().timestamp()), SPAN)
    is_known = cache.has_key(_key("browser", scope, holder.browser, span - 1))
    is_new = cache.add(_key("browser", scope, holder.browser, span), 1, 2 * SPAN) and not is_known
    everybody, _before = _counts(is_new, span, "all", scope)
    network, before = _counts(is_new, span, "network", scope, holder.network)
    return Crowd(everybody, network, SPAN - gone + (SPAN if network - before > settings.HOLD_CROWD_MOST else 0))


def _counts(is_new: bool, span: int, *names: str) -> tuple[int, int]:
    """How many there are, this one included, and how many of them are of the span before."""
    now = cache.count(_key(*names, span), 2 * SPAN) if is_new else cache.counted(_key(*names, span))
    before, _seconds = cache.counted(_key(*names, span - 1))
    return now[0] + before, before


def _key(*names: object) -> str:
    return f"crowd:{salted_hmac(_SALT, ' '.join(map(str, names)), algorithm='sha256').hexdigest()[:40]}"
