"""Which visits a foreign citizen can book: some enterprises admit none, others need days to check papers."""

from datetime import datetime, timedelta

from accelerator.base.common import clock
from tours.models import VisitRequirements

NEVER = timedelta.max
_REFUSED = (VisitRequirements.Foreigners.NOT_ADMITTED, VisitRequirements.Foreigners.ON_REQUEST)


def foreigners_book_ahead(policy: str | None, days: int | None) -> timedelta | None:
    """Return how long before the start a foreign citizen has to book: by `VisitRequirements.foreigners` and
    `lead_time_days_foreign`. NEVER where the portal books none of them, None where citizenship makes no difference.
    """
    if policy in _REFUSED:
        return NEVER
    return timedelta(days=days) if days else None


def is_for_citizens(ahead: timedelta | None, starts_at: datetime, now: datetime) -> bool:
    """Return whether none but Russian citizens can book a visit that begins then.

    It is said up to a MARK too early, so that a page which is kept until the next one stays true.
    """
    return ahead is not None and starts_at - (clock.mark(now) + clock.MARK) < ahead
