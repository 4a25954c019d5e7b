"""Checking visitors in, and undoing it."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from accelerator.base.common import clock
from accelerator.base.common.dates import day_at
from accelerator.base.common.formats import local_date
from accelerator.base.common.transactions import atomic
from tours.booking.errors import CheckInRefused
from tours.booking.models import Attendance, Booking
from tours.models import Slot

EARLY = timedelta(hours=1)  # before the start: who comes sooner gets a warning


@atomic
def check_in(*, booking: Booking, by: Any, attendances: Sequence[Attendance] | None = None) -> list[Attendance]:
    """Check in these attendances of a booking, or all that have not come yet; return those checked in now.

    Raises CheckInRefused for a booking that is not confirmed, for a ticket of another day at the site, and, when nobody
    is left to check in, with when and by whom it was done.
    """
    # The slot is read after the lock: the visitor may have taken another one while we waited.
    booking = Booking.objects.select_for_update(no_key=True).get(pk=booking.pk)
    now = clock.now()
    waiting = visitors_to_check_in(booking=booking, now=now, attendances=attendances)
    for row in waiting:
        row.checked_in_at, row.checked_in_by = now, by
    Attendance.objects.bulk_update(waiting, ["checked_in_at", "checked_in_by"])
    Booking.objects.filter(pk=booking.pk).update(status=Booking.Status.REDEEMED)
    return waiting


def visitors_to_check_in(
    *, booking: Booking, now: datetime, attendances: Sequence[Attendance] | None = None
) -> list[Attendance]:
    """Return whom `check_in` would let in now. Raises CheckInRefused as it does."""
    if not booking.is_expected:
        raise CheckInRefused(_("This booking is not valid: %(state)s.") % {"state": booking.get_status_display()})
    if not is_check_in_open(booking.slot, now):
        today, day = day_at(booking.slot.zone, now), booking.slot.local_date
        text = _("This ticket was for %(day)s.") if day < today else _("This ticket is for %(day)s.")
        raise CheckInRefused(text % {"day": local_date(day)})
    rows = booking.attendances.select_related("visitor", "category", "checked_in_by").order_by("position")
    if attendances is not None:
        rows = rows.filter(pk__in=[attendance.pk for attendance in attendances])
    waiting = [row for row in rows if row.checked_in_at is None]
    if not waiting:
        raise CheckInRefused(_already_checked_in(rows, now))
    return waiting


def is_check_in_open(slot: Slot, now: datetime) -> bool:
    """Return whether visitors of this slot can be checked in: on its day at the site, or around its hours at night."""
    return day_at(slot.zone, now) == slot.local_date or slot.starts_at - EARLY <= now < slot.ends_at


def wrong_time_warning(slot: Slot, now: datetime) -> str:
    """Return a warning about a ticket for today but not for now, empty where the time is right."""
    if now < slot.starts_at - EARLY:
        return _("Check the time: this slot starts at %(time)s.") % {"time": f"{slot.local_start:%H:%M}"}
    if now >= slot.ends_at:
        return _("Check the time: this slot started at %(time)s and is over.") % {"time": f"{slot.local_start:%H:%M}"}
    return ""


@atomic
def undo_check_in(*, booking: Booking, attendances: Sequence[Attendance] | None = None) -> None:
    """Undo the check-in of these attendances, or of all; repeating it changes nothing."""
    booking = Booking.objects.select_for_update(no_key=True).get(pk=booking.pk)
    rows = booking.attendances.checked_in()
    if attendances is not None:
        rows = rows.filter(pk__in=[attendance.pk for attendance in attendances])
    rows.update(checked_in_at=None, checked_in_by=None)
    if booking.status == Booking.Status.REDEEMED and not booking.attendances.checked_in().exists():
        Booking.objects.filter(pk=booking.pk).update(status=Booking.Status.CONFIRMED)


def _already_checked_in(rows: Iterable[Attendance], now: datetime) -> str:
    came = [(row.checked_in_at, row) for row in rows if row.checked_in_at is not None]
    if not came:
        return _("There is no one to check in.")
    moment, last = max(came, key=lambda pair: pair[0])
    zone = last.booking.slot.zone
    local = moment.astimezone(zone)
    time = f"{local:%H:%M}"
    if local.date() != day_at(zone, now):  # it is past midnight
        time = f"{local_date(local.date())}, {time}"
    if last.checked_in_by is None:
        return _("Already checked in at %(time)s.") % {"time": time}
    return _("Already checked in at %(time)s by %(person)s.") % {"time": time, "person": last.checked_in_by}
