"""The organizers' desk: its first page, and the pages that organizers write."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods, require_safe

from accelerator.base.accounts.desk import desk_navigation, desk_page
from accelerator.base.accounts.permissions import organizer_required
from accelerator.base.common.json_ld import absolute
from accelerator.base.common.posted import posted
from accelerator.base.common.tables import exported
from accelerator.base.common.versioned_forms import Saving
from accelerator.portal import services
from accelerator.portal.forms import OwnPageForm, StandardPageForm
from accelerator.portal.models import Page
from accelerator.portal.standard_pages import SLUGS


@require_safe
@organizer_required
def dashboard(request: HttpRequest) -> HttpResponse:
    """One card for each section that begins a piece of work."""
    cards = [(section, href) for section, href in desk_navigation() if section.text]
    return desk_page(request, "portal/organizer.html", cards=cards)


@require_safe
@organizer_required
def page_list(request: HttpRequest) -> HttpResponse:
    """Every page, drafts too; ?format= gives the table as a file."""
    stored = {page.slug: page for page in Page.objects.managed_by(request.user).select_related("changed_by")}
    standard = [stored.get(slug) or Page.standard(slug) for slug in SLUGS]
    own = (page for page in stored.values() if not page.is_standard)
    pages = [*standard, *sorted(own, key=lambda page: (page.position, page.slug))]
    headings = (_("Page"), _("Page address"), _("Status"), _("Changed"), _("Changed by"))
    rows = (
        (
            page.title, absolute(page.get_absolute_url()), page.get_status_display(),
            page.changed_at if page.is_stored else None, page.changed_by,
        )
        for page in pages
    )  # fmt: skip
    if file := exported(request, "pages", headings, rows):
        return file
    return desk_page(request, "portal/organizer/pages.html", pages=pages)


@require_http_methods(["GET", "HEAD", "POST"])
@organizer_required
def page_new(request: HttpRequest) -> HttpResponse:
    """A new page: a draft unless it says otherwise."""
    form = OwnPageForm(posted(request))
    saving = Saving(form)
    if request.method == "POST" and form.is_valid() and not _is_preview(request):
        with saving:
            page = services.create_page(
                values=form.cleaned_data, slug=form.cleaned_data["slug"], changed_by=request.user
            )  # fmt: skip
            messages.success(request, _("Page created."))
            return redirect("portal:desk_page", page.slug)
    return _form_page(request, form, saving, page=None)


@require_http_methods(["GET", "HEAD", "POST"])
@organizer_required
def page_edit(request: HttpRequest, slug: str) -> HttpResponse:
    """What a page says; `do=preview` shows it as it would read, and saves nothing."""
    page = _managed(request, slug)
    # As they are stored: the form writes what was typed into the page.
    stored: dict[str, Any] = {"title": str(page.title), "slug": slug, "public": page.get_absolute_url()}
    form = (StandardPageForm if page.is_standard else OwnPageForm)(posted(request), instance=page)
    saving = Saving(form)
    if request.method == "POST" and form.is_valid() and not _is_preview(request):
        with saving:
            saved = _save(request, page, slug, form)
            messages.success(request, _("Saved."))
            return redirect("portal:desk_page", saved.slug)
    return _form_page(request, form, saving, page=page, **stored)


@require_http_methods(["GET", "HEAD", "POST"])
@organizer_required
def page_delete(request: HttpRequest, slug: str) -> HttpResponse:
    """Asks first; a page that every portal has goes back to the text that it came with."""
    page = get_object_or_404(Page.objects.managed_by(request.user), slug=slug)
    if request.method == "POST":
        services.delete_page(page=page)
        message = (
            _("The original text of the page has been restored.")
            if page.is_standard
            else _("The page has been deleted.")
        )
        messages.success(request, message)
        return redirect("portal:desk_pages")
    return desk_page(request, "portal/organizer/page_delete.html", page=page)


def _managed(request: HttpRequest, slug: str) -> Page:
    pages = Page.objects.managed_by(request.user)
    if slug in SLUGS:
        return pages.filter(slug=slug).first() or Page.standard(slug)
    return get_object_or_404(pages, slug=slug)


def _save(request: HttpRequest, page: Page, slug: str, form: Any) -> Page:
    change = {"values": form.cleaned_data, "expected_version": form.expected_version, "changed_by": request.user}
    if slug in SLUGS:
        return services.save_standard_page(slug=slug, **change)
    return services.update_page(page=page, slug=form.cleaned_data["slug"], **change)


def _is_preview(request: HttpRequest) -> bool:
    return request.POST.get("do") == "preview"


def _form_page(request: HttpRequest, form: Any, saving: Saving, **context: Any) -> HttpResponse:
    preview = list(_translations(form.as_page())) if form.is_bound and not form.errors and _is_preview(request) else []
    context |= {"form": form, "preview": preview, **saving.conflict}
    return desk_page(request, "portal/organizer/page.html", saving.status, **context)


def _translations(page: Page) -> Iterator[dict[str, Any]]:
    """The page in each language that it is written in, as visitors would read it."""
    for code, _name in settings.LANGUAGES:
        if code in page.body:
            with override(code):
                yield {"code": code, "title": str(page.title), "summary": str(page.summary), "html": page.html()}
