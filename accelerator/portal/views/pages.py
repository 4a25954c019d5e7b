"""Pages about the portal itself."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accelerator.base.accounts.consents import shown, values_now
from accelerator.base.accounts.models import ConsentText
from accelerator.base.common import clock, look
from accelerator.base.common.changes import Kind
from accelerator.base.common.i18n import active_language
from accelerator.base.common.kept import kept
from accelerator.base.common.markdown import markdown_html
from accelerator.base.common.slugs import find_at
from accelerator.portal.models import Page
from accelerator.portal.sharing.pages import text_card
from accelerator.portal.standard_pages import SLUGS
from tours.booking import holders
from tours.favourites import browser
from tours.planner import asked

# Every cookie that the portal sets, by its name in the browser.
COOKIES = (
    (settings.SESSION_COOKIE_NAME, _("keeps you signed in")),
    (
        settings.DEVICE_COOKIE_NAME,
        _(
            "recognises a device you have signed in on, so that strangers’ wrong passwords do not lock you "
            "out; 180 days"
        ),
    ),
    (settings.CSRF_COOKIE_NAME, _("protects forms from being sent by another site")),
    (
        holders.COOKIE,
        _(
            "recognises the browser in which you started a booking and takes you back to the places held "
            "for you; 30 days"
        ),
    ),
    ("messages", _("passes a short notice, such as “Saved”, to the next page")),  # CookieStorage.cookie_name
    (browser.COOKIE, _("remembers the tours that you have saved to your favourites without an account")),
    (asked.COOKIE, _("remembers the tours of your own route if you choose some; 30 days")),
    (look.COOKIE, _("remembers theme, text size and contrast if you change them")),
)

# What is kept, and for how long; the figures stand beside the code that erases.
KEPT = (
    (_("What the pass office asks for"), _("72 hours after the visit at most; erased at once if you cancel")),
    (_("What you have asked of the enterprise"), _("72 hours after the visit at most")),
    (_("Name, email, phone, the visitors’ names"), _("12 months after the visit at most")),
    (_("The IP address from which you gave consent"), _("as long as the name")),
    (_("An unfinished booking"), _("one day")),
    (
        _("Your email, if you asked to hear when a tour has dates"),
        _("until that email is sent, 180 days at most; 48 hours if you do not confirm it"),
    ),
    (_("The text of emails to you"), _("until it is sent; the address it went to, 90 days")),
    (_("An account"), _("until you delete it")),
    (_("Devices you are signed in on"), _("until you sign out, or for 14 days without a visit")),
    (
        _("Which members of staff opened pass data or downloaded files"),
        _("three years, as numbers, without visitors’ names"),
    ),
)


@require_safe
@kept(Kind.CONTENT)
def standard_page(request: HttpRequest, slug: str) -> HttpResponse:
    """One of the pages that every portal has: as organizers have written it, or as it came."""
    return _page(request, Page.objects.filter(slug=slug).first() or Page.standard(slug))


@require_safe
@kept(Kind.CONTENT)
def own_page(request: HttpRequest, slug: str) -> HttpResponse:
    """A page that organizers have added; an address that it once had leads to it."""
    if slug in SLUGS:
        return redirect(f"portal:{slug}", permanent=True)
    return _page(request, find_at(Page.objects.visible_to(request.user), slug))


def _page(request: HttpRequest, page: Page) -> HttpResponse:
    others = [Page.standard(slug) for slug in SLUGS] + list(Page.objects.listed())
    context = {"page": page, "share": text_card(page), "others": [one for one in others if one.slug != page.slug]}
    return render(request, "portal/page.html", context)


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept of people and for how long, and the very text that a visitor agrees to."""
    consent = ConsentText.objects.current(ConsentText.Kind.PERSONAL_DATA, clock.now())
    language = active_language()
    values = values_now(language)
    body = markdown_html(shown(consent, language, values))
    context = {"consent": consent, "body": body, "values": values, "kept": KEPT, "cookies": COOKIES}
    return render(request, "portal/privacy.html", context)
