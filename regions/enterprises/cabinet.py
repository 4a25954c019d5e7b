"""Who may open the pages of an enterprise's cabinet, and the sections that its navigation lists."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django_htmx.middleware import HtmxDetails

from accelerator.base.accounts import staff_sessions
from accelerator.base.accounts.permissions import PersonRequest
from accelerator.base.accounts.second_step_rule import second_step_for_desk
from accelerator.base.common.slugs import moved_or_404
from regions.enterprises.models import Enterprise, Membership, Role


@dataclass(frozen=True)
class Section:
    """An entry of the cabinet's navigation: a page whose address takes the enterprise's slug, and who may open it."""

    url_name: str
    label: Promise
    icon: str
    roles: Collection[str]


class MemberRequest(PersonRequest):
    """A request behind `member_view`, for annotations: the person works at the enterprise."""

    membership: Membership
    htmx: HtmxDetails


def cabinet_address(enterprise: Enterprise) -> str:
    """Where an enterprise's cabinet begins; the page itself belongs to an app above."""
    return f"{reverse('enterprises:cabinet')}{enterprise.slug}/"


def member_view(roles: Collection[str]) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Let members in these roles in; ask strangers to sign in, and answer 404 to everybody else.

    The view is called as `view(request, enterprise, **rest)`. `request.membership` is read with every request, so that
    removed rights end at once.
    """

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        @login_required
        def guarded(request: MemberRequest, slug: str, *args: Any, **kwargs: Any) -> HttpResponse:
            membership = Membership.objects.of(request.user, slug).in_roles(roles).first()
            if membership is None:
                own = Enterprise.objects.filter(memberships__user=request.user, memberships__role__in=roles)
                raise moved_or_404(own, slug, permanent=False)
            if membership.role == Role.OWNER and (answer := second_step_for_desk(request, request.user)):
                return answer
            staff_sessions.begin(request)
            request.membership = membership
            response = view(request, membership.enterprise, *args, **kwargs)
            response.headers.setdefault("Cache-Control", "no-store, private")
            return response

        return guarded

    return decorate
