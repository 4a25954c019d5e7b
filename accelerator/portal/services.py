"""Every change to pages that organizers write."""

from collections.abc import Mapping
from typing import Any

from accelerator.base.common import clock
from accelerator.base.common.slugs import change_slug, free_slug
from accelerator.base.common.transactions import atomic
from accelerator.base.common.versions import EditConflict, assign, lock_version, save_next_version
from accelerator.portal.models import Page


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
    page = Page(version=0)
    assign(page, values)
    change_slug(page, slug or free_slug(Page.objects.all(), page.title))
    return _save(page, changed_by)


@atomic
def update_page(*, page: Page, values: Mapping[str, Any], slug: str, expected_version: int, changed_by: Any) -> Page:
    """Change a page of the portal's own; its old address leads to the new one. Raises EditConflict or SlugTaken."""
    row = lock_version(Page.objects.own(), page.pk, expected_version)
    assign(row, values)
    change_slug(row, slug)
    return _save(row, changed_by)


@atomic
def delete_page(*, page: Page) -> None:
    """Remove a page. A standard one is from then on as it came with the portal."""
    Page.objects.select_for_update().get(pk=page.pk).delete()


def _save(page: Page, changed_by: Any) -> Page:
    page.changed_at, page.changed_by = clock.now(), changed_by
    save_next_version(page)
    return page
