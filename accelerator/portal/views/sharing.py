"""The pictures of shared links."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import translation
from django.views.decorators.http import require_safe

from accelerator.base.common.sharing import find_card
from accelerator.portal.sharing import files
from accelerator.portal.sharing.drawing import Busy

# What an address shows never changes, but the page may go, and its photo with it: as for photos.
KEPT_BY_OTHERS = "public, max-age=86400, s-maxage=600, must-revalidate"
SEARCHED_BY_OTHERS = "public, max-age=600"


@require_safe
def share_image(request: HttpRequest, language: str, kind: str, key: str, digest: str) -> HttpResponse:
    """The picture of a public page; the address of what it once showed leads to what it shows now."""
    if language not in dict(settings.LANGUAGES):
        raise Http404
    with translation.override(language):
        card = find_card(kind, key)
        if card is None:
            raise Http404
        if digest != card.digest:
            moved = redirect(card.path)
            moved["Cache-Control"] = SEARCHED_BY_OTHERS
            return moved
        try:
            content = files.share_image(card)
        except Busy:
            return HttpResponse(status=503, headers={"Retry-After": "10"})
    # Pictures are compressed already; without this the middleware would do it again, in vain.
    request.META.pop("HTTP_ACCEPT_ENCODING", None)
    response = HttpResponse(content, content_type="image/jpeg", headers={"Cache-Control": KEPT_BY_OTHERS})
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
