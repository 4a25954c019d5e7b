"""The one door into an enterprise's cabinet."""

from collections.abc import Callable, Collection
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse

from regions.enterprises.models import Membership


def member_view(roles: Collection[str]) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Lets members in these roles in; asks strangers to sign in, and tells everybody else that there is no such page.

    The view is called as `view(request, enterprise, **rest)`, and `request.membership` is the person's membership,
    read anew with every request, so that removed rights end at once.
    """

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        @login_required
        def guarded(request: HttpRequest, slug: str, *args: Any, **kwargs: Any) -> HttpResponse:
            membership = Membership.objects.of(request.user, slug).in_roles(roles).first()
            if membership is None:
                raise Http404
            request.membership = membership  # type: ignore[attr-defined]
            response = view(request, membership.enterprise, *args, **kwargs)
            response.headers.setdefault("Cache-Control", "no-store, private")
            return response

        return guarded

    return decorate
