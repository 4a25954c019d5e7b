"""Photos: changed in a cabinet or at the organizers' desk, by the same pages over other albums, and served as files."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accelerator.base.accounts.permissions import organizer_required
from accelerator.base.common.errors import Refusal
from accelerator.base.common.formats import nested
from accelerator.base.common.posted import posted
from accelerator.base.common.versioned_forms import Saving
from regions.enterprises.albums import AlbumOwner, CabinetAlbums, DeskAlbums, EditableAlbums
from regions.enterprises.cabinet import member_view
from regions.enterprises.forms.photos import CleanedUploads, PhotoForm, PhotosForm
from regions.enterprises.images import REFUSALS
from regions.enterprises.models import Enterprise, Photo
from regions.enterprises.permissions import MANAGE_ENTERPRISE
from regions.enterprises.pictures import MEDIA_TYPES, thumbnail
from regions.enterprises.services.photos import (
    OrderChanged,
    add_photo,
    album_of,
    delete_photo,
    edit_photo,
    last_credit,
    place_photo,
    shift_photo,
)

SHIFTS = {"up": -1, "down": 1}
MAX_VERSION_DIGITS = 9  # a longer one is more than a column holds
# A photo that was taken down is gone from shared caches in ten minutes, and from a browser's in a day.
PUBLIC_CACHING = "public, max-age=86400, s-maxage=600, must-revalidate"
View = Callable[..., HttpResponse]


def in_cabinet(view: View) -> View:
    """The view over the albums of the enterprise, for its owners and managers."""

    @member_view(MANAGE_ENTERPRISE)
    @wraps(view)
    def guarded(request: HttpRequest, enterprise: Enterprise, **kwargs: Any) -> HttpResponse:
        return view(request, CabinetAlbums(enterprise), **kwargs)

    return guarded


def at_desk(view: View) -> View:
    """The view over the organizers' albums; never kept by a browser."""

    @organizer_required
    @wraps(view)
    def guarded(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        response = view(request, DeskAlbums(request.user), **kwargs)
        response.headers["Cache-Control"] = "no-store, private"
        return response

    return guarded


@require_safe
@member_view(MANAGE_ENTERPRISE)
def overview(request: HttpRequest, enterprise: Enterprise) -> HttpResponse:
    """All photos of the enterprise, a section for each thing that has some or may have."""
    albums = CabinetAlbums(enterprise)
    by_album: dict[int, list[tuple[Photo, str | None]]] = {}
    for photo in Photo.objects.filter(album__enterprise=enterprise).in_order():
        by_album.setdefault(photo.album_id, []).append((photo, thumbnail(photo)))
    sections = [(owner, albums.page(owner), by_album.get(owner.thing.album_id, [])) for owner in albums.owners()]
    context = {"enterprise": enterprise, "sections": sections}
    return render(request, "enterprises/cabinet_photos.html", context)


def album_page(request: HttpRequest, albums: EditableAlbums, kind: str, uuid: UUID) -> HttpResponse:
    """The photos of one thing in order, and a form for more of them."""
    owner = albums.owner(kind, uuid)
    form = PhotosForm(posted(request), request.FILES or None, initial={"credit": last_credit(owner.thing.album_id)})
    if request.method == "POST" and form.is_valid() and _add(request, owner, form):
        return redirect(albums.page(owner))
    photos = [(photo, thumbnail(photo)) for photo in Photo.objects.filter(album=owner.thing.album_id).in_order()]
    context = {
        "albums": albums, "frame": albums.frame, "owner": owner, "back": albums.parent_page(owner), "form": form,
        "photos": [(*row, _addresses(albums, row[0]), REFUSALS.get(row[0].problem, "")) for row in photos],
        "is_being_made": any(photo.state == Photo.State.PENDING for photo, _address in photos),
    }  # fmt: skip
    return render(request, "enterprises/photos_album.html", context, status=422 if form.errors else 200)


def _addresses(albums: EditableAlbums, photo: Photo) -> dict[str, str]:
    return {name: albums.address(name, photo.uuid) for name in ("photo", "photo_shift", "photo_delete")}


def _add(request: HttpRequest, owner: AlbumOwner, form: PhotosForm) -> bool:
    """Add the uploaded photos and report them; whether any was added. The form says why none was."""
    uploads: CleanedUploads = form.cleaned_data["photos"]
    refused, added = list(uploads.refused), 0
    for name, picture in uploads.pictures:
        try:
            add_photo(
                album=album_of(owner.thing), picture=picture, alt=form.cleaned_data["alt"],
                credit=form.cleaned_data["credit"], uploaded_by=request.user,
            )  # fmt: skip
        except Refusal as refusal:
            refused.append((name, str(refusal)))
        else:
            added += 1
    if not added:
        form.add_error(None, list(dict.fromkeys(reason for _name, reason in refused)))
        return False
    success = ngettext(
        "%(n)s photo has been added. It is being resized for the pages.",
        "%(n)s photos have been added. They are being resized for the pages.",
        added,
    )
    messages.success(request, success % {"n": added})
    for name, reason in refused:
        messages.warning(request, _("%(file)s was not added: %(reason)s") % {"file": name, "reason": reason})
    return True


def photo_page(request: HttpRequest, albums: EditableAlbums, uuid: UUID) -> HttpResponse:
    """What one photo shows, whose it is, what must stay in sight, and where it stands; two who edit it see both."""
    if (response := _redirect_if_removed(request, albums, uuid)) is not None:
        return response
    photo, owner = albums.photo(uuid)
    form = PhotoForm(posted(request), instance=photo, owner=owner, albums=albums)
    saving = Saving(form)
    if request.method == "POST" and form.is_valid():
        with saving:
            new_owner = form.new_owner
            edit_photo(
                photo=photo, values=form.cleaned_data, expected_version=form.expected_version,
                to=album_of(new_owner.thing) if new_owner.key != owner.key else None,
                place=form.new_place, expected_order=form.cleaned_data["order"] or 0,
            )  # fmt: skip
            messages.success(request, _("Saved."))
            return redirect(albums.page(new_owner))
    context = {
        "frame": albums.frame, "owner": form.owner, "back": albums.page(form.owner), "form": form, "photo": photo,
        "picture": thumbnail(photo, at_least=640), **saving.conflict,
    }  # fmt: skip
    return render(request, "enterprises/photos_one.html", context, status=saving.status)


def _redirect_if_removed(request: HttpRequest, albums: EditableAlbums, uuid: UUID) -> HttpResponse | None:
    """Return to the photos it was among, if a form was sent about a photo that somebody else has removed by now.

    The form says whose photo it was; None while it is there. Raises Http404 for what is not among these albums.
    """
    if request.method != "POST" or Photo.objects.filter(uuid=uuid).exists():
        return None
    kind, _colon, key = request.POST.get("album", "").partition(":")
    try:
        owner = albums.owner(kind, UUID(key))
    except ValueError:
        raise Http404 from None
    text = _("This photo has since been removed, so nothing was changed.")
    if alt := request.POST.get("alt_ru", "").strip():
        text += " " + _("You had written: “{text}”").format(text=nested(alt))
    messages.warning(request, text)
    return redirect(albums.page(owner))


def photo_shift(request: HttpRequest, albums: EditableAlbums, uuid: UUID) -> HttpResponse:
    """One place up or down, or to the first: the cover; unless the order is no longer the one that was seen."""
    if (response := _redirect_if_removed(request, albums, uuid)) is not None:
        return response
    photo, owner = albums.photo(uuid)
    to, order = request.POST.get("to", ""), _version(request, "order")
    try:
        if to == "cover":
            place_photo(photo=photo, place=1, expected_order=order)
        elif by := SHIFTS.get(to):
            shift_photo(photo=photo, by=by, expected_order=order)
    except OrderChanged as refusal:
        messages.warning(request, str(refusal))
    return redirect(albums.page(owner))


def photo_delete(request: HttpRequest, albums: EditableAlbums, uuid: UUID) -> HttpResponse:
    """Remove a photo, after a question; asked again if the photo is no longer the one that was seen."""
    if (response := _redirect_if_removed(request, albums, uuid)) is not None:
        return response
    photo, owner = albums.photo(uuid)
    if request.method == "POST":
        try:
            delete_photo(
                photo=photo, expected_version=_version(request, "version"), expected_order=_version(request, "order")
            )
        except OrderChanged as refusal:
            messages.warning(request, str(refusal))
            return redirect(request.path)
        messages.success(request, _("The photo has been removed."))
        return redirect(albums.page(owner))
    first = photo.album.photos.filter(shows_way=False).in_order().first()
    context = {
        "frame": albums.frame, "photo": photo, "picture": thumbnail(photo), "owner": owner, "back": albums.page(owner),
        "is_cover": first == photo,
    }  # fmt: skip
    return render(request, "enterprises/photos_delete.html", context)


def _version(request: HttpRequest, name: str) -> int:
    """The version that the form was opened with; 0, which no row has, where it names none."""
    sent = request.POST.get(name, "")
    return int(sent) if sent.isdecimal() and len(sent) <= MAX_VERSION_DIGITS else 0


_page = require_http_methods(["GET", "HEAD", "POST"])
cabinet_album, desk_album = _page(in_cabinet(album_page)), _page(at_desk(album_page))
cabinet_photo, desk_photo = _page(in_cabinet(photo_page)), _page(at_desk(photo_page))
cabinet_photo_shift, desk_photo_shift = require_POST(in_cabinet(photo_shift)), require_POST(at_desk(photo_shift))
cabinet_photo_delete, desk_photo_delete = _page(in_cabinet(photo_delete)), _page(at_desk(photo_delete))


@require_safe
def photo_file(request: HttpRequest, uuid: UUID, width: int, ending: str) -> HttpResponseBase:
    """A rendition of a photo. The row says which file that is: nothing of the address reaches the storage."""
    photos = Photo.objects.filter(uuid=uuid)
    photo = photos.published().first()
    public = photo is not None
    if photo is None:  # only now is it worth asking who this is
        photo = get_object_or_404(photos.visible_to(request.user))
    files = [one["file"] for one in photo.renditions if (one["width"], one["format"]) == (width, ending)]
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
    response["Cache-Control"] = PUBLIC_CACHING if public else "private, no-store"
    return response
