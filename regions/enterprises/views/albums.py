"""Photos of things, changed in a cabinet or at the organizers' desk: the same pages over another shelf."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accelerator.accounts.permissions import organizer_required
from accelerator.common.errors import Refusal
from accelerator.common.posted import posted
from regions.enterprises.cabinet import member_view
from regions.enterprises.forms.photos import PhotoForm, PhotosForm, TakenIn
from regions.enterprises.images import REFUSALS
from regions.enterprises.models import Enterprise, Photo
from regions.enterprises.permissions import MANAGE_ENTERPRISE
from regions.enterprises.pictures import thumbnail
from regions.enterprises.services.albums import album_of
from regions.enterprises.services.photos import (
    add_photo,
    delete_photo,
    describe_photo,
    last_credit,
    move_photo,
    place_photo,
    shift_photo,
    show_way,
)
from regions.enterprises.shelves import CabinetShelf, DeskShelf, Owner, Shelf, same_tenant

SHIFTS = {"up": -1, "down": 1}
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
    """What one photo shows, whose it is, what must stay in sight, and where it stands."""
    found, owner = shelf.photo(uuid)
    order = list(found.album.photos.in_order().values_list("pk", flat=True))
    place = order.index(found.pk) + 1
    others = {other.key: other for other in same_tenant(shelf, owner)}
    initial = {
        "alt": found.alt, "credit": found.credit, "focus_x": found.focus_x, "focus_y": found.focus_y, "place": place,
        "album": owner.key, "shows_way": found.shows_way,
    }  # fmt: skip
    albums = [(key, f"{other.kind.label}: {other}") for key, other in others.items()]
    form = PhotoForm(posted(request), initial=initial, albums=albums, of_site=owner.kind.name == "site")
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            describe_photo(
                photo=found, alt=values["alt"], credit=values["credit"], focus=(values["focus_x"], values["focus_y"])
            )
            if values.get("shows_way", found.shows_way) != found.shows_way:
                show_way(photo=found, shown=values["shows_way"])
            if values["album"] != owner.key:
                owner = others[values["album"]]
                move_photo(photo=found, to=album_of(owner.thing))
            elif values["place"] != place:
                place_photo(photo=found, place=values["place"])
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Saved."))
            return redirect(shelf.page(owner))
    context = {
        "frame": shelf.frame, "owner": owner, "back": shelf.page(owner), "form": form, "photo": found,
        "picture": thumbnail(found, at_least=640), "total": len(order),
    }  # fmt: skip
    return render(request, "enterprises/photos_one.html", context, status=422 if form.errors else 200)


def photo_shift(request: HttpRequest, shelf: Shelf, uuid: UUID) -> HttpResponse:
    """One place up or down, or to the first: the cover."""
    found, owner = shelf.photo(uuid)
    to = request.POST.get("to", "")
    if to == "cover":
        place_photo(photo=found, place=1)
    elif by := SHIFTS.get(to):
        shift_photo(photo=found, by=by)
    return redirect(shelf.page(owner))


def photo_delete(request: HttpRequest, shelf: Shelf, uuid: UUID) -> HttpResponse:
    """Remove a photo, after a question."""
    found, owner = shelf.photo(uuid)
    if request.method == "POST":
        delete_photo(photo=found)
        messages.success(request, _("The photo is removed."))
        return redirect(shelf.page(owner))
    context = {"frame": shelf.frame, "photo": found, "picture": thumbnail(found), "back": shelf.page(owner)}
    return render(request, "enterprises/photos_delete.html", context)


_page = require_http_methods(["GET", "HEAD", "POST"])
cabinet_album, desk_album = _page(in_cabinet(album)), _page(at_desk(album))
cabinet_photo, desk_photo = _page(in_cabinet(photo)), _page(at_desk(photo))
cabinet_photo_shift, desk_photo_shift = require_POST(in_cabinet(photo_shift)), require_POST(at_desk(photo_shift))
cabinet_photo_delete, desk_photo_delete = _page(in_cabinet(photo_delete)), _page(at_desk(photo_delete))
