"""The account's own page, and leaving. allauth brings the other pages of an account."""

from allauth.account.decorators import reauthentication_required
from allauth.account.models import EmailAddress
from allauth.account.utils import get_next_redirect_url
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import get_adapter
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accelerator.base.accounts.forms import DeleteAccountForm, ProfileForm
from accelerator.base.accounts.hooks import account_deletion_blockers, workplaces
from accelerator.base.accounts.own_data import account_data, as_file
from accelerator.base.accounts.permissions import PersonRequest
from accelerator.base.accounts.services import change_profile, delete_account, end_session, second_steps_of
from accelerator.base.common.posted import posted
from accelerator.base.common.versioned_forms import Saving


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def account_settings(request: PersonRequest) -> HttpResponse:
    """Name, language, and the way to everything that keeps the account safe."""
    user = request.user
    form = ProfileForm(posted(request), instance=user)
    if request.method == "POST" and form.is_valid():
        change_profile(user=user, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("accounts:settings")
    context = {
        "form": form,
        "addresses": EmailAddress.objects.filter(user=user).order_by("-primary", "email"),
        "has_password": user.has_usable_password(),
        "authenticators": list(Authenticator.objects.filter(user=user).values_list("type", flat=True)),
        "sessions": UserSession.objects.filter(user=user).count(),
        "has_services": bool(get_adapter().list_providers(request)),
        "workplaces": workplaces.collect(user),
    }
    return render(request, "accounts/settings.html", context, status=422 if form.errors else 200)


@require_safe
@never_cache
@login_required
def second_step(request: PersonRequest) -> HttpResponse:
    """Why a desk asks for a second step, which there are, and the way back to the requested page."""
    wanted = get_next_redirect_url(request)
    steps = second_steps_of(request.user) - {Authenticator.Type.RECOVERY_CODES}
    return render(request, "accounts/second_step.html", {"wanted": wanted, "steps": steps})


@never_cache
@require_safe
@login_required
def own_data(request: PersonRequest) -> HttpResponse:
    """Everything that the portal stores about this person, as a file."""
    return as_file("my-data", account_data(request.user))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
@reauthentication_required(allow_get=True)
def account_delete(request: PersonRequest) -> HttpResponse:
    """Says what is deleted, what stays and what prevents it, and asks for the e-mail to be typed."""
    user = request.user
    form = DeleteAccountForm(posted(request))
    saving = Saving(form)
    if request.method == "POST" and form.is_valid():
        with saving:
            delete_account(user=user, typed_email=form.cleaned_data["email"])
            logout(request)
            messages.success(request, _("Your account is deleted."))
            return redirect("/")
    context = {
        "form": form,
        "blockers": account_deletion_blockers.collect(user),
        "workplaces": workplaces.collect(user),
    }
    return render(request, "accounts/delete.html", context, status=saving.status)


@require_POST
@login_required
def session_end(request: PersonRequest, pk: int) -> HttpResponse:
    """Sign one of the person's devices out, such as a lost phone."""
    try:
        end_session(user=request.user, pk=pk)
    except UserSession.DoesNotExist as missing:
        raise Http404 from missing
    messages.success(request, _("You have signed out on that device."))
    return redirect("usersessions_list")
