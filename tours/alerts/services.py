"""Asking for a date alert, confirming and stopping it, writing to whoever waits, and erasing what is over."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from allauth.account.models import EmailAddress
from django.db.models import OuterRef, Subquery

from accelerator.base.accounts.models import Consent, ConsentText, User
from accelerator.base.accounts.services import give_consent
from accelerator.base.common import clock, erasures
from accelerator.base.common.limits import Limit, TooManyRequests
from accelerator.base.common.security_log import Event, record
from accelerator.base.common.transactions import atomic, atomic_with_retries, lock_name
from accelerator.base.common.wakeup import notify_worker
from accelerator.base.notifications.models import Message
from accelerator.base.notifications.services import Planned, erase_recipients, plan_messages
from tours.alerts.models import LONGEST, DateAlert
from tours.models import Tour

QUESTION = "alerts.question"
DATES = "alerts.dates"
# In the ledger of erasures
STOPPED = "alerts.stopped"
ERASED = "alerts.erased"

CONFIRM_WITHIN = timedelta(hours=48)
ASK_AGAIN_AFTER = timedelta(days=1)
DONE_KEPT_FOR = timedelta(days=90)  # without the address, so that the links in its emails still lead somewhere
BATCH = 500

REQUESTS_OF_NETWORK = Limit("DATE_ALERTS_PER_NETWORK")
REQUESTS_FOR_ADDRESS = Limit("DATE_ALERTS_PER_ADDRESS")

_STATE = Message.State
_OVER = (_STATE.SENT, _STATE.FAILED, _STATE.UNKNOWN)  # at most one letter: what may have arrived counts
_NOT_SENT = (_STATE.CANCELLED,)


def ask_for_dates(
    *,
    tour: Tour,
    email: str,
    text: ConsentText,
    language: str,
    network: str,
    ip_address: str | None = None,
    user: User | None = None,
) -> None:
    """Ask this address by email whether it wants to hear when the tour has dates.

    Nothing goes out where it was asked within a day, waits already, or was asked for too often; the caller cannot tell.
    Raises TooManyRequests if there were too many from this network, whatever their addresses.
    """
    REQUESTS_OF_NETWORK.hit(network)
    try:
        REQUESTS_FOR_ADDRESS.hit(email.lower())
    except TooManyRequests:
        return
    _ask(tour=tour, email=email, text=text, language=language, ip_address=ip_address, user=user)


@atomic_with_retries
def _ask(
    *, tour: Tour, email: str, text: ConsentText, language: str, ip_address: str | None, user: User | None
) -> None:
    lock_name(f"alerts:{tour.pk}:{email.lower()}")
    now = clock.now()
    _erase_overdue(list(DateAlert.objects.overdue(now).of_address(email).filter(tour=tour)), now)
    alert = DateAlert.objects.live().of_address(email).filter(tour=tour).first()
    if alert is None:
        owner = _owner(user, email)
        consent = give_consent(text=text, user=owner, ip_address=ip_address, language=language)
        alert = DateAlert(tour=tour, enterprise_id=tour.enterprise_id, email=email, consent=consent, user=owner)
    elif alert.confirmed_at is not None or now < alert.asked_at + ASK_AGAIN_AFTER:
        return
    alert.language, alert.asked_at, alert.expires_at = language, now, now + CONFIRM_WITHIN
    alert.save()
    plan_messages([_letter(QUESTION, alert, now)])


def _owner(user: User | None, email: str) -> User | None:
    """The signed-in person, if they have proved that this address is theirs."""
    if user is None:
        return None
    return user if EmailAddress.objects.filter(user=user, verified=True, email__iexact=email).exists() else None


def _letter(kind: str, alert: DateAlert, now: datetime) -> Planned:
    return Planned(
        kind=kind, dedupe_key=f"{kind}:{alert.uuid}:{now.isoformat()}", topic=alert.topic, recipient=alert.email,
        language=alert.language, params={"alert": str(alert.uuid)}, expires_at=alert.expires_at,
    )  # fmt: skip


def claim_alerts_by_email(user: User, email: str) -> int:
    """Give the person the alerts of this address that belong to nobody yet; returns how many.

    The caller has proved that the address is theirs. The consents become theirs with them.
    """
    alerts = list(DateAlert.objects.live().of_address(email).filter(user__isnull=True).values_list("pk", "consent"))
    Consent.objects.filter(pk__in=[consent for _pk, consent in alerts]).update(user=user)
    return DateAlert.objects.filter(pk__in=[pk for pk, _consent in alerts]).update(user=user)


@atomic_with_retries
def confirm_alert(*, alert: DateAlert) -> DateAlert:
    """Let the alert wait for dates from now on; repeating it, and confirming too late, changes nothing."""
    alert = _locked(alert)
    now = clock.now()
    if alert.may_be_confirmed(now):
        alert.confirmed_at, alert.expires_at = now, now + LONGEST
        alert.save(update_fields=["confirmed_at", "expires_at"])
        notify_worker("alerts.write_about_dates")
    return alert


@atomic_with_retries
def stop_alert(*, alert: DateAlert) -> DateAlert:
    """Withdraw the consent and erase the address at once; repeating it changes nothing."""
    alert = _locked(alert)
    if alert.done_at is None:
        now = clock.now()
        Consent.objects.filter(pk=alert.consent_id).update(withdrawn_at=now)
        _erase([alert], now)
        erase_recipients(topics=[alert.topic])
        erasures.record(STOPPED, [alert.uuid])
        record(Event.CONSENT_WITHDRAWN, alert=alert.uuid)
    return alert


def _locked(alert: DateAlert) -> DateAlert:
    rows = DateAlert.objects.select_for_update(no_key=True, of=("self",))
    return rows.select_related("tour__enterprise").get(pk=alert.pk)


# --- Dates have appeared ----------------------------------------------------------------------------------------------


def write_about_dates() -> int:
    """Plan a letter to everybody who waits for dates of a tour that can be booked now; returns how many.

    Before that, alerts whose letter has gone out are done, and those whose letter had nothing to say, since the places
    were gone when it was composed, wait on. Any number of workers may do this at once.
    """
    _in_batches(_settle)
    return _in_batches(_plan)


def _in_batches(step: Callable[[], int]) -> int:
    total = 0
    while done := step():
        total += done
        if done < BATCH:
            break
    return total


@atomic
def _settle() -> int:
    """Look at some alerts whose letter has come to an end; how many there were."""
    alerts = list(DateAlert.objects.planned(DATES, [*_OVER, *_NOT_SENT]).order_by("pk").claimed()[:BATCH])
    now = clock.now()
    unsent = [alert.pk for alert in alerts if alert.letter_state in _NOT_SENT]
    DateAlert.objects.filter(pk__in=unsent).update(planned_at=None)
    _erase([alert for alert in alerts if alert.pk not in unsent], now)
    # What may have been lost keeps its recipient, so that staff can send it again.
    erase_recipients(topics=[alert.topic for alert in alerts if alert.letter_state == _STATE.SENT])
    erasures.record(ERASED, [alert.uuid for alert in alerts if alert.pk not in unsent], at=now)
    return len(alerts)


@atomic
def _plan() -> int:
    """Plan some of the letters that are due; how many."""
    now = clock.now()
    to_plan = DateAlert.objects.to_plan(now)
    # Of each tour one who waits is looked up, however many there are.
    awaited = Subquery(to_plan.filter(tour=OuterRef("pk")).order_by("confirmed_at").values("pk")[:1])
    tours = Tour.objects.published().annotate(awaited=awaited).filter(awaited__isnull=False).bookable(now)
    due = to_plan.filter(tour__in=list(tours.values_list("pk", flat=True)))
    alerts = list(due.order_by("confirmed_at", "pk").claimed()[:BATCH])
    plan_messages(_letter(DATES, alert, now) for alert in alerts)
    DateAlert.objects.filter(pk__in=[alert.pk for alert in alerts]).update(planned_at=now)
    return len(alerts)


# --- Erasing ----------------------------------------------------------------------------------------------------------


def erase_overdue_alerts() -> int:
    """Erase the addresses whose time is over, and delete rows that were done long ago; returns how many addresses."""
    DateAlert.objects.filter(done_at__lt=clock.now() - DONE_KEPT_FOR).delete()
    return _in_batches(_erase_overdue_batch)


@atomic
def _erase_overdue_batch() -> int:
    now = clock.now()
    alerts = list(DateAlert.objects.overdue(now).order_by("expires_at", "pk").claimed()[:BATCH])
    _erase_overdue(alerts, now)
    return len(alerts)


def _erase_overdue(alerts: Sequence[DateAlert], now: datetime) -> None:
    _erase(alerts, now)
    erase_recipients(topics=[alert.topic for alert in alerts])
    erasures.record(ERASED, [alert.uuid for alert in alerts], at=now)


def _erase(alerts: Sequence[DateAlert], now: datetime) -> None:
    """Erase what these alerts hold of a person, and where the consent was given from; they are done."""
    for alert in alerts:
        alert.email, alert.done_at = "", now
    DateAlert.objects.bulk_update(alerts, ["email", "done_at"])
    Consent.objects.filter(pk__in=[alert.consent_id for alert in alerts]).update(ip_address=None)


# --- After a restore: the ledger of erasures says what a backup has brought back --------------------------------------


def stop_again(uuid: UUID, _at: datetime) -> bool:
    """Stop the alert; return whether it had an address."""
    alert = DateAlert.objects.live().filter(uuid=uuid).first()
    if alert is not None:
        stop_alert(alert=alert)
    return alert is not None


@atomic
def erase_again(uuid: UUID, at: datetime) -> bool:
    """Erase the alert's address; return whether it had one."""
    alerts = list(DateAlert.objects.live().filter(uuid=uuid))
    _erase(alerts, at)
    erase_recipients(topics=[alert.topic for alert in alerts])
    return bool(alerts)
