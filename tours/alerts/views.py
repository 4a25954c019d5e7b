"""Asking for a date alert, and the pages that its emails lead to. A link in an email only ever shows a question."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from accelerator.base.accounts.consents import current_text, shown, values_now
from accelerator.base.accounts.models import ConsentText, User
from accelerator.base.common import clock
from accelerator.base.common.i18n import active_language
from accelerator.base.common.limits import TooManyRequests, wait_in_words
from accelerator.base.common.markdown import markdown_html
from accelerator.base.common.network import client_ip, network_key
from accelerator.base.common.posted import posted
from accelerator.base.common.slugs import find_at
from tours.alerts.forms import AlertForm
from tours.alerts.links import read_alert_token
from tours.alerts.models import DateAlert
from tours.alerts.services import ask_for_dates, confirm_alert, stop_alert
from tours.models import Tour


@never_cache
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, slug: str) -> HttpResponse:
    """Where to write when the tour has dates; leads to the dates if it has some now."""
    now = clock.now()
    tour: Any = find_at(_public_tours(now), slug)
    if tour.is_bookable:
        messages.info(request, _("This tour has dates with free places now."))
        return redirect(f"{tour.get_absolute_url()}#dates")
    user = request.user if isinstance(request.user, User) else None
    form = AlertForm(posted(request), initial={"email": user.email if user else ""})
    text = current_text(ConsentText.Kind.DATE_ALERT, now)
    retry_after = 0
    if request.method == "POST" and form.is_valid():
        try:
            ask_for_dates(
                tour=tour,
                email=form.cleaned_data["email"],
                text=text,
                language=active_language(),
                network=network_key(request),
                ip_address=client_ip(request),
                user=user,
            )
        except TooManyRequests as refusal:
            retry_after = refusal.retry_after
            wait = _("Try again in %(wait)s.") % {"wait": wait_in_words(retry_after)}
            form.add_error(None, f"{refusal} {wait}")
        else:
            return redirect("alerts:sent", tour.slug)
    return _form_page(request, tour, form, text, retry_after)


def _form_page(
    request: HttpRequest, tour: Tour, form: AlertForm, text: ConsentText, retry_after: int
) -> HttpResponse:  # fmt: skip
    language = active_language()
    values = values_now(language)
    context = {
        "tour": tour,
        "form": form,
        "operator": values["operator"],
        "consent_title": text.title.in_language(language),
        "consent_text": markdown_html(shown(text, language, values)),
    }
    status = 429 if retry_after else 422 if form.errors else 200
    response = render(request, "alerts/ask.html", context, status=status)
    if retry_after:
        response.headers["Retry-After"] = str(retry_after)
    return response


@require_safe
def sent(request: HttpRequest, slug: str) -> HttpResponse:
    """What happens next: the same for every address, whether or not it was written to."""
    return render(request, "alerts/sent.html", {"tour": find_at(_public_tours(clock.now()), slug)})


@never_cache
@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Whether the address wants to hear of dates, and then what follows."""
    alert = _alert_of(token)
    if request.method == "POST":
        confirm_alert(alert=alert)
        return redirect("alerts:confirm", token)
    now = clock.now()
    context = {
        "alert": alert,
        "tour": _shown_tour(alert, now),
        "is_question": alert.may_be_confirmed(now),
        "is_waiting": alert.is_waiting(now),
    }
    return render(request, "alerts/confirm.html", context)


@never_cache
@csrf_exempt  # a mail program sends one click without a cookie (RFC 8058); only the signed address counts
@require_http_methods(["GET", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Whether to erase the address, and then that it is."""
    alert = _alert_of(token)
    if request.method == "POST":
        alert = stop_alert(alert=alert)
        if request.POST.get("List-Unsubscribe") != "One-Click":  # whose sender follows no redirect
            return redirect("alerts:stop", token)
    return render(request, "alerts/stop.html", {"alert": alert, "tour": _shown_tour(alert, clock.now())})


def _public_tours(now: datetime) -> Any:
    return Tour.objects.published().with_is_bookable(now).select_related("enterprise__region", "site")


def _shown_tour(alert: DateAlert, now: datetime) -> Tour | None:
    """The alert's tour, if everybody may see it now."""
    tour: Tour | None = _public_tours(now).filter(pk=alert.tour_id).first()
    return tour


def _alert_of(token: str) -> DateAlert:
    uuid = read_alert_token(token)
    alert = DateAlert.objects.filter(uuid=uuid).first() if uuid else None
    if alert is None:
        raise Http404
    return alert
