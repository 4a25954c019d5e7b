"""The organizers' desk of enterprises: who is on the portal, and whose each one is."""

from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accelerator.base.accounts.desk import desk_page
from accelerator.base.accounts.permissions import PersonRequest, organizer_required
from accelerator.base.common import clock
from accelerator.base.common.i18n import translated_headings
from accelerator.base.common.json_ld import absolute
from accelerator.base.common.posted import posted, searched
from accelerator.base.common.tables import exported
from accelerator.base.common.versioned_forms import Saving
from regions.enterprises.forms.people import OpeningForm, OwnerForm
from regions.enterprises.models import Enterprise, Invitation, Role
from regions.enterprises.services import people as services
from regions.enterprises.services.profile import open_enterprise

ON_A_PAGE = 50


@require_safe
@organizer_required
def enterprise_list(request: HttpRequest) -> HttpResponse:
    """Every enterprise, drafts too, by name; ?q= finds by a part of the name, ?format= gives the table as a file."""
    query = searched(request)
    named = Enterprise.objects.overseen_by(request.user).named_like(query)
    enterprises = named.select_related("region").with_owners().by_name()
    headings = (
        _("Enterprise"), *translated_headings(_("Enterprise")), _("Industry"), _("Region"), _("Owners"),
        _("Emails of the owners"), _("Invited owners"), _("Status"), _("Page address"),
    )  # fmt: skip
    if file := exported(request, "enterprises", headings, _rows_of(enterprises)):
        return file
    page = Paginator(enterprises, ON_A_PAGE).get_page(request.GET.get("page"))
    return desk_page(request, "enterprises/desk_list.html", page=page, words=query)


@require_http_methods(["GET", "HEAD", "POST"])
@organizer_required
def enterprise_new(request: PersonRequest) -> HttpResponse:
    """Open an enterprise's cabinet and invite its owner."""
    form = OpeningForm(posted(request))
    if request.method == "POST" and form.is_valid():
        enterprise = open_enterprise(opened_by=request.user, **form.cleaned_data)
        text = _("The workspace is open. The link has been sent to %(owner_email)s.")
        messages.success(request, text % form.cleaned_data)
        return redirect("enterprises:desk_one", enterprise.uuid)
    return desk_page(request, "enterprises/desk_new.html", 422 if form.errors else 200, form=form)


@require_http_methods(["GET", "HEAD", "POST"])
@organizer_required
def enterprise_page(request: PersonRequest, uuid: UUID) -> HttpResponse:
    """Its owners, and the form that invites another one, for when none has come or none is left."""
    enterprise = get_object_or_404(Enterprise.objects.overseen_by(request.user).select_related("region"), uuid=uuid)
    form = OwnerForm(posted(request))
    saving = Saving(form, field="owner_email")
    if request.method == "POST" and form.is_valid():
        email = form.cleaned_data["owner_email"]
        with saving:
            services.invite(enterprise=enterprise, email=email, role=Role.OWNER, invited_by=request.user)
            messages.success(request, _("The link has been sent to %(email)s.") % {"email": email})
            return redirect("enterprises:desk_one", enterprise.uuid)
    context = {
        "enterprise": enterprise,
        "form": form,
        "owners": enterprise.memberships.in_roles([Role.OWNER]).by_role(),
        "invitations": enterprise.invitations.unanswered().of_owners().order_by("-created_at", "-pk"),
        "now": clock.now(),
    }
    return desk_page(request, "enterprises/desk_one.html", saving.status, **context)


@require_POST
@organizer_required
def invitation_resend(request: HttpRequest, uuid: UUID, invitation_uuid: UUID) -> HttpResponse:
    """Send an invited owner a new link."""
    enterprise, invitation = _invited_owner(request, uuid, invitation_uuid)
    services.resend_invitation(invitation=invitation)
    messages.success(request, _("A new link has been sent to %(email)s.") % {"email": invitation.email})
    return redirect("enterprises:desk_one", enterprise.uuid)


@require_POST
@organizer_required
def invitation_revoke(request: HttpRequest, uuid: UUID, invitation_uuid: UUID) -> HttpResponse:
    """Take back what was sent to a wrong address."""
    enterprise, invitation = _invited_owner(request, uuid, invitation_uuid)
    services.revoke_invitation(invitation=invitation)
    messages.success(request, _("The invitation for %(email)s has been withdrawn.") % {"email": invitation.email})
    return redirect("enterprises:desk_one", enterprise.uuid)


def _invited_owner(request: HttpRequest, uuid: UUID, invitation_uuid: UUID) -> tuple[Enterprise, Invitation]:
    enterprise = get_object_or_404(Enterprise.objects.overseen_by(request.user), uuid=uuid)
    return enterprise, get_object_or_404(enterprise.invitations.unanswered().of_owners(), uuid=invitation_uuid)


def _rows_of(enterprises: Iterable[Any]) -> Iterator[tuple[object, ...]]:
    """The enterprises as a table; they come `with_owners`."""
    for one in enterprises:
        owners = [member.user for member in one.owners]
        invited = [invitation.email for invitation in one.invited_owners]
        yield (
            one.name, *one.name.translations(), one.get_industry_display(), one.region.short_name,
            ", ".join(owner.name for owner in owners if owner.name), ", ".join(owner.email for owner in owners),
            ", ".join(invited), one.get_status_display(), absolute(one.get_absolute_url()),
        )  # fmt: skip
