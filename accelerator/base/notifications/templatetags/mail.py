"""The pieces of which the HTML part of a mail is made: mail programs know tables and inline styles, little else."""

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
    """`{% absolute_url "booking:order" order.token %}`: the same, by the URL's name."""
    return absolute_url(reverse(name, args=args, kwargs=kwargs))


def _piece(name: str, content: str, **values: Any) -> SafeString:
    # `content` is a template's output: escaped already.
    return render_to_string(f"mail/parts/{name}.html", {"content": mark_safe(content.strip()), **values})


@register.simple_block_tag
def heading(content: str) -> SafeString:
    """The mail's one heading."""
    return _piece("heading", content)


@register.simple_block_tag
def subheading(content: str) -> SafeString:
    """What a part of the mail is about."""
    return _piece("subheading", content)


@register.simple_block_tag
def paragraph(content: str) -> SafeString:
    """A paragraph of text."""
    return _piece("paragraph", content)


@register.simple_block_tag
def small(content: str) -> SafeString:
    """A paragraph in small print."""
    return _piece("small", content)


@register.simple_block_tag
def note(content: str) -> SafeString:
    """What must not be overlooked, with the amber mark."""
    return _piece("note", content)


@register.simple_block_tag
def facts(content: str) -> SafeString:
    """A nameplate of facts: `{% facts %}{% fact label %}…{% endfact %}{% endfacts %}`."""
    return _piece("facts", content)


@register.simple_block_tag
def fact(content: str, label: str) -> SafeString:
    """One row of a nameplate; without content it leaves no row."""
    return _piece("fact", content, label=label) if content.strip() else mark_safe("")


@register.simple_block_tag
def labelled(content: str, label: str) -> SafeString:
    """A line of several in one row of a nameplate, with a name of its own."""
    return _piece("labelled", content, label=label)


@register.simple_block_tag
def code(content: str) -> SafeString:
    """A code to type, large and easy to select."""
    return _piece("code", content)


@register.simple_block_tag
def scan(content: str, cid: str, alt: str) -> SafeString:
    """A code for a scanner, one of the mail's own pictures, and under it the same for people to type."""
    return _piece("scan", content, cid=cid, alt=alt)


@register.simple_block_tag
def link(content: str, url: str) -> SafeString:
    """A link in running text, readable on a dark page too."""
    return mark_safe(_piece("link", content, url=url).strip())


@register.simple_block_tag
def button(content: str, url: str, *, quiet: bool = False) -> SafeString:
    """The mail's next step; `url` is absolute. `quiet=True` for a second one."""
    return _piece("button", content, url=url, quiet=quiet)
