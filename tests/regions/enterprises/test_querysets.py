"""Who may see which enterprise, and who works there: each verb called directly."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser

from accelerator.base.common import clock
from regions.enterprises.models import Enterprise, Invitation, Membership, Photo, Role, Theme
from tests.factories.accounts import UserFactory
from tests.factories.enterprises import (
    EnterpriseFactory,
    MembershipFactory,
    PhotoFactory,
    SiteFactory,
    SubjectFactory,
    ThemeFactory,
)
from tests.factories.forum import ForumFactory
from tests.factories.routes import RouteFactory
from tests.factories.tours import TourFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def shown() -> Enterprise:
    return EnterpriseFactory(published=True)


@pytest.fixture
def draft() -> Enterprise:
    return EnterpriseFactory()


def inactive_member(enterprise: Enterprise) -> object:
    user = MembershipFactory(enterprise=enterprise).user
    user.is_active = False
    user.save()
    return user


def test_draft_is_seen_by_its_members_alone(shown: Enterprise, draft: Enterprise):
    photos = {enterprise: PhotoFactory(of=enterprise) for enterprise in (shown, draft)}
    member = MembershipFactory(enterprise=draft, role=Role.GATE).user

    assert list(Enterprise.objects.published()) == [shown]
    assert list(Photo.objects.published()) == [photos[shown]]
    for reader in (AnonymousUser(), UserFactory(), UserFactory(organizer=True), inactive_member(draft)):
        assert list(Enterprise.objects.visible_to(reader)) == [shown]
        assert list(Photo.objects.visible_to(reader)) == [photos[shown]]
    assert set(Enterprise.objects.visible_to(member)) == {shown, draft}
    assert set(Photo.objects.visible_to(member)) == {photos[shown], photos[draft]}


def test_managed_are_those_where_somebody_works(shown: Enterprise, draft: Enterprise):
    member = MembershipFactory(enterprise=draft, role=Role.GATE).user

    assert list(Enterprise.objects.managed_by(member)) == [draft]
    for reader in (AnonymousUser(), UserFactory(), inactive_member(draft)):
        assert not Enterprise.objects.managed_by(reader).exists()


def test_organizers_oversee_every_enterprise_and_nobody_else_any(shown: Enterprise, draft: Enterprise):
    assert set(Enterprise.objects.overseen_by(UserFactory(organizer=True))) == {shown, draft}
    for reader in (AnonymousUser(), UserFactory(), MembershipFactory(enterprise=draft).user):
        assert not Enterprise.objects.overseen_by(reader).exists()


def test_enterprises_are_found_by_a_part_of_their_name_in_any_case():
    found = EnterpriseFactory(name={"ru": "Калужский турбинный завод"})
    EnterpriseFactory(name={"ru": "Сыроварня"})

    assert list(Enterprise.objects.named_like("ТУРБИН")) == [found]
    assert Enterprise.objects.named_like(" ").count() == 2


def test_membership_is_of_one_person_at_one_enterprise(shown: Enterprise, draft: Enterprise):
    mine = MembershipFactory(enterprise=shown)
    MembershipFactory(enterprise=draft, user=mine.user)
    MembershipFactory(enterprise=shown)

    assert list(Membership.objects.of(mine.user, shown.slug)) == [mine]


def test_memberships_stand_by_their_rights():
    enterprise = EnterpriseFactory()
    made = {role: MembershipFactory(enterprise=enterprise, role=role) for role in ("gate", "manager", "owner", "guide")}

    assert list(Membership.objects.by_role()) == [made[role] for role in ("owner", "manager", "guide", "gate")]
    assert set(Membership.objects.in_roles(["owner", "gate"])) == {made["owner"], made["gate"]}


def invitation(number: int, **changes: object) -> Invitation:
    now = clock.now()
    values = {
        "email": f"new{number}@example.org",
        "role": "guide",
        "created_at": now - timedelta(days=7),
        "token_hash": f"{number:064}",
    }
    return Invitation.objects.create(
        **{"enterprise": EnterpriseFactory(), "expires_at": now + timedelta(days=7), **values, **changes}
    )


def test_invitations_are_open_until_they_are_answered_or_run_out():
    now = clock.now()
    waiting = invitation(1)
    lapsed = invitation(2, expires_at=now, role="owner")
    invitation(3, accepted_at=now)
    invitation(4, revoked_at=now)

    assert set(Invitation.objects.unanswered()) == {waiting, lapsed}
    assert list(Invitation.objects.open(now)) == [waiting]
    assert list(Invitation.objects.of_owners()) == [lapsed]


def test_owners_and_invited_owners_come_with_their_enterprise(shown: Enterprise):
    owner = MembershipFactory(enterprise=shown)
    MembershipFactory(enterprise=shown, role=Role.MANAGER)
    invited = invitation(1, enterprise=shown, role="owner")
    invitation(2, enterprise=shown)
    invitation(3, enterprise=shown, role="owner", revoked_at=clock.now())

    [found] = Enterprise.objects.with_owners().filter(pk=shown.pk)

    assert (found.owners, found.invited_owners) == ([owner], [invited])


def test_photos_by_their_state_and_order(shown: Enterprise):
    now = clock.now()
    second = PhotoFactory(of=shown, position=2, state=Photo.State.READY)
    first = PhotoFactory(of=shown, position=1, state=Photo.State.READY)
    waiting = PhotoFactory(of=shown, position=3)
    claimed = PhotoFactory(of=shown, position=4, claimed_at=now)

    assert list(Photo.objects.in_order()) == [first, second, waiting, claimed]
    assert set(Photo.objects.pending()) == {waiting, claimed}
    minute = timedelta(minutes=1)
    assert list(Photo.objects.pending().unclaimed(now + minute - timedelta(seconds=1), lasts=minute)) == [waiting]
    assert set(Photo.objects.pending().unclaimed(now + minute, lasts=minute)) == {waiting, claimed}
    assert set(Photo.objects.pending().unclaimed(now - timedelta(days=1), lasts=minute)) == {waiting, claimed}


# Photos of what people see

OWNERS = {
    "site": (SiteFactory, lambda: SiteFactory(enterprise=EnterpriseFactory())),
    "tour": (lambda: TourFactory(published=True), TourFactory),
    "tour of a draft": (
        lambda: TourFactory(published=True),
        lambda: TourFactory(published=True, site=SiteFactory(enterprise=EnterpriseFactory())),
    ),
    "route": (RouteFactory, lambda: RouteFactory(status="draft")),
    "forum": (ForumFactory, lambda: ForumFactory(status="draft")),
}


@pytest.mark.parametrize("kind", OWNERS)
def test_photos_are_public_as_what_they_show_is(kind: str):
    public, hidden = (PhotoFactory(of=make()) for make in OWNERS[kind])

    assert list(Photo.objects.published()) == [public]
    for reader in (AnonymousUser(), UserFactory(), MembershipFactory().user):
        assert list(Photo.objects.visible_to(reader)) == [public]
    tenant = hidden.album.enterprise
    own = MembershipFactory(enterprise=tenant).user if tenant else UserFactory(organizer=True)
    assert set(Photo.objects.visible_to(own)) == {public, hidden}


def ready(thing: object, position: int) -> Photo:
    return PhotoFactory(of=thing, position=position, state=Photo.State.READY)


def test_cover_is_the_first_ready_photo_of_each_album(django_assert_num_queries):
    tour, other, none = TourFactory(), TourFactory(), TourFactory()
    PhotoFactory(of=tour, position=0)  # its sizes are being made
    second, first, its = ready(tour, 2), ready(tour, 1), ready(other, 5)
    ready(EnterpriseFactory(), 0)

    with django_assert_num_queries(1):
        assert set(Photo.objects.covers_of([tour.album_id, None, other.album_id, none.album_id])) == {first, its}
    assert second not in Photo.objects.covers_of([tour.album_id])


def test_gallery_holds_the_albums_one_after_the_other(django_assert_num_queries):
    tour, other = TourFactory(), TourFactory()
    PhotoFactory(of=tour, position=0)
    second, first, its = ready(tour, 2), ready(tour, 1), ready(other, 0)

    with django_assert_num_queries(2):
        assert list(Photo.objects.gallery_of([tour.album_id, None, other.album_id])) == [first, second, its]
        assert list(Photo.objects.gallery_of([other.album_id, tour.album_id])) == [its, first, second]
    assert not Photo.objects.gallery_of([None]).exists()


def test_cover_of_an_enterprise_is_its_own_or_else_of_a_site_or_a_public_tour(django_assert_num_queries):
    tour = TourFactory(published=True)
    enterprise, hidden = tour.enterprise, TourFactory(site=tour.site)
    ready(hidden, 0)
    ready(TourFactory(published=True), 0)

    def cover() -> Photo | None:
        with django_assert_num_queries(1):
            return next(iter(Photo.objects.covers_of_enterprises([enterprise.pk])), None)

    assert cover() is None
    for thing in (tour, tour.site, enterprise):
        photo = ready(thing, 3)
        found = cover()
        assert found == photo
        assert found.whose == enterprise.pk


def test_way_to_the_gate_is_the_sketch_alone():
    site, other = SiteFactory(), SiteFactory()
    ready(site, 0)
    sketch = PhotoFactory(of=site, position=1, state=Photo.State.READY, shows_way=True)
    PhotoFactory(of=other, position=0, shows_way=True)  # its sizes are being made
    PhotoFactory(of=SiteFactory(), state=Photo.State.READY, shows_way=True)

    assert list(Photo.objects.sketches_of([site.album_id, None, other.album_id])) == [sketch]
    assert sketch not in Photo.objects.gallery_of([site.album_id])


def test_themes_come_with_their_subjects_in_order(django_assert_num_queries):
    theme = ThemeFactory()
    second, first = SubjectFactory(theme=theme, position=2), SubjectFactory(theme=theme, position=1)

    with django_assert_num_queries(2):
        [found] = Theme.objects.filter(pk=theme.pk).with_subjects()
        assert list(found.subjects.all()) == [first, second]


def test_some_covers_are_one_of_each_album_in_the_same_order_for_a_seed():
    enterprises = [EnterpriseFactory(published=True) for _ in range(3)]
    firsts = [PhotoFactory(of=one, state="ready", position=0) for one in enterprises]
    for one in enterprises:
        PhotoFactory(of=one, state="ready", position=1)
    PhotoFactory(of=EnterpriseFactory(), state="ready")  # a draft's

    found = list(Photo.objects.some_covers("a"))

    assert {photo.pk for photo in found} == {photo.pk for photo in firsts}
    assert list(Photo.objects.some_covers("a")) == found
