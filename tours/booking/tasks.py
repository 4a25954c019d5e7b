"""Celery's door to the upkeep."""

from typing import Any

from celery import shared_task

from tours.booking.services import upkeep


@shared_task(name="booking.tidy_lapsed_holds")
def tidy_lapsed_holds(**_: Any) -> int:
    """Give back lapsed holds."""
    return upkeep.tidy_lapsed_holds()


@shared_task(name="booking.erase_identities")
def erase_identities(**_: Any) -> int:
    """Erase identity data whose time is over."""
    return upkeep.erase_identities()
