"""The one door into an enterprise's cabinet, and the sections behind it."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise

from accelerator.base.accounts import staff_sessions
from accelerator.base.accounts.permissions import PersonRequest
from accelerator.base.accounts.second_step_rule import second_step_for_desk
from accelerator.base.common.slugs import find_moved
from regions.enterprises.hooks import cabinet_sections
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


def sections_for(membership: Membership) -> list[tuple[Section, str]]:
    """What this member may open, in order, each with its address; a page that is not served is left out."""
    found = []
    for section in cabinet_sections.collect():
        if membership.role in section.roles:
            try:
                found.append((section, reverse(section.url_name, args=[membership.enterprise.slug])))
            except NoReverseMatch:
                continue
    return found


def cabinet_address(enterprise: Enterprise) -> str:
    """Where an enterprise's cabinet begins; the page itself belongs to a room above."""
    return f"{reverse('enterprises:cabinet')}{enterprise.slug}/"


def member_view(roles: Collection[str]) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Lets members in these roles in; asks strangers to sign in, and tells everybody else that there is no such page.

    The view is called as `view(request, enterprise, **rest)`, and `request.membership` is the person's membership,
    read anew with every request, so that removed rights end at once.
    """

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        @login_required
        def guarded(request: MemberRequest, slug: str, *args: Any, **kwargs: Any) -> HttpResponse:
            membership = Membership.objects.of(request.user, slug).in_roles(roles).first()
            if membership is None:
                return _lead_on(request, slug, roles)
            if membership.role == Role.OWNER and (answer := second_step_for_desk(request, request.user)):
                return answer
            staff_sessions.begin(request)
            request.membership = membership
            response = view(request, membership.enterprise, *args, **kwargs)
            response.headers.setdefault("Cache-Control", "no-store, private")
            return response

        return guarded

    return decorate


def _lead_on(request: HttpRequest, slug: str, roles: Collection[str]) -> HttpResponse:
    """From an enterprise's former address to the present one, for its members; otherwise there is no such page."""
    moved = find_moved(Enterprise, slug)
    present = Enterprise.objects.filter(uuid=moved).values_list("slug", flat=True).first() if moved else None
    membership = Membership.objects.of(request.user, present).in_roles(roles).first() if present else None
    if membership is None or request.resolver_match is None:
        raise Http404
    kwargs = {**request.resolver_match.kwargs, "slug": membership.enterprise.slug}
    present_address = reverse(request.resolver_match.view_name, kwargs=kwargs)
    return redirect(present_address, preserve_request=request.method == "POST")  # what was typed goes along
