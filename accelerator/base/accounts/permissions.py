"""Who may enter the organizers' pages."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse

from accelerator.base.accounts.models import User
from accelerator.base.accounts.second_step_rule import second_step_for_desk


class PersonRequest(HttpRequest):
    """A request behind `login_required`, for annotations."""

    user: User


def is_organizer(user: Any) -> bool:
    """Whether this person builds forums, seasons and routes of the portal."""
    return bool(user.is_active and user.is_organizer)  # a stranger is not active


def organizer_required(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Admit organizers; ask strangers to sign in, and answer 404 to everybody else."""

    @wraps(view)
    @login_required
    def guarded(request: PersonRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not is_organizer(request.user):
            raise Http404
        if answer := second_step_for_desk(request, request.user):
            return answer
        return view(request, *args, **kwargs)

    return guarded
