"""Photos of an enterprise: in its cabinet, and as files for whoever may see them."""

from uuid import UUID

from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accelerator.common.errors import Refusal
from regions.enterprises.cabinet import member_view
from regions.enterprises.forms.photos import PhotoDescriptionForm, PhotoForm
from regions.enterprises.models import Enterprise, Photo
from regions.enterprises.permissions import MANAGE_ENTERPRISE
from regions.enterprises.pictures import MEDIA_TYPES, thumbnail
from regions.enterprises.services.photos import add_photo, delete_photo, describe_photo, place_photo, shift_photo

SHIFTS = {"up": -1, "down": 1}

# A photo that was taken down is gone from shared caches in ten minutes, and from a browser's in a day.
KEPT_BY_OTHERS = "public, max-age=86400, s-maxage=600, must-revalidate"


@require_http_methods(["GET", "POST"])
@member_view(MANAGE_ENTERPRISE)
def photos(request: HttpRequest, enterprise: Enterprise) -> HttpResponse:
    """The enterprise's photos in order, and a form for one more."""
    form = PhotoForm(request.POST, request.FILES) if request.method == "POST" else PhotoForm()
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            add_photo(enterprise=enterprise, picture=values["file"], alt=values["alt"], uploaded_by=request.user)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The photo is added. Its sizes for the pages are being made."))
            return redirect("enterprises:photos", enterprise.slug)
    rows = [(photo, thumbnail(photo)) for photo in enterprise.photos.in_order()]
    context = {"enterprise": enterprise, "form": form, "photos": rows}
    return render(request, "enterprises/cabinet_photos.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@member_view(MANAGE_ENTERPRISE)
def photo(request: HttpRequest, enterprise: Enterprise, uuid: UUID) -> HttpResponse:
    """What one photo shows, and its place."""
    found = get_object_or_404(enterprise.photos, uuid=uuid)
    order = list(enterprise.photos.in_order().values_list("pk", flat=True))
    place = order.index(found.pk) + 1
    form = PhotoDescriptionForm(
        request.POST if request.method == "POST" else None, initial={"alt": found.alt, "place": place}
    )
    if request.method == "POST" and form.is_valid():
        describe_photo(photo=found, alt=form.cleaned_data["alt"])
        if form.cleaned_data["place"] != place:
            place_photo(photo=found, place=form.cleaned_data["place"])
        messages.success(request, _("Saved."))
        return redirect("enterprises:photos", enterprise.slug)
    context = {"enterprise": enterprise, "form": form, "photo": found, "picture": thumbnail(found), "total": len(order)}
    return render(request, "enterprises/cabinet_photos_one.html", context, status=422 if form.errors else 200)


@require_POST
@member_view(MANAGE_ENTERPRISE)
def photo_shift(request: HttpRequest, enterprise: Enterprise, uuid: UUID) -> HttpResponse:
    """One place up or down."""
    found = get_object_or_404(enterprise.photos, uuid=uuid)
    if by := SHIFTS.get(request.POST.get("to", "")):
        shift_photo(photo=found, by=by)
    return redirect("enterprises:photos", enterprise.slug)


@require_http_methods(["GET", "POST"])
@member_view(MANAGE_ENTERPRISE)
def photo_delete(request: HttpRequest, enterprise: Enterprise, uuid: UUID) -> HttpResponse:
    """Remove a photo, after a question."""
    found = get_object_or_404(enterprise.photos, uuid=uuid)
    if request.method == "POST":
        delete_photo(photo=found)
        messages.success(request, _("The photo is removed."))
        return redirect("enterprises:photos", enterprise.slug)
    context = {"enterprise": enterprise, "photo": found, "picture": thumbnail(found)}
    return render(request, "enterprises/cabinet_photos_delete.html", context)


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
