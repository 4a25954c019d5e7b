"""Celery's door to the date alerts."""

from typing import Any

from celery import shared_task

from tours.alerts import services


@shared_task(name="alerts.write_about_dates")
def write_about_dates(**_: Any) -> int:
    """Write to those who wait for dates of a tour that has some now."""
    return services.write_about_dates()


@shared_task(name="alerts.erase_overdue_alerts")
def erase_overdue_alerts(**_: Any) -> int:
    """Erase the addresses whose time is over."""
    return services.erase_overdue_alerts()
