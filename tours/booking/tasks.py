"""Celery's door to the maintenance."""

from typing import Any

from celery import shared_task

from tours.booking.services import erasure, identities, outlooks, seats


@shared_task(name="booking.tidy_lapsed_holds")
def tidy_lapsed_holds(**_: Any) -> int:
    """Release lapsed holds."""
    return seats.tidy_lapsed_holds()


@shared_task(name="booking.renew_outlooks")
def renew_outlooks(**_: Any) -> int:
    """Renew what is kept of tours whose next start has closed."""
    return outlooks.renew_outlooks()


@shared_task(name="booking.erase_expired_personal_data")
def erase_expired_personal_data(**_: Any) -> int:
    """Erase people whose time is over."""
    return erasure.erase_expired_personal_data()


@shared_task(name="booking.erase_needs")
def erase_needs(**_: Any) -> int:
    """Erase what visitors have asked of the enterprises, some days after the visit."""
    return erasure.erase_needs()


@shared_task(name="booking.erase_identities")
def erase_identities(**_: Any) -> int:
    """Erase identity data whose time is over."""
    return identities.erase_identities()
