"""Celery's door to the upkeep."""

from typing import Any

from celery import shared_task

from tours.booking.services import erasure, identities, upkeep


@shared_task(name="booking.tidy_lapsed_holds")
def tidy_lapsed_holds(**_: Any) -> int:
    """Give back lapsed holds."""
    return upkeep.tidy_lapsed_holds()


@shared_task(name="booking.forget_people")
def forget_people(**_: Any) -> int:
    """Erase people whose time is over."""
    return erasure.forget_people()


@shared_task(name="booking.erase_identities")
def erase_identities(**_: Any) -> int:
    """Erase identity data whose time is over."""
    return identities.erase_identities()
