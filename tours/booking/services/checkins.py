"""The gate: checking visitors in, and undoing it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accelerator.common import clock
from tours.booking.errors import CheckInRefused
from tours.booking.models import Attendance, Booking


@transaction.atomic
def check_in(*, booking: Booking, by: Any, attendances: Sequence[Attendance] | None = None) -> list[Attendance]:
    """Check in these attendances of a booking, or all that have not come yet; returns those checked in now.

    Raises CheckInRefused for a booking that is not confirmed, for a day that has not come, and, when nobody is left to
    check in, with when and by whom it was done.
    """
    booking = Booking.objects.select_for_update(of=("self",), no_key=True).select_related("slot").get(pk=booking.pk)
    now = clock.now()
    waiting = who_waits(booking=booking, now=now, attendances=attendances)
    for row in waiting:
        row.checked_in_at, row.checked_in_by = now, by
    Attendance.objects.bulk_update(waiting, ["checked_in_at", "checked_in_by"])
    Booking.objects.filter(pk=booking.pk).update(status=Booking.Status.REDEEMED)
    return waiting


def who_waits(*, booking: Booking, now: datetime, attendances: Sequence[Attendance] | None = None) -> list[Attendance]:
    """Those of these attendances, or of all, whom checking in would let in now; nothing is written.

    Raises CheckInRefused as check_in does.
    """
    if not booking.is_expected:
        raise CheckInRefused(_("This booking is not valid: %(state)s.") % {"state": booking.get_status_display()})
    if now.astimezone(booking.slot.zone).date() < booking.slot.local_date:
        day = date_format(booking.slot.local_date, "j E")
        raise CheckInRefused(_("This ticket is for %(day)s.") % {"day": day})
    rows = booking.attendances.select_related("visitor", "checked_in_by").order_by("position")
    if attendances is not None:
        rows = rows.filter(pk__in=[attendance.pk for attendance in attendances])
    found = list(rows)
    waiting = [row for row in found if row.checked_in_at is None]
    if not waiting:
        raise CheckInRefused(_already(found))
    return waiting


@transaction.atomic
def undo_check_in(*, booking: Booking, attendances: Sequence[Attendance] | None = None) -> None:
    """Take back the check-in of these attendances, or of all; repeating it changes nothing."""
    booking = Booking.objects.select_for_update(no_key=True).get(pk=booking.pk)
    rows = booking.attendances.checked_in()
    if attendances is not None:
        rows = rows.filter(pk__in=[attendance.pk for attendance in attendances])
    rows.update(checked_in_at=None, checked_in_by=None)
    if booking.status == Booking.Status.REDEEMED and not booking.attendances.checked_in().exists():
        Booking.objects.filter(pk=booking.pk).update(status=Booking.Status.CONFIRMED)


def _already(rows: Sequence[Attendance]) -> str:
    came = [(row.checked_in_at, row) for row in rows if row.checked_in_at is not None]
    if not came:
        return _("There is nobody to check in.")
    moment, last = max(came, key=lambda pair: pair[0])
    when = moment.astimezone(last.booking.slot.zone)
    if last.checked_in_by is None:
        return _("Already checked in at %(time)s.") % {"time": f"{when:%H:%M}"}
    return _("Already checked in at %(time)s by %(person)s.") % {"time": f"{when:%H:%M}", "person": last.checked_in_by}
