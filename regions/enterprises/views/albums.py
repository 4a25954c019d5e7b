"""Photos of things, changed in a cabinet or at the organizers' desk: the same pages over another shelf."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accelerator.base.accounts.permissions import organizer_required
from accelerator.base.common.errors import Refusal
from accelerator.base.common.posted import posted
from accelerator.base.common.quotes import nested
from accelerator.base.common.versioned_forms import conflict_context
from accelerator.base.common.versions import EditConflict
from regions.enterprises.cabinet import member_view
from regions.enterprises.forms.photos import PhotoForm, PhotosForm, TakenIn
from regions.enterprises.images import REFUSALS
from regions.enterprises.models import Enterprise, Photo
from regions.enterprises.permissions import MANAGE_ENTERPRISE
from regions.enterprises.pictures import thumbnail
from regions.enterprises.services.albums import album_of
from regions.enterprises.services.photos import (
    OrderChanged,
    Seen,
    add_photo,
    delete_photo,
    edit_photo,
    last_credit,
    place_photo,
    shift_photo,
)
from regions.enterprises.shelves import CabinetShelf, DeskShelf, Owner, Shelf, same_tenant

SHIFTS = {"up": -1, "down": 1}
LONGEST_VERSION = 10  # digits: more than a column holds
View = Callable[..., HttpResponse]


def in_cabinet(view: Callable[..., HttpResponse]) -> View:
    """The view over the shelf of the enterprise, for its owners and managers."""

    @member_view(MANAGE_ENTERPRISE)
    @wraps(view)
    def guarded(request: HttpRequest, enterprise: Enterprise, **kwargs: Any) -> HttpResponse:
        return view(request, CabinetShelf(enterprise), **kwargs)

    return guarded


def at_desk(view: Callable[..., HttpResponse]) -> View:
    """The view over the organizers' shelf; never kept by a browser."""

    @organizer_required
    @wraps(view)
    def guarded(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        response = view(request, DeskShelf(request.user), **kwargs)
        response.headers["Cache-Control"] = "no-store, private"
        return response

    return guarded


@require_safe
@member_view(MANAGE_ENTERPRISE)
def overview(request: HttpRequest, enterprise: Enterprise) -> HttpResponse:
    """All photos of the enterprise, a section for each thing that has some or may have."""
    shelf = CabinetShelf(enterprise)
    by_album: dict[int, list[tuple[Photo, str | None]]] = {}
    for photo in Photo.objects.filter(album__enterprise=enterprise).in_order():
        by_album.setdefault(photo.album_id, []).append((photo, thumbnail(photo)))
    sections = [(owner, shelf.page(owner), by_album.get(owner.thing.album_id, [])) for owner in shelf.owners()]
    context = {"enterprise": enterprise, "sections": sections}
    return render(request, "enterprises/cabinet_photos.html", context)


def album(request: HttpRequest, shelf: Shelf, kind: str, uuid: UUID) -> HttpResponse:
    """The photos of one thing in order, and a form for more of them."""
    owner = shelf.owner(kind, uuid)
    form = PhotosForm(posted(request), request.FILES or None, initial={"credit": last_credit(owner.thing.album_id)})
    if request.method == "POST" and form.is_valid() and _add(request, owner, form):
        return redirect(shelf.page(owner))
    photos = [(photo, thumbnail(photo)) for photo in Photo.objects.filter(album=owner.thing.album_id).in_order()]
    context = {
        "shelf": shelf, "frame": shelf.frame, "owner": owner, "back": shelf.back(owner), "form": form,
        "photos": [(*row, _addresses(shelf, row[0]), REFUSALS.get(row[0].problem, "")) for row in photos],
        "is_being_made": any(photo.state == Photo.State.PENDING for photo, _address in photos),
    }  # fmt: skip
    return render(request, "enterprises/photos_album.html", context, status=422 if form.errors else 200)


def _addresses(shelf: Shelf, photo: Photo) -> dict[str, str]:
    return {name: shelf.address(name, photo.uuid) for name in ("photo", "photo_shift", "photo_delete")}


def _add(request: HttpRequest, owner: Owner, form: PhotosForm) -> bool:
    """Add what was taken in and tell of it; whether any photo came in. The form says why none did."""
    taken: TakenIn = form.cleaned_data["photos"]
    refused, added = list(taken.refused), 0
    for name, picture in taken.pictures:
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
        form.add_error(None, list(dict.fromkeys(words for _name, words in refused)))
        return False
    told = ngettext(
        "%(n)s photo is added. Its sizes for the pages are being made.",
        "%(n)s photos are added. Their sizes for the pages are being made.",
        added,
    )
    messages.success(request, told % {"n": added})
    for name, words in refused:
        messages.warning(request, _("%(file)s is not added: %(reason)s") % {"file": name, "reason": words})
    return True


def photo(request: HttpRequest, shelf: Shelf, uuid: UUID) -> HttpResponse:
    """What one photo shows, whose it is, what must stay in sight, and where it stands; two who edit it see both."""
    if (gone := _gone(request, shelf, uuid)) is not None:
        return gone
    found, owner = shelf.photo(uuid)
    others = {other.key: other for other in same_tenant(shelf, owner)}
    of_it: dict[str, Any] = {
        "owner": owner.key, "of_site": owner.kind.name == "site",
        "albums": [(key, f"{other.kind.label}: {other}") for key, other in others.items()],
    }  # fmt: skip
    form, status, both = PhotoForm(posted(request), instance=found, **of_it), 200, {}
    if request.method == "POST" and form.is_valid():
        try:
            owner = _save(found, owner, others, form)
        except EditConflict as refusal:
            current, its_owner = shelf.photo(uuid)
            of_it |= {"owner": its_owner.key, "of_site": its_owner.kind.name == "site"}
            refusal.current, owner, status = current, its_owner, 409
            both = conflict_context(form, refusal, **of_it)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect(shelf.page(owner))
    context = {
        "frame": shelf.frame, "owner": owner, "back": shelf.page(owner), "form": form, "photo": found,
        "picture": thumbnail(found, at_least=640), **both,
    }  # fmt: skip
    return render(request, "enterprises/photos_one.html", context, status=422 if form.errors else status)


def _save(photo: Photo, owner: Owner, others: dict[str, Owner], form: PhotoForm) -> Owner:
    """Store what the form says; whose photo it is then."""
    whose = others[form.cleaned_data["album"]]
    edit_photo(
        photo=photo, values=form.cleaned_data, expected_version=form.expected_version,
        to=album_of(whose.thing) if whose.key != owner.key else None,
        place=form.new_place, expected_order=form.cleaned_data["order"] or 0,
    )  # fmt: skip
    return whose


def _gone(request: HttpRequest, shelf: Shelf, uuid: UUID) -> HttpResponse | None:
    """Back to the photos it was among, if what was sent is about a photo that somebody has removed meanwhile.

    The form says whose photo it was; None while it is there. Raises Http404 where nothing on this shelf is meant.
    """
    if request.method != "POST" or Photo.objects.filter(uuid=uuid).exists():
        return None
    kind, _colon, key = request.POST.get("album", "").partition(":")
    try:
        owner = shelf.owner(kind, UUID(key))
    except ValueError:
        raise Http404 from None
    told = _("This photo was removed in the meantime, so nothing is changed.")
    if alt := request.POST.get("alt_ru", "").strip():
        told += " " + _("You had written: “{text}”").format(text=nested(alt))
    messages.warning(request, told)
    return redirect(shelf.page(owner))


def photo_shift(request: HttpRequest, shelf: Shelf, uuid: UUID) -> HttpResponse:
    """One place up or down, or to the first: the cover; unless the order is no longer the one that was seen."""
    if (gone := _gone(request, shelf, uuid)) is not None:
        return gone
    found, owner = shelf.photo(uuid)
    to, order = request.POST.get("to", ""), _version(request, "order")
    try:
        if to == "cover":
            place_photo(photo=found, place=1, expected_order=order)
        elif by := SHIFTS.get(to):
            shift_photo(photo=found, by=by, expected_order=order)
    except OrderChanged as refusal:
        messages.warning(request, str(refusal))
    return redirect(shelf.page(owner))


def photo_delete(request: HttpRequest, shelf: Shelf, uuid: UUID) -> HttpResponse:
    """Remove a photo, after a question; asked again if the photo is no longer the one that was seen."""
    if (gone := _gone(request, shelf, uuid)) is not None:
        return gone
    found, owner = shelf.photo(uuid)
    if request.method == "POST":
        try:
            delete_photo(photo=found, seen=Seen(_version(request, "version"), _version(request, "order")))
        except OrderChanged as refusal:
            messages.warning(request, str(refusal))
            return redirect(request.path)
        messages.success(request, _("The photo is removed."))
        return redirect(shelf.page(owner))
    first = found.album.photos.filter(shows_way=False).in_order().first()
    context = {
        "frame": shelf.frame, "photo": found, "picture": thumbnail(found), "owner": owner, "back": shelf.page(owner),
        "is_cover": first == found,
    }  # fmt: skip
    return render(request, "enterprises/photos_delete.html", context)


def _version(request: HttpRequest, name: str) -> int:
    """The version that a page's form was drawn with; none that exists where it says nothing."""
    sent = request.POST.get(name, "")
    return int(sent) if sent.isdecimal() and len(sent) < LONGEST_VERSION else 0


_page = require_http_methods(["GET", "HEAD", "POST"])
cabinet_album, desk_album = _page(in_cabinet(album)), _page(at_desk(album))
cabinet_photo, desk_photo = _page(in_cabinet(photo)), _page(at_desk(photo))
cabinet_photo_shift, desk_photo_shift = require_POST(in_cabinet(photo_shift)), require_POST(at_desk(photo_shift))
cabinet_photo_delete, desk_photo_delete = _page(in_cabinet(photo_delete)), _page(at_desk(photo_delete))
