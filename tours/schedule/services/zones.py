"""Changes of a site's time zone: coming slots keep their local start, and their UTC times are derived again."""

from collections.abc import Collection
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accelerator.base.common import clock
from accelerator.base.common.transactions import atomic_with_retries
from regions.enterprises.models import Site
from tours.booking.models import Booking
from tours.booking.services.reminders import KnownStart, replan_after_move, replan_reminders
from tours.models import Slot
from tours.models.slots import utc_times


def preview_zone_change(site: Site, timezone: str) -> list[str]:
    """Say how many starts another zone would move and how many contacts would be notified; nothing if none."""
    zone = ZoneInfo(timezone)
    coming = Slot.objects.filter(site=site, starts_at__gt=clock.now())
    moved = [slot for slot in coming if utc_times(slot.local_start, slot.duration_minutes, zone)[0] != slot.starts_at]
    if not moved:
        return []
    booked = Booking.objects.filter(slot__in=moved).expected().count()
    starts = ngettext(
        "%(count)d upcoming slot keeps its local time but will start at a different moment.",
        "%(count)d upcoming slots keep their local time but will start at a different moment.",
        len(moved),
    ) % {"count": len(moved)}
    if not booked:
        return [starts, _("They have no bookings, so no one will be notified.")]
    messages = ngettext(
        "%(count)d booking is affected: its contact person gets one email, and the reminders move.",
        "%(count)d bookings are affected: each contact person gets one email, and the reminders move.",
        booked,
    ) % {"count": booked}
    return [starts, messages]


@atomic_with_retries
def follow_zone_change(site: Site) -> int:
    """Derive the coming slots' times from the site's present zone; who is booked on a moved one gets one message.

    Returns how many slots moved. What has begun stays as it was.
    """
    now = clock.now()
    former = _derive_again(site, now)
    for booking in _lock_bookings(site, former):
        replan_after_move(booking, was=former[booking.slot_id], now=now)
    return len(former)


@atomic_with_retries
def follow_zone_rules(site: Site) -> int:
    """Derive the coming slots' times after the site's zone itself was given other rules (by a law, through tzdata).

    The local time that visitors know stays, so only reminders move. Returns how many slots moved.
    """
    now = clock.now()
    former = _derive_again(site, now)
    for booking in _lock_bookings(site, former):
        replan_reminders(booking, now=now)
    return len(former)


def _derive_again(site: Site, now: datetime) -> dict[int, KnownStart]:
    """Lock the coming slots and derive their times; return the former start of each that moved, by its id."""
    slots = Slot.objects.locked(Slot.objects.filter(site=site, starts_at__gt=now).values_list("pk", flat=True))
    former = {}
    for slot in slots:
        was = KnownStart.of(slot)
        slot.site = site
        slot.derive_times()
        if slot.starts_at != was.moment:
            slot.revision += 1  # also where nobody is notified: replanned reminders need new keys
            former[slot.pk] = was
    Slot.objects.bulk_update(slots, ["timezone", "starts_at", "ends_at", "local_date", "revision"], batch_size=500)
    return former


def _lock_bookings(site: Site, slots: Collection[int]) -> list[Booking]:
    """Return the expected bookings of these slots of the site, locked, with their contacts."""
    by_id = {slot.pk: slot for slot in Slot.objects.filter(pk__in=slots).select_related("tour", "enterprise")}
    rows = Booking.objects.filter(slot__in=by_id).expected().select_related("order__contact").order_by("pk")
    bookings = list(rows.select_for_update(of=("self",), no_key=True))
    for booking in bookings:
        booking.slot = by_id[booking.slot_id]
        booking.slot.site = site
    return bookings
