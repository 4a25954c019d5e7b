"""Every change to pages that organizers write."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from accelerator.base.common import clock
from accelerator.base.common.errors import Refusal
from accelerator.base.common.i18n import SOURCE_LANGUAGE, I18nText
from accelerator.base.common.slugs import free_slug, is_taken, remember_slug
from accelerator.base.common.transactions import atomic
from accelerator.base.common.versions import EditConflict, assign, lock_version, save_next_version
from accelerator.portal import standard_pages
from accelerator.portal.models import Page

RESERVED = (*standard_pages.SLUGS, "new")


class SlugTaken(Refusal):
    """Another page has, or had, this address."""

    def __init__(self) -> None:
        super().__init__(_("This address is, or used to be, the address of another page."))


@atomic
def save_standard_page(*, slug: str, values: Mapping[str, Any], expected_version: int, changed_by: Any) -> Page:
    """Change one of the pages that every portal has; its first change stores it (until then its version is 0).

    Raises EditConflict when somebody else has changed it.
    """
    page = Page.objects.select_for_update(no_key=True).filter(slug=slug).first() or Page.standard(slug)
    if page.version != expected_version:
        raise EditConflict(page)
    page.title, page.summary, page.body = values["title"], values["summary"], values["body"]
    return _save(page, changed_by)


@atomic
def create_page(*, values: Mapping[str, Any], slug: str = "", changed_by: Any) -> Page:
    """Add a page of the portal's own; without a slug one is made of the title. Raises SlugTaken."""
    if slug and _is_taken(slug):
        raise SlugTaken
    page = Page(version=0, slug=slug or _own_slug(values["title"]))
    assign(page, values)
    return _save(page, changed_by)


@atomic
def update_page(*, page: Page, values: Mapping[str, Any], slug: str, expected_version: int, changed_by: Any) -> Page:
    """Change a page of the portal's own; its old address leads to the new one. Raises EditConflict or SlugTaken."""
    row = lock_version(Page.objects.own(), page.pk, expected_version)
    old_slug = row.slug
    if slug != old_slug and _is_taken(slug, besides=row):
        raise SlugTaken
    assign(row, values)
    row.slug = slug
    _save(row, changed_by)
    if slug != old_slug:
        remember_slug(row, old_slug)
    return row


@atomic
def delete_page(*, page: Page) -> None:
    """Remove a page. A standard one is from then on as it came with the portal."""
    Page.objects.select_for_update().get(pk=page.pk).delete()


def _save(page: Page, changed_by: Any) -> Page:
    page.changed_at, page.changed_by = clock.now(), changed_by
    save_next_version(page)
    return page


def _own_slug(title: I18nText) -> str:
    slug = free_slug(Page, title.in_language(SOURCE_LANGUAGE))
    return f"{slug}-page" if slug in RESERVED else slug


def _is_taken(slug: str, besides: Page | None = None) -> bool:
    return slug in RESERVED or is_taken(Page, slug, besides=besides)
