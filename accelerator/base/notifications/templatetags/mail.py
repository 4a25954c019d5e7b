"""The pieces of a mail's HTML part: mail programs support tables and inline styles, little else."""

from functools import partial
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from accelerator.base.notifications.hooks import kind_label
from accelerator.base.notifications.rendering import absolute_url

register = template.Library()
register.filter("kind_label", kind_label)


@register.filter
def absolute(path: str) -> str:
    """`{{ order.get_absolute_url|absolute }}`: an address that works from a mail."""
    return absolute_url(path)


@register.simple_tag(name="absolute_url")
def absolute_url_tag(name: str, *args: Any, **kwargs: Any) -> str:
    """`{% absolute_url "booking:order" order.token %}`: the same, by the URL pattern's name."""
    return absolute_url(reverse(name, args=args, kwargs=kwargs))


def _piece(name: str, content: str, **values: Any) -> SafeString:
    # `content` is a template's output: escaped already.
    return render_to_string(f"mail/parts/{name}.html", {"content": mark_safe(content.strip()), **values})


# Pieces that hold nothing but their text. `note` is what must not be overlooked, `code` one to type, and `facts` a
# nameplate: `{% facts %}{% fact label %}…{% endfact %}{% endfacts %}`.
for _name in ("heading", "subheading", "paragraph", "small", "note", "facts", "code"):
    register.simple_block_tag(partial(_piece, _name), name=_name)


@register.simple_block_tag
def fact(content: str, label: str) -> SafeString:
    """One row of a nameplate; without content it leaves no row."""
    return _piece("fact", content, label=label) if content.strip() else mark_safe("")


@register.simple_block_tag
def labelled(content: str, label: str) -> SafeString:
    """One of several labelled lines in a row of a nameplate."""
    return _piece("labelled", content, label=label)


@register.simple_block_tag
def scan(content: str, cid: str, alt: str) -> SafeString:
    """A QR code, which is one of the mail's pictures, with the code to type under it."""
    return _piece("scan", content, cid=cid, alt=alt)


@register.simple_block_tag
def link(content: str, url: str) -> SafeString:
    """A link in running text, readable on a dark page too."""
    return mark_safe(_piece("link", content, url=url).strip())


@register.simple_block_tag
def button(content: str, url: str, *, quiet: bool = False) -> SafeString:
    """The mail's next step; `url` is absolute. `quiet=True` for a second one."""
    return _piece("button", content, url=url, quiet=quiet)
