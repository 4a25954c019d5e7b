"""Pages that belong to no app above: the look, the errors, the gallery of components."""

import sys

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, requires_csrf_token
from django.views.decorators.http import require_POST, require_safe

from accelerator.base.common.errors import Refusal
from accelerator.base.common.gallery import gallery_context
from accelerator.base.common.limits import TooManyRequests, wait_in_words
from accelerator.base.common.look import Look
from accelerator.base.common.transactions import database_is_away
from accelerator.serving.plain_pages import policy_of

RETRY_AFTER = 5  # seconds: longer than a restart of the database
TRIES_RETRY_AFTER = 60  # allauth limits most tries on its pages by the minute


@csrf_exempt  # it changes only this browser's look, and a token would set a cookie on every public page
@require_POST
def appearance(request: HttpRequest) -> HttpResponse:
    """Store the chosen look and redirect to the page it was chosen on."""
    target = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure()):
        target = "/"
    response = HttpResponseRedirect(target)
    Look.chosen(request.POST).remember(response)
    return response


@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    """Show every component in its states, except in production."""
    if settings.PRODUCTION:
        raise Http404
    return render(request, "common/gallery.html", gallery_context())


@requires_csrf_token
def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    return render(request, "errors/400.html", status=400)


@requires_csrf_token
def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    return render(request, "errors/403.html", status=403)


@requires_csrf_token
def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    return render(request, "errors/404.html", status=404)


@requires_csrf_token
def too_many_requests(request: HttpRequest, exception: TooManyRequests | None = None) -> HttpResponse:
    """Say when to try again and what else may be done; to htmx, only the fragment."""
    refused = exception or TooManyRequests(
        TRIES_RETRY_AFTER,
        _(
            "To stop anyone guessing other people’s passwords and codes, the portal allows only a few "
            "attempts a minute."
        ),
    )
    template = "errors/429.html#part" if getattr(request, "htmx", False) else "errors/429.html"
    context = {"refused": refused, "wait": wait_in_words(refused.retry_after)}
    response = render(request, template, context, status=429)
    response.headers["Retry-After"] = str(refused.retry_after)
    response.headers["Cache-Control"] = "no-store"
    return response


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """Show a service's refusal that no form shows."""
    return render(request, "errors/409.html", {"refusal": refusal}, status=409)


def server_error(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - as Django calls it
    """Answer 500, or 503 while the database is away, without the database, session or static files."""
    away = database_is_away(sys.exception())
    html = render_to_string("errors/503.html" if away else "errors/500.html", {"language": get_language()})
    headers = {"Content-Security-Policy": policy_of(html)}
    if away:
        return HttpResponse(html, status=503, headers={**headers, "Retry-After": str(RETRY_AFTER)})
    return HttpResponse(html, status=500, headers=headers)
