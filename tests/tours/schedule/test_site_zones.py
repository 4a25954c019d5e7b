"""Another time zone of a site moves its coming slots, and notifies those who are booked on them."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db.models import F
from django.urls import reverse

from accelerator.base.notifications.models import Message
from tests.factories.booking import confirmed_order
from tests.factories.enterprises import MembershipFactory
from tests.factories.tours import SlotFactory
from tours.models import Slot
from tours.schedule.services.zones import follow_zone_change, preview_zone_change

pytestmark = pytest.mark.django_db


def change_zone(site, timezone):
    site.timezone = timezone
    site.save()
    return follow_zone_change(site)


def test_coming_slots_keep_their_local_start_and_move_in_utc():
    booked = SlotFactory(days_ahead=10)
    empty = SlotFactory(tour=booked.tour, days_ahead=11)
    past = SlotFactory(tour=booked.tour, days_ahead=-3)
    confirmed_order(booked)

    assert change_zone(booked.site, "Asia/Yekaterinburg") == 2

    for slot in (booked, empty):
        fresh = Slot.objects.get(pk=slot.pk)
        assert fresh.local_start == slot.local_start
        assert fresh.starts_at == slot.starts_at - timedelta(hours=2)
        assert (fresh.timezone, fresh.revision) == ("Asia/Yekaterinburg", 1)
    assert Slot.objects.get(pk=past.pk).starts_at == past.starts_at
    assert Message.objects.filter(kind="booking.moved", state="queued").count() == 1
    reminders = Message.objects.filter(kind="booking.reminder", state="queued")
    assert max(message.due_at for message in reminders) <= booked.starts_at - timedelta(hours=4)


def test_new_rules_of_a_zone_move_the_moment_and_the_reminders_and_tell_nobody():
    slot = SlotFactory(days_ahead=10)
    confirmed_order(slot)
    due = set(reminders())
    # As it stands in the database when the rules that it was derived by are no longer in force.
    hour = timedelta(hours=1)
    Slot.objects.update(starts_at=slot.starts_at - hour, ends_at=slot.ends_at - hour)
    Message.objects.filter(kind="booking.reminder").update(due_at=F("due_at") - hour)

    call_command("follow_zone_rules", stdout=(output := StringIO()))

    fresh = Slot.objects.get()
    assert (fresh.starts_at, fresh.ends_at) == (slot.starts_at, slot.ends_at)
    assert set(reminders()) == due
    assert not Message.objects.filter(kind="booking.moved").exists()
    assert "changed: 1." in output.getvalue()
    call_command("follow_zone_rules", stdout=(output := StringIO()))
    assert "changed: 0." in output.getvalue()


def reminders():
    return Message.objects.filter(kind="booking.reminder", state="queued").values_list("due_at", flat=True)


def test_zone_with_the_same_offset_moves_nobody():
    slot = SlotFactory(days_ahead=10)
    confirmed_order(slot)

    assert preview_zone_change(slot.site, "Europe/Simferopol") == []
    assert change_zone(slot.site, "Europe/Simferopol") == 0

    fresh = Slot.objects.get(pk=slot.pk)
    assert (fresh.timezone, fresh.revision) == ("Europe/Simferopol", 0)
    assert not Message.objects.filter(kind="booking.moved").exists()


def test_form_asks_before_it_moves_what_people_know_of(client):
    slot = SlotFactory(days_ahead=10)
    confirmed_order(slot)
    membership = MembershipFactory(enterprise=slot.enterprise)
    client.force_login(membership.user)
    address = reverse("enterprises:site", args=[slot.enterprise.slug, slot.site.uuid])
    values = {
        "name_ru": "Двор", "address_ru": "ул. Новая, 5", "city_ru": "Пермь", "gate_ru": "", "timezone": "Europe/Samara",
        "latitude": "", "longitude": "", "version": "1",
    }  # fmt: skip
    slot.enterprise.region.timezone = "Europe/Samara"  # the choices are the regions' zones
    slot.enterprise.region.save()

    asked = client.post(address, values)
    assert asked.status_code == 422
    assert len(asked.context["consequences"]) == 2
    assert Slot.objects.get().starts_at == slot.starts_at

    assert client.post(address, {**values, "zone_confirmed": "on"}).status_code == 302
    assert Slot.objects.get().starts_at == slot.starts_at - timedelta(hours=1)


def test_moving_many_slots_takes_a_flat_number_of_queries(django_assert_max_num_queries):
    slot = SlotFactory()
    for day in range(30):
        SlotFactory(tour=slot.tour, days_ahead=8 + day)

    with django_assert_max_num_queries(8):
        assert change_zone(slot.site, "Europe/Samara") == 31
