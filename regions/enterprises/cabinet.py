"""Who may open the pages of an enterprise's cabinet, and the sections that its navigation lists."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django_htmx.middleware import HtmxDetails

from accelerator.base.accounts import staff_sessions
from accelerator.base.accounts.permissions import PersonRequest
from accelerator.base.accounts.second_step_rule import second_step_for_desk
from accelerator.base.common.slugs import find_moved
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
                return _redirect_moved(request, slug, roles)
            if membership.role == Role.OWNER and (answer := second_step_for_desk(request, request.user)):
                return answer
            staff_sessions.begin(request)
            request.membership = membership
            response = view(request, membership.enterprise, *args, **kwargs)
            response.headers.setdefault("Cache-Control", "no-store, private")
            return response

        return guarded

    return decorate


def _redirect_moved(request: HttpRequest, slug: str, roles: Collection[str]) -> HttpResponse:
    """Redirect members from an enterprise's former address to the present one. Raises Http404 for everybody else."""
    moved = find_moved(Enterprise, slug)
    present = Enterprise.objects.filter(uuid=moved).first() if moved else None
    membership = Membership.objects.of(request.user, present.slug).in_roles(roles).first() if present else None
    if membership is None or request.resolver_match is None:
        raise Http404
    kwargs = {**request.resolver_match.kwargs, "slug": membership.enterprise.slug}
    address = reverse(request.resolver_match.view_name, kwargs=kwargs)
    return redirect(address, preserve_request=request.method == "POST")  # what was typed goes along
