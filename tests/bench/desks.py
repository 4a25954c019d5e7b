"""The people of the benchmarks who are signed in, and what those of them see who work here."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Sum
from django.test import Client
from django.urls import reverse

from accelerator.base.accounts.models import User
from accelerator.base.common import clock
from accelerator.forum.models import Forum, Session, SessionRole
from regions.enterprises.models import Enterprise
from tests.factories.accounts import UserFactory
from tests.factories.booking import confirmed_order
from tests.factories.enterprises import MembershipFactory
from tests.factories.forum import ForumFactory, HallFactory, PersonFactory
from tours.models import Slot, Tour

PARTY, PARTIES = 10, 50  # on the roster
SESSIONS, HALLS = 1007, 20  # of the draft


def desks(tour: Tour) -> dict[str, Any]:
    """A tourist's cookies; the desks of two enterprises and of a forum, each with the cookies of its person."""
    guide = MembershipFactory(enterprise=tour.enterprise, user__email="guide@bench.example").user
    busiest = _busiest_today()
    MembershipFactory(enterprise=busiest, user=guide)
    organizer = cookies_of(UserFactory(email="organizer@bench.example", organizer=True))
    slug = tour.enterprise.slug
    at_work = cookies_of(guide)
    full = _full_slot(tour)
    return {
        "tourist": cookies_of(UserFactory(email="tourist@bench.example")),
        "desks": {
            "Today": (reverse("gate:today", args=[busiest.slug]), at_work),
            "week of slots": (reverse("schedule:slots", args=[slug]), at_work),
            f"roster of {PARTY * PARTIES}": (reverse("gate:roster", args=[slug, full.uuid]), at_work),
            f"draft of {SESSIONS:,} sessions": (reverse("forum:organizer_draft", args=[_draft().slug]), organizer),
        },
    }


def _busiest_today() -> Enterprise:
    """The demo's enterprise that expects most people today."""
    slots = Slot.objects.filter(local_date=clock.now().date()).values("enterprise")
    return Enterprise.objects.get(pk=slots.annotate(seats=Sum("seats_taken")).order_by("-seats")[0]["enterprise"])


def cookies_of(user: User) -> str:
    """The header of a browser in which this person has signed in."""
    client = Client()
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[1])
    return "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())


def _full_slot(tour: Tour) -> Slot:
    slot = Slot(
        enterprise=tour.enterprise, tour=tour, site=tour.site, duration_minutes=tour.duration_minutes,
        local_start=datetime.combine(clock.now().date() + timedelta(days=6), time(8)), capacity=PARTY * PARTIES,
    )  # fmt: skip
    slot.derive_times()
    slot.save()
    for number in range(PARTIES):
        confirmed_order(slot, people=PARTY, email=f"guest{number}@bench.example")
    return slot


def _draft() -> Forum:
    """Half-hour sessions side by side, each with a speaker."""
    forum = ForumFactory(slug="bench-forum", status=Forum.Status.DRAFT)
    halls = HallFactory.create_batch(HALLS, forum=forum)
    people = PersonFactory.create_batch(100)
    sessions = [
        Session(
            forum=forum, hall=halls[number % HALLS], title={"ru": f"Доклад № {number}", "en": f"Talk No. {number}"},
            date=forum.starts_date + timedelta(days=number // HALLS % 2), minutes=30,
            start_time=time(8 + number // HALLS // 4 % 14, 30 * (number // HALLS // 2 % 2)), position=number,
        )
        for number in range(SESSIONS)
    ]  # fmt: skip
    made = Session.objects.bulk_create(sessions)
    SessionRole.objects.bulk_create(
        SessionRole(session=one, person=people[number % len(people)]) for number, one in enumerate(made)
    )
    return forum
