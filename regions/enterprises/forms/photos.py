"""Forms of photos: several new ones at once, and what is said of one."""

import time
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from accelerator.base.common.i18n import I18nTextFormField
from accelerator.base.common.versioned_forms import VersionedForm
from regions.enterprises.albums import AlbumOwner, EditableAlbums
from regions.enterprises.images import CleanPicture, PictureRefused, clean_picture
from regions.enterprises.models import Photo

FILES_AT_ONCE = 10
CLEANING_SECONDS = 20.0  # of one request; a file whose turn comes later is to be sent again
NAME_SHOWN = 60


def _alt_field(help_text: Any) -> I18nTextFormField:
    length = Photo._meta.get_field("alt").length
    return I18nTextFormField(label=_("What the photo shows"), max_length=length, help_text=help_text)


def _credit_field() -> I18nTextFormField:
    return I18nTextFormField(
        label=_("Credit"),
        max_length=Photo._meta.get_field("credit").length,
        required=False,
        help_text=_("Shown under the photo, for example: Photo by Anna Petrova. Kept for the next photos."),
    )


@dataclass(frozen=True)
class CleanedUploads:
    """The files of a request, by their names: those that are pictures, and those refused, each with the reason."""

    pictures: list[tuple[str, CleanPicture]]
    refused: list[tuple[str, str]]


class _FilesInput(forms.FileInput):
    allow_multiple_selected = True


class PhotosField(forms.FileField):
    """Several files, cleaned in child processes into CleanedUploads. Refused if none of them is a photo."""

    widget = _FilesInput

    def clean(self, data: Any, initial: Any = None) -> CleanedUploads:  # noqa: ARG002 - as Django calls it
        uploads: Sequence[UploadedFile] = [one for one in data or [] if one]
        if not uploads:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        began, pictures, refused = time.monotonic(), [], []
        for number, upload in enumerate(uploads, start=1):
            name = (upload.name or "")[:NAME_SHOWN]
            try:
                if number > FILES_AT_ONCE:
                    raise forms.ValidationError(
                        _("You can add up to %(n)s photos at once."), params={"n": FILES_AT_ONCE}
                    )
                if time.monotonic() - began > CLEANING_SECONDS:
                    raise forms.ValidationError(_("There was not enough time to process it: add it again."))
                pictures.append((name, _picture(upload)))
            except forms.ValidationError as refusal:
                refused.append((name, " ".join(refusal.messages)))
        if not pictures:
            raise forms.ValidationError(_refusals(refused))
        return CleanedUploads(pictures, refused)


def _refusals(refused: Sequence[tuple[str, str]]) -> list[str]:
    """A sentence for each of these files; a single file is not named."""
    if len(refused) == 1:
        return [refused[0][1]]
    return [f"{name}: {reason}" for name, reason in refused]


def _picture(upload: UploadedFile) -> CleanPicture:
    """Clean a file. Raises ValidationError that says what is wrong with it."""
    if not upload.size:
        raise forms.ValidationError(_("The file is empty. Export or download the photo again."))
    if upload.size > settings.PHOTO_MAX_BYTES:
        raise forms.ValidationError(
            _("The file is %(size)s; a photo can be up to %(limit)s. Make it smaller and try again."),
            code="size",
            params={"size": filesizeformat(upload.size), "limit": filesizeformat(settings.PHOTO_MAX_BYTES)},
        )
    try:
        return clean_picture(upload.chunks())
    except PictureRefused as refusal:
        raise forms.ValidationError(str(refusal), code=refusal.reason) from refusal


class PhotosForm(forms.Form):
    """New photos of one thing, with what they have in common."""

    photos = PhotosField(
        label=_("Photos"),
        widget=_FilesInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
        error_messages={"required": _("Choose a photo file.")},
    )
    alt = _alt_field(
        _("One sentence for those who cannot see it, for example: a caster pours bronze into a bell "
"mould. Several photos share it until you describe each one."),
    )  # fmt: skip
    credit = _credit_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["photos"].help_text = _(
            "JPEG, PNG or WebP, up to %(size)s each; up to %(n)s files and %(all)s in total at once."
        ) % {
            "size": filesizeformat(settings.PHOTO_MAX_BYTES), "n": FILES_AT_ONCE,
            "all": filesizeformat(settings.PHOTOS_AT_ONCE_BYTES),
        }  # fmt: skip


class PhotoForm(VersionedForm):
    """What a photo shows, whose it is, what must stay in sight, and its place in the album.

    `old_place` is where it stood when the form was opened, and `order` the album's version.
    """

    alt = _alt_field(
        _("One sentence for those who cannot see it, for example: a caster pours bronze into a bell mould.")
    )
    credit = _credit_field()
    focus_x = forms.IntegerField(label=_("From the left edge, %"), min_value=0, max_value=100, initial=50)
    focus_y = forms.IntegerField(label=_("From the top edge, %"), min_value=0, max_value=100, initial=50)
    place = forms.IntegerField(
        label=_("Position among the photos"),
        min_value=1,
        help_text=_("The first photo is the cover: it appears on cards and at the top of pages."),
    )
    old_place = forms.IntegerField(widget=forms.HiddenInput, required=False)
    order = forms.IntegerField(widget=forms.HiddenInput, required=False)
    album = forms.ChoiceField(label=_("Whose photo it is"))
    shows_way = forms.BooleanField(
        label=_("This is a map of the way to the gate"),
        required=False,
        help_text=_("It appears on tickets, not in galleries. A site can have one."),
    )

    class Meta:
        model = Photo
        fields = Photo.EDITABLE

    def __init__(self, *args: Any, instance: Photo, owner: AlbumOwner, albums: EditableAlbums, **kwargs: Any) -> None:
        self.owner, self.albums = owner, albums
        self.owners = {other.key: other for other in albums.owners_beside(owner)}
        order = list(instance.album.photos.in_order().values_list("pk", flat=True))
        place = order.index(instance.pk) + 1
        initial = {"place": place, "old_place": place, "order": instance.album.version, "album": owner.key}
        super().__init__(*args, instance=copy(instance), initial=initial, **kwargs)
        if owner.kind.name != "site":
            del self.fields["shows_way"]
        choices = [(key, f"{other.kind.label}: {other}") for key, other in self.owners.items()]
        self.fields["album"].choices = choices  # type: ignore[attr-defined]

    @property
    def new_owner(self) -> AlbumOwner:
        """Whose photo it shall be."""
        return self.owners[self.cleaned_data["album"]]

    @property
    def new_place(self) -> int | None:
        """The place that this person has typed; None where it was left unchanged."""
        place: int = self.cleaned_data["place"]
        return None if place == self.cleaned_data.get("old_place") else place

    def showing(self, current: Photo, **kwargs: Any) -> forms.BaseForm:
        photo, owner = self.albums.photo(current.uuid)  # it may have moved to another album
        return super().showing(photo, owner=owner, albums=self.albums, **kwargs)

    def adjust_rebased(self, data: QueryDict, theirs: "PhotoForm") -> None:
        """A place that this person has not typed is the one where the photo stands now."""
        self.owner = theirs.owner
        for name in ("old_place", "order") if self.new_place else ("place", "old_place", "order"):
            data[name] = str(theirs.initial[name])
