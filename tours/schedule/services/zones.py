"""A site's clock was set wrong: its coming slots keep their local start, and begin at another moment."""

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
from tours.querysets import SlotQuerySet


def preview_zone_change(site: Site, timezone: str) -> list[str]:
    """How many starts another zone would move, and how many bookings would be told; nothing where none would."""
    moved = [slot for slot in _coming(site, clock.now()) if _starts_at(slot, timezone) != slot.starts_at]
    if not moved:
        return []
    told = Booking.objects.filter(slot__in=moved).expected().count()
    starts = ngettext(
        "%(count)d coming start keeps its local time and happens at another moment.",
        "%(count)d coming starts keep their local time and happen at another moment.",
        len(moved),
    ) % {"count": len(moved)}
    if not told:
        return [starts, _("They have no bookings, so no one will be notified.")]
    letters = ngettext(
        "%(count)d booking is concerned: its contact gets one message, and the reminders move.",
        "%(count)d bookings are concerned: each contact gets one message, and the reminders move.",
        told,
    ) % {"count": told}
    return [starts, letters]


@atomic_with_retries
def follow_zone_change(site: Site) -> int:
    """Derive the coming slots' times from the site's present zone; who is booked on a moved one gets one message.

    Returns how many slots moved. What has begun is history and stays as it was.
    """
    now = clock.now()
    known = _derive_again(site, now)
    for booking in _expected(site, known):
        replan_after_move(booking, was=known[booking.slot_id], now=now)
    return len(known)


@atomic_with_retries
def follow_zone_rules(site: Site) -> int:
    """Derive the coming slots' times after the site's zone itself was given other rules (by a law, through tzdata).

    The local time that visitors know stays, so nobody is told; reminders move. Returns how many slots moved.
    """
    now = clock.now()
    known = _derive_again(site, now)
    for booking in _expected(site, known):
        replan_reminders(booking, now=now)
    return len(known)


def _derive_again(site: Site, now: datetime) -> dict[int, KnownStart]:
    """Lock the coming slots and derive their times; for each that moved, by its id, the start as it was known."""
    slots = Slot.objects.locked(_coming(site, now).values_list("pk", flat=True))
    known = {}
    for slot in slots:
        was = KnownStart.of(slot)
        slot.site = site
        slot.derive_times()
        if slot.starts_at != was.moment:
            slot.revision += 1  # also where nobody is told: reminders planned anew need keys of their own
            known[slot.pk] = was
    Slot.objects.bulk_update(slots, ["timezone", "starts_at", "ends_at", "local_date", "revision"], batch_size=500)
    return known


def _coming(site: Site, now: datetime) -> SlotQuerySet:
    return Slot.objects.filter(site=site, starts_at__gt=now)


def _starts_at(slot: Slot, timezone: str) -> datetime:
    return utc_times(slot.local_start, slot.duration_minutes, ZoneInfo(timezone))[0]


def _expected(site: Site, slots: Collection[int]) -> list[Booking]:
    """Who is expected on these slots of the site, locked, with whom to write to."""
    by_id = {slot.pk: slot for slot in Slot.objects.filter(pk__in=slots).select_related("tour", "enterprise")}
    rows = Booking.objects.filter(slot__in=by_id).expected().select_related("order__contact").order_by("pk")
    bookings = list(rows.select_for_update(of=("self",), no_key=True))
    for booking in bookings:
        booking.slot = by_id[booking.slot_id]
        booking.slot.site = site
    return bookings
