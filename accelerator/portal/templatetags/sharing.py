"""What the frame of every page says to those who show a link to it."""

import re
from functools import cache
from html import unescape

from babel.core import get_global
from django import template
from django.conf import settings
from django.template.base import NodeList, Parser, Token
from django.utils.html import escape
from django.utils.safestring import SafeString

from accelerator.base.common.i18n import active_language
from accelerator.base.common.sharing import HEIGHT, WIDTH, Card
from accelerator.base.common.templatetags.portal import one_line
from accelerator.portal.sharing.pages import view_card

register = template.Library()


class KeepNode(template.Node):
    """Prints what stands inside in one line, and remembers it for `share_tags`."""

    def __init__(self, name: str, nodelist: NodeList) -> None:
        self.name = name
        self.nodelist = nodelist

    def render(self, context: template.Context) -> SafeString:
        text = one_line(self.nodelist.render(context))
        context.render_context[f"kept_{self.name}"] = unescape(text)
        return text


@register.tag
def keep(parser: Parser, token: Token) -> KeepNode:
    """`{% keep "title" %}{% block title %}…{% endblock %}{% endkeep %}`: a page says its title once."""
    _tag, name = token.split_contents()
    nodelist = parser.parse(["endkeep"])
    parser.delete_first_token()
    return KeepNode(name.strip('"'), nodelist)


@register.simple_tag(takes_context=True)
def share_tags(context: template.Context) -> SafeString:
    """Open Graph of the page, which Twitter reads too: `share` of the context, or else the card of the address, which
    shows `share_picture`.
    """
    request, portal = context["request"], context["portal"]
    match = request.resolver_match
    card: Card = context.get("share") or view_card(match.view_name if match else "", context.get("share_picture"))
    kept = context.render_context
    title = re.sub(rf"\s— {re.escape(portal.name)}$", "", str(kept.get("kept_title", portal.name)))
    language = active_language()
    tags = [
        ("og:type", "website"),
        ("og:site_name", portal.name),
        ("og:title", title),
        ("og:description", kept.get("kept_description", "")),
        ("og:url", portal.canonical),
        ("og:locale", locale_of(language)),
        *(("og:locale:alternate", locale_of(code)) for code, _name in settings.LANGUAGES if code != language),
        ("og:image", card.url),
        ("og:image:type", "image/jpeg"),
        ("og:image:width", WIDTH),
        ("og:image:height", HEIGHT),
        ("og:image:alt", card.alt),
    ]
    lines = [f'<meta property="{name}" content="{escape(value)}">' for name, value in tags]
    return SafeString("\n".join([*lines, '<meta name="twitter:card" content="summary_large_image">']))


@cache
def locale_of(language: str) -> str:
    """A language as Open Graph names it, with the country where most speak it: “ru_RU”."""
    likely = get_global("likely_subtags").get(language, language)
    return f"{language}_{likely.rpartition('_')[2]}"
