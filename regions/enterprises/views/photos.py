"""Files of photos, for whoever may see what they show."""

from uuid import UUID

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from regions.enterprises.models import Photo
from regions.enterprises.pictures import MEDIA_TYPES

# A photo that was taken down is gone from shared caches in ten minutes, and from a browser's in a day.
KEPT_BY_OTHERS = "public, max-age=86400, s-maxage=600, must-revalidate"


@require_safe
def media(request: HttpRequest, uuid: UUID, width: int, ending: str) -> HttpResponseBase:
    """A rendition of a photo. The row says which file that is: nothing of the address reaches the storage."""
    named = Photo.objects.filter(uuid=uuid)
    found = named.published().first()
    public = found is not None
    if found is None:  # only now is it worth asking who this is
        found = get_object_or_404(named.visible_to(request.user))
    files = [one["file"] for one in found.renditions if (one["width"], one["format"]) == (width, ending)]
    if not files or ending not in MEDIA_TYPES:
        raise Http404
    try:
        content = default_storage.open(files[0])
    except FileNotFoundError:
        raise Http404 from None
    # Pictures are compressed already; without this the middleware would do it again, in vain.
    request.META.pop("HTTP_ACCEPT_ENCODING", None)
    response = FileResponse(content, content_type=MEDIA_TYPES[ending])
    response["Content-Disposition"] = "inline"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = KEPT_BY_OTHERS if public else "private, no-store"
    return response
