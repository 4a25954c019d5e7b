"""Reading the demo's mail."""

from csp.constants import NONE, SELF
from csp.decorators import csp_replace, csp_update
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from accelerator.demo.mailbox import store
from accelerator.demo.mailbox.store import Letter

PAGE = 30
SHOWN_HEADERS = (
    "From", "To", "Reply-To", "Date", "Message-ID", "Content-Language", "Auto-Submitted", "List-Unsubscribe",
)  # fmt: skip
# A mail's own document runs nothing and loads nothing; a reader's click on a link leads the whole window there.
_NAVIGATION = "allow-top-navigation-by-user-activation"


@require_safe
@never_cache
def mailbox(request: HttpRequest) -> HttpResponse:
    """Every mail that left the portal, newest first; `?to=` finds one reader's."""
    wanted = request.GET.get("to", "").strip()[:254]
    page = Paginator(store.letters(wanted), PAGE).get_page(request.GET.get("page"))
    return render(request, "demo/mailbox.html", {"page": page, "wanted": wanted})


@require_safe
@never_cache
@csp_update({"frame-src": [SELF]})  # type: ignore[arg-type]  # typed for views without arguments
def letter(request: HttpRequest, key: str) -> HttpResponse:
    """One mail: both parts, headers and files."""
    found = _letter_or_404(key)
    headers = [(name, str(found.mail[name])) for name in SHOWN_HEADERS if found.mail[name]]
    return render(
        request,
        "demo/letter.html",
        {"letter": found, "headers": [(_("Delivered to"), found.recipient), *headers], "navigation": _NAVIGATION},
    )


@require_safe
@never_cache
@xframe_options_sameorigin
@csp_replace(  # type: ignore[arg-type]  # typed for views without arguments
    {
        "default-src": [NONE],
        "script-src": [NONE],
        "style-src": ["'unsafe-inline'"],  # mails know no other styles
        "img-src": ["data:"],
        "frame-ancestors": [SELF],
        "sandbox": [_NAVIGATION],
    }
)
def letter_html(request: HttpRequest, key: str) -> HttpResponse:  # noqa: ARG001
    """The HTML part as it came, for the frame in the mail's page."""
    html = _letter_or_404(key).html
    if not html:
        raise Http404
    return HttpResponse(html.replace("<head>", '<head><base target="_top">', 1))


@require_safe
@never_cache
def letter_file(request: HttpRequest, key: str, number: int) -> HttpResponse:  # noqa: ARG001
    """A file that came with the mail."""
    files = _letter_or_404(key).files
    if not 1 <= number <= len(files):
        raise Http404
    file = files[number - 1]
    response = HttpResponse(file.content, content_type=file.media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{_ascii(file.name)}"'
    return response


@require_safe
@never_cache
def letter_source(request: HttpRequest, key: str) -> HttpResponse:  # noqa: ARG001
    """The mail as it came through SMTP."""
    return HttpResponse(_letter_or_404(key).raw, content_type="text/plain; charset=utf-8")


def _letter_or_404(key: str) -> Letter:
    found = store.letter_of(key)
    if found is None:
        raise Http404
    return found


def _ascii(name: str) -> str:
    return "".join(sign if sign.isascii() and sign.isprintable() and sign not in '"\\/' else "_" for sign in name)
