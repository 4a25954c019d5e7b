"""Pages about the portal that organizers write themselves."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accelerator.base.common import clock
from accelerator.base.common.i18n import I18nTextField, active_language
from accelerator.base.common.markdown import markdown_page_html
from accelerator.base.common.versions import Versioned
from accelerator.portal import standard_pages
from accelerator.portal.querysets import PageQuerySet


class Page(Versioned):
    """A text in Markdown at an address of its own. One of `standard_pages` has a row once somebody has changed it."""

    class Status(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("page", "draft")
        PUBLISHED = "published", pgettext_lazy("page", "published")

    EDITABLE = ("title", "summary", "body", "status", "is_listed", "position")
    RESERVED_SLUGS = (*standard_pages.SLUGS, "new")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    slug = models.SlugField(_("page address"), max_length=60, unique=True)
    title = I18nTextField(_("title"), max_length=120)
    summary = I18nTextField(
        _("summary"), rows=2, max_length=240, blank=True,
        help_text=_("One sentence under the title, also shown by search engines and shared links."),
    )  # fmt: skip
    body = I18nTextField(_("text"), rows=24, max_length=12000)
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.DRAFT)
    is_listed = models.BooleanField(_("listed"), default=True, help_text=_("Other pages of the portal link to it."))
    position = models.PositiveSmallIntegerField(
        _("place in the list"), default=100, help_text=_("The smaller the number, the higher in the list.")
    )
    changed_at = models.DateTimeField(default=clock.now, editable=False)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", editable=False
    )

    objects: ClassVar[PageQuerySet] = PageQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(slug__in=standard_pages.SLUGS) | models.Q(status="published"),
                name="portal_page_standard_is_published",
            )
        ]

    def __str__(self) -> str:
        return str(self.title)

    @classmethod
    def standard(cls, slug: str) -> "Page":
        """One of the pages that every portal has, as it reads until somebody changes it; not stored."""
        text = standard_pages.standard_text(slug)
        return cls(
            version=0, slug=slug, title=text.title, summary=text.summary, body=text.body, status=cls.Status.PUBLISHED
        )

    @property
    def is_standard(self) -> bool:
        """Whether it is one that every portal has."""
        return self.slug in standard_pages.SLUGS

    @property
    def is_stored(self) -> bool:
        return self.pk is not None

    def get_absolute_url(self) -> str:
        return reverse(f"portal:{self.slug}") if self.is_standard else reverse("portal:page", args=[self.slug])

    def html(self) -> SafeString:
        """The text in the active language with what settings know in its placeholders, ready to be printed."""
        language = active_language()
        return mark_safe(markdown_page_html(standard_pages.filled(self.body.in_language(language), language)))
