"""What organizers type of pages, as clean values."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accelerator.base.common.i18n import I18nText
from accelerator.base.common.versioned_forms import VersionedForm
from accelerator.portal import standard_pages
from accelerator.portal.models import Page

_IN_BRACES = re.compile(r"\{([a-z_]+)\}")


class StandardPageForm(VersionedForm):
    """A page that every portal has: its address and its status cannot be changed."""

    class Meta:
        model = Page
        fields: tuple[str, ...] = ("title", "summary", "body")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].help_text = format_lazy(
            _(
                "Markdown: ## heading, **bold**, - item, [text](https://…). The portal fills in what is in "
                "braces: {placeholders}."
            ),
            placeholders=", ".join("{" + name + "}" for name in standard_pages.PLACEHOLDERS),
        )

    def clean_body(self) -> I18nText:
        body: I18nText = self.cleaned_data["body"]
        unknown = {name for text in body.values() for name in _IN_BRACES.findall(text)} - {*standard_pages.PLACEHOLDERS}
        if unknown:
            names = ", ".join("{" + name + "}" for name in sorted(unknown))
            raise ValidationError(
                _("The portal does not know what to put in place of %(names)s."), params={"names": names}
            )
        return body

    def as_page(self) -> Page:
        """The page as it would read, to be looked at before it is saved."""
        return Page(**{name: self.cleaned_data[name] for name in StandardPageForm.Meta.fields})


class OwnPageForm(StandardPageForm):
    """A page that organizers have added."""

    slug = forms.SlugField(
        label=_("Page address"), max_length=60, required=False,
        help_text=_("Latin letters, digits and hyphens. Leave empty to make it from the title."),
    )  # fmt: skip

    field_order = ("title", "slug")

    class Meta(StandardPageForm.Meta):
        fields = ("slug", *Page.EDITABLE)
