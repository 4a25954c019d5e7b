"""Markdown rendered as sanitized HTML."""

import nh3
from markdown_it import MarkdownIt

from accelerator.base.common.i18n import I18nText

LONGEST = 20_000  # characters; longer input is cut before it is parsed
_parser = MarkdownIt("commonmark", {"html": False, "linkify": False}).enable("table")
_TAGS = {"p", "br", "strong", "em", "ul", "ol", "li", "h3", "h4", "blockquote", "a", "code", "hr"} | {
    "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip


def markdown_html(source: str) -> str:
    """Return sanitized HTML whose headings begin at the third level and whose links are nofollow."""
    html = _parser.render(source[:LONGEST])
    for level, below in (("h2", "h4"), ("h1", "h3")):
        html = html.replace(f"<{level}>", f"<{below}>").replace(f"</{level}>", f"</{below}>")
    return _cleaned(html, _TAGS)


def markdown_page_html(source: str) -> str:
    """Return sanitized HTML for a whole page: headings begin at the second level and skip none."""
    tokens = _parser.parse(source[:LONGEST])
    levels = {tag: number for number, tag in enumerate(sorted({t.tag for t in tokens if t.type == "heading_open"}), 2)}
    above, opened = 1, ""
    for token in tokens:
        if token.type == "heading_open":
            above = min(levels[token.tag], above + 1, 4)
            token.tag = opened = f"h{above}"
        elif token.type == "heading_close":
            token.tag = opened
    return _cleaned(_parser.renderer.render(tokens, _parser.options, {}), _TAGS | {"h2"})


def i18n_markdown_html(text: I18nText) -> I18nText:
    """Return each language's text as HTML."""
    return I18nText({code: markdown_html(source) for code, source in text.items()})


def _cleaned(html: str, tags: set[str]) -> str:
    return nh3.clean(
        html, tags=tags, attributes={"a": {"href"}}, url_schemes={"http", "https", "mailto", "tel"},
        link_rel="nofollow noopener",
    )  # fmt: skip
