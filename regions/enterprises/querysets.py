"""Reads of enterprises and of who works there."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any, Self

from django.db import models

from accelerator.accounts.permissions import is_organizer
from accelerator.common.clock import SKEW
from accelerator.common.sorting import sort_key


class EnterpriseQuerySet(models.QuerySet):
    """Which enterprises somebody may see."""

    def published(self) -> Self:
        return self.filter(status=self.model.Status.PUBLISHED)

    def managed_by(self, user: Any) -> Self:
        """Enterprises where this person is a member, in whatever role."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        return self.filter(memberships__user=user)

    def visible_to(self, user: Any) -> Self:
        """What is published, and drafts of one's own."""
        if not user.is_authenticated or not user.is_active:
            return self.published()
        members = self.model.memberships.rel.related_model.objects.filter(user=user).values("enterprise")
        return self.filter(models.Q(status=self.model.Status.PUBLISHED) | models.Q(pk__in=members))

    def overseen_by(self, user: Any) -> Self:
        """What an organizer's desk shows: every enterprise; nothing for anybody else."""
        return self.all() if is_organizer(user) else self.none()

    def named_like(self, words: str) -> Self:
        """Those whose Russian name holds these words, however they are capitalised; all for none."""
        key = sort_key(words)
        return self.filter(sort_name__contains=key) if key else self.all()

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
        return self.filter(user=user, enterprise__slug=slug).select_related("enterprise")

    def in_roles(self, roles: Collection[str]) -> Self:
        return self.filter(role__in=roles)

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


class PhotoQuerySet(models.QuerySet):
    """Pictures of enterprises."""

    def ready(self) -> Self:
        return self.filter(state=self.model.State.READY).order_by("position", "pk")

    def in_order(self) -> Self:
        return self.order_by("position", "pk")

    def published(self) -> Self:
        return self.filter(enterprise__status=self.model.enterprise.field.related_model.Status.PUBLISHED)

    def visible_to(self, user: Any) -> Self:
        """Photos of the enterprises this person may see: a draft's are its members' alone."""
        enterprises = self.model.enterprise.field.related_model.objects.visible_to(user)
        return self.filter(enterprise__in=enterprises.values("pk"))

    def pending(self) -> Self:
        return self.filter(state=self.model.State.PENDING)

    def unclaimed(self, now: datetime, *, lasts: timedelta) -> Self:
        """Those nobody is working at: never begun, or begun so long ago that the worker must have died.

        A claim of the future was made by a clock that was ahead.
        """
        lapsed = models.Q(claimed_at__lte=now - lasts) | models.Q(claimed_at__gt=now + SKEW)
        return self.filter(models.Q(claimed_at__isnull=True) | lapsed)
