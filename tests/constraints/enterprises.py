"""Enterprises, their places, people and photos."""

from datetime import timedelta
from typing import Any

from accelerator.base.common import clock
from regions.enterprises.models import Enterprise, Invitation, Role
from regions.enterprises.services.photos import tenant_of
from tests.constraints.proofs import Proof, Values, one
from tests.factories.enterprises import AlbumFactory, EnterpriseFactory, MembershipFactory, PhotoFactory, SiteFactory


def member_and_another_enterprise() -> Values:
    return {"id": MembershipFactory().pk, "another": EnterpriseFactory().pk}


def albums_of(thing: Any) -> Values:
    """A thing with an album of its enterprise, one of another's and one that organizers own."""
    own = AlbumFactory(enterprise=Enterprise.objects.get(pk=tenant_of(thing)))
    return {
        "id": thing.pk,
        "own_album": own.pk,
        "other_album": AlbumFactory().pk,
        "nobodys_album": AlbumFactory(enterprise=None).pk,
    }


def photo_and_a_sketch_beside_it() -> Values:
    sketch = PhotoFactory(shows_way=True)
    return {"id": PhotoFactory(album=sketch.album).pk}


def invitation() -> Invitation:
    return Invitation.objects.create(
        enterprise=EnterpriseFactory(), email="new@example.org", role=Role.GUIDE, token_hash="hash",
        expires_at=clock.now() + timedelta(days=7),
    )  # fmt: skip


PROOFS = {
    "enterprises_enterprise_founded_in_history": Proof(
        one(EnterpriseFactory),
        "UPDATE enterprises_enterprise SET founded_year = {} WHERE id = %(id)s",
        ["NULL", "1500", "2100"],
        ["1499", "2101"],
    ),
    "enterprises_site_coordinates_whole": Proof(
        one(SiteFactory),
        "UPDATE enterprises_site SET (latitude, longitude) = ({}) WHERE id = %(id)s",
        ["NULL, NULL", "-90, -180", "90, 191"],
        ["54, NULL", "NULL, 36", "-90.00001, 36", "90.00001, 36", "54, -180.00001", "54, 191.00001"],
    ),
    "enterprises_membership_once": Proof(
        member_and_another_enterprise,
        "INSERT INTO enterprises_membership (uuid, user_id, enterprise_id, role, joined_at)"
        " SELECT gen_random_uuid(), user_id, {}, 'guide', now() FROM enterprises_membership WHERE id = %(id)s",
        ["%(another)s"],
        ["enterprise_id"],
    ),
    "enterprises_invitation_open_once": Proof(
        one(invitation),
        "INSERT INTO enterprises_invitation"
        " (uuid, enterprise_id, role, token_hash, created_at, expires_at, email, accepted_at, revoked_at)"
        " SELECT gen_random_uuid(), enterprise_id, role, gen_random_uuid(), created_at, expires_at, {}"
        " FROM enterprises_invitation WHERE id = %(id)s",
        ["'another@example.org', NULL, NULL", "email, now(), NULL", "email, NULL, now()"],
        ["email, NULL, NULL", "upper(email), NULL, NULL"],
    ),
    "enterprises_invitation_lasts": Proof(
        one(invitation),
        "UPDATE enterprises_invitation SET expires_at = created_at + interval '{}' WHERE id = %(id)s",
        ["1 second"],
        ["0 seconds", "-1 second"],
    ),
    "enterprises_photo_has_size": Proof(
        one(PhotoFactory),
        "UPDATE enterprises_photo SET (width, height) = ({}) WHERE id = %(id)s",
        ["1, 1"],
        ["0, 1", "1, 0"],
    ),
    "enterprises_photo_focus_within": Proof(
        one(PhotoFactory),
        "UPDATE enterprises_photo SET (focus_x, focus_y) = ({}) WHERE id = %(id)s",
        ["0, 100", "100, 0"],
        ["101, 0", "0, 101"],
    ),
    "enterprises_photo_one_way": Proof(
        photo_and_a_sketch_beside_it,
        "UPDATE enterprises_photo SET shows_way = {} WHERE id = %(id)s",
        ["false"],
        ["true"],
    ),
    "enterprises_enterprise_album_of_its_own": Proof(
        lambda: albums_of(EnterpriseFactory()),
        "UPDATE enterprises_enterprise SET album_id = {} WHERE id = %(id)s",
        ["%(own_album)s", "NULL"],
        ["%(other_album)s", "%(nobodys_album)s"],
    ),
    "enterprises_site_album_of_enterprise": Proof(
        lambda: albums_of(SiteFactory()),
        "UPDATE enterprises_site SET album_id = {} WHERE id = %(id)s",
        ["%(own_album)s", "NULL"],
        ["%(other_album)s", "%(nobodys_album)s"],
    ),
}
