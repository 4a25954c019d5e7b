"""Forms of an enterprise's photos."""

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from accelerator.common.i18n import I18nTextFormField
from regions.enterprises.images import CleanPicture, PictureRefused, clean_picture

ALT_MAX = 200


def _alt_field() -> I18nTextFormField:
    return I18nTextFormField(
        label=_("What the photo shows"),
        max_length=ALT_MAX,
        help_text=_("A sentence for those who cannot see it, such as: a caster pours bronze into a bell mould."),
    )


class PhotoForm(forms.Form):
    """A new photo; what comes out as `file` is a CleanPicture, made in a process of its own."""

    file = forms.FileField(
        label=_("Photo"),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
        error_messages={
            "required": _("Choose a file with a photo."),
            "empty": _("The file is empty. Export or download the photo again."),
        },
    )
    alt = _alt_field()

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["file"].help_text = _("JPEG, PNG or WebP, up to %(size)s.") % {
            "size": filesizeformat(settings.PHOTO_MAX_BYTES)
        }

    def clean_file(self) -> CleanPicture:
        upload: UploadedFile = self.cleaned_data["file"]
        if (upload.size or 0) > settings.PHOTO_MAX_BYTES:
            raise forms.ValidationError(
                _("The file has %(size)s; a photo may have up to %(limit)s. Make it smaller and try again."),
                code="size",
                params={"size": filesizeformat(upload.size or 0), "limit": filesizeformat(settings.PHOTO_MAX_BYTES)},
            )
        try:
            return clean_picture(upload.chunks())
        except PictureRefused as refusal:
            raise forms.ValidationError(str(refusal), code=refusal.reason) from refusal


class PhotoDescriptionForm(forms.Form):
    """What a photo shows, and which place it has among the others."""

    alt = _alt_field()
    place = forms.IntegerField(
        label=_("Place among the photos"),
        min_value=1,
        help_text=_("The first photo stands on cards and at the top of pages."),
    )
