"""Two enterprises with everything in them, and one person for each actor: what the matrix walks through."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from typing import Any

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.test import Client

from accelerator.base.accounts.models import User
from accelerator.base.common import clock
from regions.enterprises.models import Enterprise, Invitation, Membership, Photo, Role, Site
from regions.enterprises.services.people import hash_of
from tests.factories.accounts import UserFactory
from tests.factories.alerts import asked_alert
from tests.factories.booking import confirmed_order
from tests.factories.enterprises import EnterpriseFactory, MembershipFactory, PhotoFactory, SiteFactory, SubjectFactory
from tests.factories.forum import (
    ForumFactory,
    HallFactory,
    OrganisationFactory,
    PersonFactory,
    SessionFactory,
    TrackFactory,
)
from tests.factories.portal import PageFactory
from tests.factories.routes import route_over
from tests.factories.seasons import SeasonFactory
from tests.factories.tours import SlotFactory, TourFactory
from tours.alerts.models import DateAlert
from tours.booking.models import Order
from tours.models import ScheduleRule, Slot, Tour, VisitRequirements
from tours.routes.models import Route

HERE = ("owner", "manager", "guide", "gate")
ACTORS = ("anonymous", "tourist", *HERE, *(f"foreign_{role}" for role in HERE), "organizer")


@dataclass
class House:
    """One enterprise and what belongs to it."""

    enterprise: Enterprise
    site: Site
    tour: Tour
    slot: Slot
    order: Order
    rule: ScheduleRule
    route: Route
    memberships: dict[str, Membership]
    invitation: Invitation
    token: str
    photo: Photo
    draft: Tour
    dateless: Tour
    alert: DateAlert

    @classmethod
    def build(cls, name: str) -> House:
        enterprise = EnterpriseFactory(published=True, slug=name)
        site = SiteFactory(enterprise=enterprise)
        texts = {"summary": {"ru": "Кратко"}, "description": {"ru": "Подробно"}}
        tour = TourFactory(published=True, site=site, slug=f"{name}-tour", **texts)
        slot = SlotFactory(tour=tour)
        memberships = {
            role: MembershipFactory(enterprise=enterprise, role=role, user=UserFactory(email=f"{role}@{name}.example"))
            for role in HERE
        }
        # One more owner, so that none is the last one and a refusal never comes from that.
        MembershipFactory(enterprise=enterprise, role=Role.OWNER)
        token = f"token-of-{name}"
        now = clock.now()
        invitation = Invitation.objects.create(
            enterprise=enterprise, email="invited@example.org", role=Role.GUIDE, token_hash=hash_of(token),
            created_at=now, expires_at=now + timedelta(days=7),
        )  # fmt: skip
        Invitation.objects.create(
            enterprise=enterprise, email="owner@example.org", role=Role.OWNER, token_hash=hash_of(f"owner-of-{name}"),
            created_at=now, expires_at=now + timedelta(days=7),
        )  # fmt: skip
        order = confirmed_order(slot, email=f"guest@{name}.example")
        VisitRequirements.objects.filter(tour=tour).update(pass_office_data=["document_number"])  # of who comes next
        rule = ScheduleRule.objects.create(
            enterprise=enterprise, tour=tour, from_date=date(2027, 4, 1), to_date=date(2027, 4, 30), weekdays=[0],
            times=[time(10)], capacity=5,
        )  # fmt: skip
        route = route_over([tour], slug=f"{name}-route", enterprise=enterprise)
        photo = PhotoFactory(of=enterprise)
        draft = TourFactory(site=site, slug=f"{name}-draft")
        dateless = TourFactory(published=True, site=site, slug=f"{name}-dateless", **texts)
        alert = asked_alert(dateless, email=f"waiting@{name}.example")
        return cls(
            enterprise, site, tour, slot, order, rule, route, memberships, invitation, token, photo, draft, dateless,
            alert,
        )  # fmt: skip


@dataclass
class World:
    """This enterprise, another one, and what belongs to none."""

    own: House
    foreign: House
    people: dict[str, User]
    public: dict[str, Any]
    elsewhere: dict[str, Any]  # what belongs to another forum than the public one
    clients: dict[str, Client] = field(default_factory=dict)

    @classmethod
    def build(cls) -> World:
        own, foreign = House.build("own"), House.build("foreign")
        people = {
            "tourist": UserFactory(email="tourist@example.org"),
            "organizer": UserFactory(email="organizer@example.org", organizer=True),
        }
        for role in HERE:
            people[role] = own.memberships[role].user
            people[f"foreign_{role}"] = foreign.memberships[role].user
        forum = ForumFactory(slug="forum")
        public = {
            "forum": forum,
            "session": SessionFactory(forum=forum, hall=HallFactory(forum=forum)),
            "track": TrackFactory(forum=forum),
            "person": PersonFactory(),
            "subject": SubjectFactory(),
            "organisation": OrganisationFactory(),
            "route": route_over([own.tour], slug="everybodys-route"),
            "season": SeasonFactory(year=2022),
            "photo": PhotoFactory(of=forum),
            "page": PageFactory(slug="groups"),
        }
        other = ForumFactory(slug="other-forum")
        elsewhere = {"hall": HallFactory(forum=other), "track": TrackFactory(forum=other)}
        elsewhere["session"] = SessionFactory(forum=other, hall=elsewhere["hall"])
        world = cls(own, foreign, people, public, elsewhere)
        for actor in ACTORS:
            world.clients[actor] = Client()
            if actor != "anonymous":
                world.clients[actor].force_login(people[actor], backend=settings.AUTHENTICATION_BACKENDS[1])
        public["device"] = UserSession.objects.create(
            user=people["tourist"], session_key="of-a-phone", ip="192.0.2.7", user_agent="Firefox"
        )
        return world


# What an address is built from: a name that a line of the table uses → the keyword arguments of one house.
KWARGS: dict[str, Callable[[World, House], dict[str, Any]]] = {
    "": lambda _w, _h: {},
    "cabinet": lambda _w, h: {"slug": h.enterprise.slug},
    "device": lambda w, _h: {"pk": w.public["device"].pk},
    "member": lambda _w, h: {"slug": h.enterprise.slug, "uuid": h.memberships["guide"].uuid},
    "invitation": lambda _w, h: {"slug": h.enterprise.slug, "uuid": h.invitation.uuid},
    "invitation link": lambda _w, h: {"token": h.token},
    "owner": lambda _w, h: {"uuid": h.enterprise.uuid},
    "owner invitation": lambda _w, h: {
        "uuid": h.enterprise.uuid,
        "invitation_uuid": h.enterprise.invitations.get(role=Role.OWNER).uuid,
    },
    "subject": lambda w, _h: {"uuid": w.public["subject"].uuid},
    "theme": lambda w, _h: {"uuid": w.public["subject"].theme.uuid},
    "site": lambda _w, h: {"slug": h.enterprise.slug, "uuid": h.site.uuid},
    "photo": lambda _w, h: {"slug": h.enterprise.slug, "uuid": h.photo.uuid},
    "album": lambda _w, h: {"slug": h.enterprise.slug, "kind": "tour", "uuid": h.tour.uuid},
    "desk album": lambda w, _h: {"kind": "forum", "uuid": w.public["forum"].uuid},
    "desk photo": lambda w, _h: {"uuid": w.public["photo"].uuid},
    "photo file": lambda _w, h: {"uuid": h.photo.uuid, "width": 320, "ending": "webp"},
    "share image": lambda _w, h: {"language": "ru", "kind": "tour", "key": str(h.tour.uuid), "digest": "0" * 16},
    "cabinet tour": lambda _w, h: {"slug": h.enterprise.slug, "uuid": h.tour.uuid},
    "cabinet tour status": lambda _w, h: {"slug": h.enterprise.slug, "uuid": h.tour.uuid, "status": "draft"},
    "cabinet rule": lambda _w, h: {"slug": h.enterprise.slug, "uuid": h.rule.uuid},
    "cabinet route": lambda _w, h: {"slug": h.enterprise.slug, "route_uuid": h.route.uuid},
    "route": lambda _w, h: {"slug": h.route.slug},
    "organizer route": lambda w, _h: {"route_uuid": w.public["route"].uuid},
    "day": lambda w, _h: {"slug": w.public["forum"].slug, "day": w.public["forum"].starts_date.isoformat()},
    "hall": lambda w, _h: {"slug": w.public["forum"].slug, "uuid": w.public["session"].hall.uuid},
    "track": lambda w, _h: {"slug": w.public["forum"].slug, "uuid": w.public["track"].uuid},
    "person": lambda w, _h: {"uuid": w.public["person"].uuid},
    "organisation": lambda w, _h: {"uuid": w.public["organisation"].uuid},
    "cabinet booking": lambda _w, h: {"slug": h.enterprise.slug, "uuid": h.order.bookings.get().uuid},
    "cabinet slot file": lambda _w, h: {"slug": h.enterprise.slug, "uuid": h.slot.uuid, "format_name": "csv"},
    "cabinet file": lambda _w, h: {"slug": h.enterprise.slug, "format_name": "xlsx"},
    "scan": lambda _w, h: {"code": h.order.bookings.get().uuid.hex},
    "cabinet slot": lambda _w, h: {"slug": h.enterprise.slug, "uuid": h.slot.uuid},
    "enterprise": lambda _w, h: {"slug": h.enterprise.slug},
    "region": lambda _w, h: {"slug": h.enterprise.region.slug},
    "tour": lambda _w, h: {"slug": h.tour.slug},
    "tour without dates": lambda _w, h: {"slug": h.dateless.slug},
    "alert": lambda _w, h: {"token": h.alert.token},
    "slot": lambda _w, h: {"slot_uuid": h.slot.uuid},
    "order": lambda _w, h: {"token": h.order.token},
    "leg": lambda _w, h: {
        "token": h.order.token,
        "leg_uuid": h.order.bookings.get().uuid,
        "slot_uuid": h.slot.uuid,
    },
    "forum": lambda w, _h: {"slug": w.public["forum"].slug},
    "session": lambda w, _h: {"slug": w.public["forum"].slug, "uuid": w.public["session"].uuid},
    "page": lambda w, _h: {"slug": w.public["page"].slug},
    "season": lambda w, _h: {"year": w.public["season"].year},
}


def guessed(value: Any) -> Any:
    """A value of the same shape that no row has."""
    if isinstance(value, uuid.UUID):
        return uuid.UUID("00000000-0000-4000-8000-000000000000")
    if isinstance(value, int):
        return 987654
    return "no-such-thing"
