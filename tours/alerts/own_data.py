"""What the portal keeps of a person's date alerts, for themselves."""

from typing import Any

from accelerator.base.accounts.models import User
from accelerator.base.accounts.own_data import consent_data, messages_data
from accelerator.base.notifications.models import Message
from tours.alerts.models import DateAlert


def alerts_of(user: User) -> dict[str, Any]:
    """The person's date alerts that are not over."""
    alerts = DateAlert.objects.live().filter(user=user).select_related("tour", "consent__text").order_by("pk")
    return {"date_alerts": [_alert_data(alert) for alert in alerts]}


def _alert_data(alert: DateAlert) -> dict[str, Any]:
    return {
        "tour": str(alert.tour.title),
        "email": alert.email,
        "language": alert.language,
        "asked_at": alert.asked_at,
        "confirmed_at": alert.confirmed_at,
        "erased_after": alert.expires_at,
        "consent": consent_data(alert.consent),
        "messages": messages_data(Message.objects.filter(topic=alert.topic)),
    }
