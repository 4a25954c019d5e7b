"""Markdown that people write, as HTML that is safe to print."""

import nh3
from markdown_it import MarkdownIt

from accelerator.base.common.i18n import I18nText

LONGEST = 20_000  # characters; input is cut before it reaches a parser
_parser = MarkdownIt("commonmark", {"html": False, "linkify": False}).enable("table")
_TAGS = {"p", "br", "strong", "em", "ul", "ol", "li", "h3", "h4", "blockquote", "a", "code", "hr"} | {
    "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip


def markdown_html(source: str) -> str:
    """The text as sanitized HTML; headings begin at the third level, links are followed by nobody's robots."""
    html = _parser.render(source[:LONGEST])
    for level, below in (("h2", "h4"), ("h1", "h3")):
        html = html.replace(f"<{level}>", f"<{below}>").replace(f"</{level}>", f"</{below}>")
    return _cleaned(html, _TAGS)


def markdown_page_html(source: str) -> str:
    """The same for a text that is a page: headings begin at the second level and never leave one out."""
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
    """Each language's text rendered on its own."""
    return I18nText({code: markdown_html(source) for code, source in text.items()})


def _cleaned(html: str, tags: set[str]) -> str:
    return nh3.clean(
        html, tags=tags, attributes={"a": {"href"}}, url_schemes={"http", "https", "mailto", "tel"},
        link_rel="nofollow noopener",
    )  # fmt: skip
