"""A site whose clock was set wrong, called directly."""

from datetime import timedelta

import pytest

from accelerator.base.common import clock
from accelerator.base.notifications.models import Message
from regions.enterprises.models import Site
from tests.factories.booking import confirmed_order, held_order
from tests.factories.enterprises import SiteFactory
from tests.factories.tours import SlotFactory
from tours.booking.models import Booking
from tours.booking.services.cancellations import cancel_by_visitor
from tours.models import Slot
from tours.schedule.services.zones import follow_zone_change, follow_zone_rules, preview_zone_change

pytestmark = pytest.mark.django_db
SAMARA = "Europe/Samara"  # an hour ahead of Moscow
HOUR = timedelta(hours=1)


def elsewhere(site: Site) -> Slot:
    """A slot of the same enterprise at another site, with a person booked on it."""
    slot = SlotFactory(tour__site=SiteFactory(enterprise=site.enterprise))
    confirmed_order(slot)
    return slot


def queued(kind: str) -> list[Message]:
    return list(Message.objects.filter(kind=kind, state=Message.State.QUEUED))


def test_foresight_counts_the_coming_starts_of_this_site_and_who_is_booked_on_them():
    slot = SlotFactory()
    SlotFactory(tour=slot.tour, days_ahead=9)
    past = SlotFactory(tour=slot.tour, days_ahead=-2)
    elsewhere(slot.site)
    [confirmed_order(slot) for _ in range(2)]
    cancel_by_visitor(order=confirmed_order(slot))
    held_order(slot)
    Booking.objects.filter(order=confirmed_order(slot)).update(slot=past)

    starts, letters = preview_zone_change(slot.site, SAMARA)

    assert starts.startswith("2 ")
    assert " 2 " in letters
    assert preview_zone_change(slot.site, slot.site.timezone) == []


def test_foresight_says_so_where_nobody_is_booked():
    slot = SlotFactory()
    elsewhere(slot.site)

    starts, nobody = preview_zone_change(slot.site, SAMARA)

    assert starts.startswith("1 ")
    assert not any(letter.isdigit() for letter in nobody)


@pytest.mark.parametrize(("follow", "letters"), [(follow_zone_change, 1), (follow_zone_rules, 0)])
def test_only_this_sites_coming_slots_move_and_only_their_visitors_are_notified(follow, letters: int):
    slot = SlotFactory()
    running = SlotFactory(tour=slot.tour, local_start=slot.local_start - timedelta(days=1))
    other = elsewhere(slot.site)
    order = confirmed_order(slot)
    cancel_by_visitor(order=confirmed_order(slot))
    Site.objects.update(timezone=SAMARA)

    with clock.at(running.starts_at):
        assert follow(Site.objects.get(pk=slot.site_id)) == 1
        assert follow(Site.objects.get(pk=slot.site_id)) == 0

    assert Slot.objects.get(pk=slot.pk).starts_at == slot.starts_at - HOUR
    assert Slot.objects.get(pk=slot.pk).revision == 1
    for kept in (running, other):
        assert Slot.objects.get(pk=kept.pk).starts_at == kept.starts_at
    assert len(queued("booking.moved")) == letters
    reminders = [m.due_at for m in queued("booking.reminder") if m.topic == order.bookings.get().topic]
    assert slot.starts_at - 3 * HOUR in reminders
    assert all(due_at <= slot.starts_at - 3 * HOUR for due_at in reminders)


def test_reminders_are_planned_for_the_sites_new_night():
    slot = SlotFactory(days_ahead=9)
    order = confirmed_order(slot)
    slot.tour.reminder_minutes = [11 * 60]
    slot.tour.save()
    Site.objects.update(timezone="Asia/Vladivostok")

    follow_zone_change(Site.objects.get(pk=slot.site_id))

    [reminder] = [m for m in queued("booking.reminder") if m.topic == order.bookings.get().topic]
    moved = Slot.objects.get(pk=slot.pk)
    assert reminder.due_at.astimezone(moved.zone).hour == 8
