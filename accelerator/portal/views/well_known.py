"""Files at addresses that browsers, search engines and researchers know: the web app manifest, icons, robots.txt."""

from datetime import UTC, timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accelerator.base.common import clock
from accelerator.base.common.context_processors import Portal
from accelerator.base.common.json_ld import absolute

PAPER = "#FBFAF7"  # of the light theme (static/css/tokens.css): a manifest knows one colour
ICONS: tuple[tuple[str, int, dict[str, str]], ...] = (
    ("icon-192", 192, {}),
    ("icon-512", 512, {}),
    ("icon-maskable-512", 512, {"purpose": "maskable"}),
)
CACHED = "public, max-age=86400"

# What belongs to somebody, or changes something: no page for a search engine.
PRIVATE = (
    "/accounts/", "/alerts/", "/appearance/", "/backoffice/", "/book/", "/cabinet/", "/my/", "/orders/", "/organizer/",
    "/plan/",
)  # fmt: skip

# RFC 9116 advises less than a year; a copy that somebody has kept goes out of date with it.
SECURITY_TXT_LASTS = timedelta(days=180)


@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """The web app manifest, in the language of its address; every language is the same app."""
    name = Portal(request).name
    data = {
        "id": "/",
        "name": _("{portal}: factory tours").format(portal=name),
        "short_name": name,
        "description": _("A portal where anyone can go and see how things are made."),
        "lang": get_language(),
        "dir": "ltr",
        "start_url": reverse("portal:home"),
        "scope": "/",
        "display": "minimal-ui",  # with a way back: links lead to maps and mail
        "background_color": PAPER,
        "theme_color": PAPER,
        "categories": ["travel", "education"],
        "icons": [
            {"src": static("img/favicon.svg"), "sizes": "any", "type": "image/svg+xml"},
            *(
                {"src": static(f"img/{name}.png"), "sizes": f"{size}x{size}", "type": "image/png", **purpose}
                for name, size, purpose in ICONS
            ),
        ],
    }
    return JsonResponse(
        data, content_type="application/manifest+json", json_dumps_params={"ensure_ascii": False},
        headers={"Cache-Control": CACHED},
    )  # fmt: skip


@require_safe
def icon(request: HttpRequest, name: str) -> HttpResponseBase:
    """Where an icon stands whose address a browser guessed."""
    answer = redirect(static(f"img/{name}"))
    answer["Cache-Control"] = CACHED
    return answer


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Public pages are welcome to search engines in every language; personal pages are not."""
    others = [f"/{code}" for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
    lines = ["User-agent: *", *(f"Disallow: {prefix}{path}" for prefix in ("", *others) for path in PRIVATE)]
    lines += ["", f"Sitemap: {absolute(reverse('sitemap'))}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """Where a weakness is reported (RFC 9116); it names the day until which it is valid."""
    expires = (clock.now() + SECURITY_TXT_LASTS).replace(microsecond=0)
    lines = [
        f"Contact: mailto:{settings.SECURITY_EMAIL}",
        f"Expires: {expires.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        f"Preferred-Languages: {', '.join(code for code, _name in settings.LANGUAGES)}",
        f"Canonical: {absolute(reverse('security_txt'))}",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
