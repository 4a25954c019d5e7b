"""The two emails of a date alert: the question whether it is wanted, and the dates."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accelerator.base.common import clock
from accelerator.base.notifications.hooks import message
from accelerator.base.notifications.rendering import Mail, absolute_url, render_mail
from tours.alerts.models import DateAlert
from tours.alerts.services import DATES, QUESTION
from tours.models import Slot

STARTS = 3  # named in the email


@message(QUESTION, label=_("Confirmation of a date alert"))
def compose_question(params: dict[str, Any]) -> Mail | None:
    """Whether this address wants to hear of dates; None when that is settled, or the tour is hidden."""
    alert = _find(params)
    if alert is None or not alert.may_be_confirmed(clock.now()) or not alert.tour.is_public:
        return None
    confirm = absolute_url(reverse("alerts:confirm", args=[alert.token]))
    return _render("question", alert, {"confirm_url": confirm})


@message(DATES, label=_("Dates of a tour"))
def compose_dates(params: dict[str, Any]) -> Mail | None:
    """When the tour next has a free place; None when there is none left, or the tour is hidden."""
    alert, now = _find(params), clock.now()
    if alert is None or not alert.tour.is_public:
        return None
    starts = list(Slot.objects.next_of(alert.tour, 1, now)[:STARTS])
    return _render("dates", alert, {"starts": starts}) if starts else None


def _find(params: dict[str, Any]) -> DateAlert | None:
    rows = DateAlert.objects.select_related("tour__enterprise", "tour__requirements", "tour__site")
    return rows.filter(uuid=params["alert"]).first()


def _render(name: str, alert: DateAlert, context: dict[str, Any]) -> Mail:
    stop = absolute_url(reverse("alerts:stop", args=[alert.token]))
    shared = {
        "alert": alert,
        "tour": alert.tour,
        "tour_url": absolute_url(f"{alert.tour.get_absolute_url()}#dates"),
        "stop_url": stop,
    }
    return render_mail(f"alerts/mail/{name}", shared | context, unsubscribe=stop)
