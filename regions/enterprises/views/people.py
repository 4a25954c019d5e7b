"""Who works at an enterprise, and the invitations to it."""

from collections.abc import Iterable, Iterator
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accelerator.base.accounts.models import User
from accelerator.base.accounts.permissions import PersonRequest
from accelerator.base.common import clock
from accelerator.base.common.errors import Refusal
from accelerator.base.common.posted import posted
from accelerator.base.common.tables import exported
from accelerator.base.common.versioned_forms import Saving
from regions.enterprises.cabinet import MemberRequest, cabinet_address, member_view
from regions.enterprises.forms.people import InvitationForm, RoleForm
from regions.enterprises.models import Enterprise, Invitation, Membership, Role
from regions.enterprises.permissions import MANAGE_PEOPLE, role_duties
from regions.enterprises.services import people as services


@never_cache
@login_required
@require_GET
def cabinet_list(request: PersonRequest) -> HttpResponse:
    """The enterprises at which a person works; if it is only one, its cabinet."""
    memberships = list(Membership.objects.filter(user=request.user).by_enterprise())
    if len(memberships) == 1:
        return redirect(cabinet_address(memberships[0].enterprise))
    workplaces = [(membership, cabinet_address(membership.enterprise)) for membership in memberships]
    return render(request, "enterprises/people_cabinets.html", {"workplaces": workplaces})


@require_http_methods(["GET", "POST"])
@member_view(MANAGE_PEOPLE)
def member_list(request: MemberRequest, enterprise: Enterprise) -> HttpResponse:
    """Members with their roles, open invitations, and the form that invites; ?format= gives the lists as a file."""
    members = enterprise.memberships.by_role()
    invitations = enterprise.invitations.unanswered().order_by("-created_at", "-pk")
    headings = (_("Name"), _("Email"), _("Role"), _("Works here since"), _("Invited until"))
    if file := exported(request, f"people-{enterprise.slug}", headings, _rows_of(members, invitations)):
        return file
    form = InvitationForm(posted(request))
    saving = Saving(form, field="email")
    if request.method == "POST" and form.is_valid():
        with saving:
            services.invite(enterprise=enterprise, invited_by=request.user, **form.cleaned_data)
            messages.success(request, _("The invitation has been sent to %(email)s.") % form.cleaned_data)
            return redirect("enterprises:people", enterprise.slug)
    context = {
        "enterprise": enterprise,
        "membership": request.membership,
        "form": form,
        "roles": Role.choices,
        "members": members,
        "invitations": invitations,
        "now": clock.now(),
    }
    return render(request, "enterprises/people.html", context, status=saving.status)


@require_POST
@member_view(MANAGE_PEOPLE)
def member_role(request: MemberRequest, enterprise: Enterprise, uuid: UUID) -> HttpResponse:
    membership = get_object_or_404(enterprise.memberships.select_related("user"), uuid=uuid)
    form = RoleForm(request.POST)
    if not form.is_valid():
        raise Http404  # the page offers no other role, so this is no slip of the hand
    try:
        services.change_role(membership=membership, role=form.cleaned_data["role"])
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("enterprises:people", enterprise.slug)
    messages.success(request, _("The role of %(person)s has been changed.") % {"person": membership.user})
    if membership.user_id == request.user.pk:
        return redirect("enterprises:cabinet")  # one's own rights here may just have ended
    return redirect("enterprises:people", enterprise.slug)


@require_http_methods(["GET", "POST"])
@member_view(MANAGE_PEOPLE)
def member_remove(request: MemberRequest, enterprise: Enterprise, uuid: UUID) -> HttpResponse:
    """Says first who loses what, or why the member stays."""
    membership = get_object_or_404(enterprise.memberships.select_related("user"), uuid=uuid)
    status = 200
    if request.method == "POST":
        try:
            services.remove_member(membership=membership)
        except Refusal:
            status = 422
        else:
            messages.success(request, _("%(person)s no longer works here.") % {"person": membership.user})
            own = membership.user_id == request.user.pk
            return redirect("enterprises:cabinet") if own else redirect("enterprises:people", enterprise.slug)
    context = {"enterprise": enterprise, "member": membership, "kept": services.last_owner_refusal(membership)}
    return render(request, "enterprises/people_remove.html", context, status=status)


@require_POST
@member_view(MANAGE_PEOPLE)
def invitation_resend(request: MemberRequest, enterprise: Enterprise, uuid: UUID) -> HttpResponse:
    invitation = get_object_or_404(enterprise.invitations.unanswered(), uuid=uuid)
    services.resend_invitation(invitation=invitation)
    messages.success(request, _("A new link has been sent to %(email)s.") % {"email": invitation.email})
    return redirect("enterprises:people", enterprise.slug)


@require_POST
@member_view(MANAGE_PEOPLE)
def invitation_revoke(request: MemberRequest, enterprise: Enterprise, uuid: UUID) -> HttpResponse:
    invitation = get_object_or_404(enterprise.invitations.unanswered(), uuid=uuid)
    services.revoke_invitation(invitation=invitation)
    messages.success(request, _("The invitation for %(email)s has been withdrawn.") % {"email": invitation.email})
    return redirect("enterprises:people", enterprise.slug)


@never_cache
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Where the link of an invitation leads: what is offered, and accepting it once signed in as the invited person."""
    offer = get_object_or_404(
        Invitation.objects.select_related("enterprise", "invited_by"), token_hash=services.hash_of(token)
    )
    is_open = Invitation.objects.open(clock.now()).filter(pk=offer.pk).exists()
    user = request.user
    refusal_text = ""
    if request.method == "POST":
        if not isinstance(user, User) or not user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        try:
            services.accept_invitation(invitation=offer, user=user)
        except Refusal as refusal:
            refusal_text = str(refusal)
        else:
            messages.success(request, _("Welcome to “%(enterprise)s”.") % {"enterprise": offer.enterprise})
            return redirect(cabinet_address(offer.enterprise))
    context = {
        "invitation": offer,
        "is_open": is_open,
        "duties": role_duties(offer.role),
        "is_for_reader": isinstance(user, User) and services.may_accept(offer, user),
        "refusal": refusal_text,
    }
    status = 422 if refusal_text else 200 if is_open else 410
    return render(request, "enterprises/people_invitation.html", context, status=status)


def _rows_of(members: Iterable[Membership], invitations: Iterable[Invitation]) -> Iterator[tuple[object, ...]]:
    """Who works here with the day they came, then who is invited with the day on which the link runs out."""
    for member in members:
        person, since = member.user, timezone.localdate(member.joined_at)
        yield person.name, person.email, member.get_role_display(), since, None
    for offer in invitations:
        yield None, offer.email, offer.get_role_display(), None, timezone.localdate(offer.expires_at)
