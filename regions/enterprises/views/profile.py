"""The enterprise's own page and its sites, edited in the cabinet."""

from collections.abc import Iterable, Iterator
from copy import copy
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accelerator.base.common.errors import Refusal
from accelerator.base.common.formats import nested
from accelerator.base.common.forms import TypedForm
from accelerator.base.common.i18n import I18nTextFormField, translated_headings
from accelerator.base.common.markdown import i18n_markdown_html
from accelerator.base.common.posted import posted
from accelerator.base.common.tables import exported
from accelerator.base.common.versioned_forms import Saving
from regions.enterprises.cabinet import MemberRequest, member_view
from regions.enterprises.forms.profile import ProfileForm, SiteForm
from regions.enterprises.hooks import unpublish_effects
from regions.enterprises.models import Enterprise, Site
from regions.enterprises.permissions import MANAGE_ENTERPRISE
from regions.enterprises.services.profile import (
    ZoneChangeUnconfirmed,
    add_site,
    delete_site,
    missing_for_publication,
    publish_enterprise,
    site_blockers,
    update_profile,
    update_site,
    withdraw_enterprise,
)


@require_http_methods(["GET", "POST"])
@member_view(MANAGE_ENTERPRISE)
def profile(request: HttpRequest, enterprise: Enterprise) -> HttpResponse:
    """What the enterprise says of itself."""
    form = ProfileForm(posted(request), instance=copy(enterprise))
    saving = Saving(form)
    if request.method == "POST" and form.is_valid():
        with saving:
            changed = update_profile(
                enterprise=enterprise, values=form.cleaned_data, expected_version=form.expected_version
            )
            messages.success(request, _("Saved."))
            return redirect("enterprises:profile", changed.slug)
    missing = missing_for_publication(enterprise)
    context = {"enterprise": enterprise, "form": form, "missing": missing, **saving.conflict}
    return render(request, "enterprises/cabinet_profile.html", context, status=saving.status)


@require_POST
@member_view(MANAGE_ENTERPRISE)
def preview(request: MemberRequest, enterprise: Enterprise) -> HttpResponse:
    """A description as visitors will read it; nothing is stored."""
    field = I18nTextFormField(required=False)
    text = field.compress(field.widget.value_from_datadict(request.POST, request.FILES, "description"))
    name = "enterprises/cabinet_preview.html" + ("#texts" if request.htmx else "")
    return render(request, name, {"enterprise": enterprise, "html": i18n_markdown_html(text)})


@require_http_methods(["GET", "POST"])
@member_view(MANAGE_ENTERPRISE)
def visibility(request: HttpRequest, enterprise: Enterprise) -> HttpResponse:
    """Publish the enterprise, or take it back into draft once its consequence has been read."""
    refused = ""
    if request.method == "POST":
        try:
            if request.POST.get("to") == Enterprise.Status.PUBLISHED:
                publish_enterprise(enterprise=enterprise)
                messages.success(request, _("The enterprise has been published."))
            else:
                withdraw_enterprise(enterprise=enterprise)
                messages.success(request, _("The enterprise is back in draft."))
            return redirect("enterprises:profile", enterprise.slug)
        except Refusal as refusal:
            refused = str(refusal)
    context = {
        "enterprise": enterprise,
        "refused": refused,
        "missing": missing_for_publication(enterprise),
        "hidden": unpublish_effects.collect(enterprise),
    }
    return render(request, "enterprises/cabinet_visibility.html", context, status=422 if refused else 200)


@require_safe
@member_view(MANAGE_ENTERPRISE)
def site_list(request: HttpRequest, enterprise: Enterprise) -> HttpResponse:
    """Where visitors come to; ?format= gives the list as a file."""
    sites = enterprise.sites.order_by("pk")
    headings = (
        _("Name of the site"), *translated_headings(_("Name of the site")), _("City"), _("Postal address"),
        _("Meeting point"), _("Time zone"), _("Coordinates"),
    )  # fmt: skip
    if file := exported(request, f"sites-{enterprise.slug}", headings, _rows_of(sites)):
        return file
    return render(request, "enterprises/cabinet_sites.html", {"enterprise": enterprise, "sites": sites})


def _rows_of(sites: Iterable[Site]) -> Iterator[tuple[object, ...]]:
    """Coordinates stand together, as maps and the site's form take them: they are no sum of money."""
    for one in sites:
        at = f"{one.latitude}, {one.longitude}" if one.latitude is not None else None
        yield one.name, *one.name.translations(), one.city, one.address, one.gate, one.timezone, at


@require_http_methods(["GET", "POST"])
@member_view(MANAGE_ENTERPRISE)
def site_new(request: HttpRequest, enterprise: Enterprise) -> HttpResponse:
    """Add a site; its zone is the region's until another is chosen."""
    form = SiteForm(posted(request), zone=enterprise.region.timezone)
    if request.method == "POST" and form.is_valid():
        add_site(enterprise=enterprise, values=form.cleaned_data)
        messages.success(request, _("The site has been added."))
        return redirect("enterprises:sites", enterprise.slug)
    context = {"enterprise": enterprise, "form": form}
    return render(request, "enterprises/cabinet_site.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@member_view(MANAGE_ENTERPRISE)
def site_edit(request: HttpRequest, enterprise: Enterprise, uuid: UUID) -> HttpResponse:
    """Change a site; another time zone is asked about when it moves starts that people know of."""
    site = get_object_or_404(enterprise.sites, uuid=uuid)
    form = SiteForm(posted(request), instance=copy(site), zone=site.timezone)
    saving = Saving(form)
    if request.method == "POST" and form.is_valid():
        confirmed, version = form.cleaned_data["zone_confirmed"], form.expected_version
        with saving:
            update_site(site=site, values=form.cleaned_data, zone_confirmed=confirmed, expected_version=version)
            messages.success(request, _("Saved."))
            return redirect("enterprises:sites", enterprise.slug)
    consequences = saving.refusal.consequences if isinstance(saving.refusal, ZoneChangeUnconfirmed) else []
    context = {"enterprise": enterprise, "form": form, "site": site, "consequences": consequences, **saving.conflict}
    return render(request, "enterprises/cabinet_site.html", context, status=saving.status)


@require_http_methods(["GET", "POST"])
@member_view(MANAGE_ENTERPRISE)
def site_delete(request: HttpRequest, enterprise: Enterprise, uuid: UUID) -> HttpResponse:
    """Remove a site once its name is typed; one in use says instead what blocks it."""
    site = get_object_or_404(enterprise.sites, uuid=uuid)
    form = TypedForm(posted(request), wanted=site.name)
    saving = Saving(form)
    if request.method == "POST" and form.is_valid():
        with saving:
            delete_site(site=site)
            messages.success(request, _("The site “{name}” has been removed.").format(name=nested(site)))
            return redirect("enterprises:sites", enterprise.slug)
    context = {"enterprise": enterprise, "site": site, "blockers": site_blockers(site), "form": form}
    return render(request, "enterprises/cabinet_site_delete.html", context, status=saving.status)
