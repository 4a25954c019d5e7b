"""Date alerts, made the way people make them: through the services."""

from importlib import import_module
from typing import Any

from django.apps import apps

from accelerator.base.accounts.models import ConsentText
from tests.factories.tours import TourFactory
from tours.alerts.models import DateAlert
from tours.alerts.services import REQUESTS_FOR_ADDRESS, REQUESTS_OF_NETWORK, ask_for_dates, confirm_alert
from tours.models import Tour


def alert_text() -> ConsentText:
    """The current text; tests that commit may have taken it away, so it is published again."""
    texts = ConsentText.objects.filter(kind=ConsentText.Kind.DATE_ALERT).order_by("-version")
    if found := texts.first():
        return found
    import_module("accelerator.base.accounts.migrations.0004_date_alert_text").publish(apps, None)
    return texts.get()


def asked_alert(tour: Tour | None = None, *, email: str = "masha@example.org", **changes: Any) -> DateAlert:
    """An alert whose address is not confirmed yet, of a public tour without dates."""
    tour = tour or TourFactory(published=True)
    values = {"text": alert_text(), "language": "ru", "network": f"of {email}", "ip_address": "127.0.0.1", **changes}
    REQUESTS_FOR_ADDRESS.reset(email.lower())  # no limit of earlier tests
    if "network" not in changes:
        REQUESTS_OF_NETWORK.reset(values["network"])
    ask_for_dates(tour=tour, email=email, **values)
    return DateAlert.objects.live().of_address(email).get(tour=tour)


def waiting_alert(tour: Tour | None = None, *, email: str = "masha@example.org", **changes: Any) -> DateAlert:
    """An alert that waits for dates."""
    return confirm_alert(alert=asked_alert(tour, email=email, **changes))
