"""What a phone needs to keep the portal among its apps, and the addresses where browsers look for icons unasked."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accelerator.base.common.context_processors import Portal

PAPER = "#FBFAF7"  # of the light theme (static/css/tokens.css): a manifest knows one colour
KEPT = "public, max-age=86400"


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
            {"src": static("img/icon-192.png"), "sizes": "192x192", "type": "image/png"},
            {"src": static("img/icon-512.png"), "sizes": "512x512", "type": "image/png"},
            {
                "src": static("img/icon-maskable-512.png"),
                "sizes": "512x512",
                "type": "image/png",
                "purpose": "maskable",
            },
        ],
    }
    return JsonResponse(
        data,
        content_type="application/manifest+json",
        json_dumps_params={"ensure_ascii": False},
        headers={"Cache-Control": KEPT},
    )


@require_safe
def icon(request: HttpRequest, name: str) -> HttpResponseBase:
    """Where an icon stands whose address a browser guessed."""
    answer = redirect(static(f"img/{name}"))
    answer["Cache-Control"] = KEPT
    return answer
