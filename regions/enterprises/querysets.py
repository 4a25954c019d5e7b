"""Reads of enterprises and of who works there."""

from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from typing import Any, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import MD5, Cast, Concat

from accelerator.base.accounts.permissions import is_organizer
from accelerator.base.common.clock import SKEW
from accelerator.base.common.text import sort_key


class EnterpriseQuerySet(models.QuerySet):
    """Enterprises, by who may see them."""

    def published(self) -> Self:
        return self.filter(status=self.model.Status.PUBLISHED)

    def managed_by(self, user: Any) -> Self:
        """Enterprises where this person is a member, in whatever role."""
        if not user.is_active:  # nor is a stranger
            return self.none()
        return self.filter(memberships__user=user)

    def visible_to(self, user: Any) -> Self:
        """What is published, and drafts of one's own."""
        if not user.is_active:  # nor is a stranger
            return self.published()
        members = self.model.memberships.rel.related_model.objects.filter(user=user).values("enterprise")
        return self.filter(models.Q(status=self.model.Status.PUBLISHED) | models.Q(pk__in=members))

    def overseen_by(self, user: Any) -> Self:
        """What an organizer's desk shows: every enterprise; nothing for anybody else."""
        return self.all() if is_organizer(user) else self.none()

    def named_like(self, text: str) -> Self:
        """Those whose Russian name contains this text, in any case; all for an empty one."""
        return self.filter(sort_name__contains=sort_key(text))

    def with_owners(self) -> Self:
        """With `owners` (memberships) and `invited_owners` (unanswered invitations), two queries more."""
        members = self.model.memberships.rel.related_model.objects.in_roles(["owner"]).by_role()
        invitations = self.model.invitations.rel.related_model.objects.unanswered().of_owners().order_by("pk")
        return self.prefetch_related(
            models.Prefetch("memberships", queryset=members, to_attr="owners"),
            models.Prefetch("invitations", queryset=invitations, to_attr="invited_owners"),
        )

    def by_name(self) -> Self:
        return self.order_by("sort_name", "pk")


class ThemeQuerySet(models.QuerySet):
    """What draws people to tours."""

    def with_subjects(self) -> Self:
        """With the subjects of each in their order, one query more."""
        subjects = self.model.subjects.rel.related_model.objects.order_by("position", "pk")
        return self.prefetch_related(models.Prefetch("subjects", queryset=subjects))

    def in_order(self) -> Self:
        return self.order_by("position", "pk")


class SubjectQuerySet(models.QuerySet):
    """What tours are about."""

    def with_theme(self) -> Self:
        return self.select_related("theme")

    def in_order(self) -> Self:
        """As the table reads: theme by theme."""
        return self.order_by("theme__position", "theme", "position", "pk")


class MembershipQuerySet(models.QuerySet):
    """Who works where."""

    def of(self, user: Any, slug: str) -> Self:
        """This person's membership of the enterprise with this slug."""
        return self.filter(user=user, enterprise__slug=slug).select_related("enterprise__subject")

    def in_roles(self, roles: Collection[str]) -> Self:
        return self.filter(role__in=roles)

    def by_enterprise(self) -> Self:
        """With their enterprises, by the name of these."""
        return self.select_related("enterprise").order_by("enterprise__sort_name", "pk")

    def by_role(self) -> Self:
        """With their people, the widest rights first, then by name."""
        order = [models.When(role=role, then=place) for place, role in enumerate(("owner", "manager", "guide", "gate"))]
        return self.select_related("user").order_by(models.Case(*order, default=9), "user__name", "user__email", "pk")


class InvitationQuerySet(models.QuerySet):
    """Offers of a role."""

    def unanswered(self) -> Self:
        """Offers that were neither accepted nor taken back, whether or not they have run out."""
        return self.filter(accepted_at__isnull=True, revoked_at__isnull=True)

    def of_owners(self) -> Self:
        return self.filter(role="owner")

    def open(self, now: datetime) -> Self:
        """Offers that can still be accepted."""
        return self.unanswered().filter(expires_at__gt=now)


class SiteQuerySet(models.QuerySet):
    """Places of enterprises."""

    def published(self) -> Self:
        return self.filter(enterprise__in=_of(self.model, "enterprise").objects.published().values("pk"))

    def visible_to(self, user: Any) -> Self:
        """Sites of the enterprises this person may see."""
        return self.filter(enterprise__in=_of(self.model, "enterprise").objects.visible_to(user).values("pk"))


class AlbumQuerySet(models.QuerySet):
    """Who may see a thing sees the album of its photos."""

    def published(self) -> Self:
        return self._where_owner(lambda owners: owners.published())

    def visible_to(self, user: Any) -> Self:
        return self._where_owner(lambda owners: owners.visible_to(user))

    def _where_owner(self, chosen: Callable[[Any], models.QuerySet]) -> Self:
        """Albums of the chosen things, of all kinds."""
        found: Any = models.Q()
        for relation in self.model._meta.related_objects:
            if relation.one_to_one:
                owners = chosen(relation.related_model.objects).filter(album=models.OuterRef("pk"))
                found |= models.Exists(owners)
        return self.filter(found)


class PhotoQuerySet(models.QuerySet):
    """Pictures in albums."""

    def in_order(self) -> Self:
        return self.order_by("position", "pk")

    def published(self) -> Self:
        """Photos of what the public sees."""
        return self.filter(album__in=_of(self.model, "album").objects.published())

    def shown_publicly(self) -> Self:
        """Those of them that pages show: not the sketches of the way, nor what is still being prepared."""
        return self.published()._for_galleries()

    def visible_to(self, user: Any) -> Self:
        """Photos of what this person may see: a draft's are its people's alone."""
        return self.filter(album__in=_of(self.model, "album").objects.visible_to(user))

    def covers_of(self, albums: Any) -> Self:
        """The first ready photo of each of these albums that has one; `pictures.covers` prints them."""
        wanted = self._for_galleries().filter(album__any=_array(albums))
        return wanted.order_by("album", "position", "pk").distinct("album")

    def gallery_of(self, albums: Any) -> Self:
        """The ready photos of these albums: those of the first album first, each album in its own order."""
        turn = models.Func(
            _array(albums), models.F("album"), function="array_position", output_field=models.IntegerField()
        )
        return self._for_galleries().filter(album__any=_array(albums)).order_by(turn, "position", "pk")

    def covers_of_enterprises(self, enterprises: Any) -> Self:
        """For each of these enterprises its first photo, or else its sites' or its published tours' first.

        Each has `whose`, the enterprise's key.
        """
        return self._covers_by("album__enterprise", models.Q(enterprise__any=_array(enterprises)))

    def covers_of_regions(self, regions: Any) -> Self:
        """For each of these regions the first photo of one of its enterprises; `whose` is the region's key."""
        return self._covers_by("album__enterprise__region", models.Q(enterprise__region__any=_array(regions)))

    def _covers_by(self, owner: str, owners: models.Q) -> Self:
        owned = _of(self.model, "album").objects.published().filter(owners)
        turn = models.Case(
            models.When(album__owner_enterprise__isnull=False, then=0),
            models.When(album__owner_site__isnull=False, then=1),
            default=2,
        )
        found = self._for_galleries().filter(album__in=owned)
        found = found.annotate(whose=models.F(owner), turn=turn)
        return found.order_by("whose", "turn", "album", "position", "pk").distinct("whose")

    def some_covers(self, seed: Any) -> Self:
        """Covers of what the public sees, in an order of chance that is always the same for the same seed."""
        first = self._for_galleries().filter(album=models.OuterRef("album")).order_by("position", "pk")
        found = self.shown_publicly().filter(pk=models.Subquery(first.values("pk")[:1]))
        return found.order_by(MD5(Concat(Cast("uuid", models.TextField()), _value(seed))), "pk")

    def sketches_of(self, albums: Any) -> Self:
        """The ready sketches of the way to the gate in these albums, of each one at most."""
        return self.filter(album__any=_array(albums), state=self.model.State.READY, shows_way=True)

    def _for_galleries(self) -> Self:
        return self.filter(state=self.model.State.READY, shows_way=False)

    def pending(self) -> Self:
        return self.filter(state=self.model.State.PENDING)

    def unclaimed(self, now: datetime, *, lasts: timedelta) -> Self:
        """Those that no worker is making: never begun, or begun so long ago that the worker must have died.

        A claim in the future was made by a clock that was ahead.
        """
        lapsed = models.Q(claimed_at__lte=now - lasts) | models.Q(claimed_at__gt=now + SKEW)
        return self.filter(models.Q(claimed_at__isnull=True) | lapsed)


def _array(keys: Any) -> Any:
    """Keys as one array; that of a prepared read is one already."""
    if hasattr(keys, "resolve_expression"):
        return keys
    column = ArrayField(models.BigIntegerField())
    return Cast(models.Value(list(keys), column), column)


def _value(text: Any) -> Any:
    """A text in a query, or the parameter of a prepared read that stands for one."""
    return models.Value(text) if isinstance(text, str) else text


def _of(model: Any, name: str) -> Any:
    """The model that this relation leads to."""
    return model._meta.get_field(name).related_model
