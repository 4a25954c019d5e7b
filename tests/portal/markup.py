"""Pages as tests compare them."""

import re
from html.parser import HTMLParser

from django.http import HttpResponse


def html_of(response: HttpResponse) -> str:
    """The page in one line, without the white space beside its tags that indents them; no-break spaces stay."""
    one_line = re.sub(r"[ \t\r\n]+", " ", response.content.decode())
    return re.sub(r" ?(<[^>]+?) ?> ?", r"\1>", one_line)


def sent_unchanged(response: HttpResponse, field: str) -> dict[str, list[str]]:
    """What a browser would send of the page's form that has this field, if nothing in it were touched."""
    reader = _Forms()
    reader.feed(response.content.decode())
    return next(form for form in reader.forms if field in form.names).values


class _Form:
    def __init__(self) -> None:
        self.names: set[str] = set()
        self.values: dict[str, list[str]] = {}

    def take(self, name: str, value: str) -> None:
        self.values.setdefault(name, []).append(value)


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[_Form] = []
        self._select: str | None = None
        self._first: str | None = None
        self._area: str | None = None
        self._text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        name, value = found.get("name") or "", found.get("value") or ""
        if tag == "form":
            self.forms.append(_Form())
        if not self.forms:
            return
        form = self.forms[-1]
        if name:
            form.names.add(name)
        if tag == "input" and name:
            ticks = found.get("type") in ("checkbox", "radio")
            if found.get("type") not in ("submit", "button", "file") and (not ticks or "checked" in found):
                form.take(name, value or ("on" if ticks else ""))
        elif tag == "select":
            self._select, self._first = name, None if "multiple" in found else ""
        elif tag == "option" and self._select:
            if "selected" in found:
                form.take(self._select, value)
                self._first = None
            elif self._first == "":
                self._first = value
        elif tag == "textarea":
            self._area, self._text = name, ""

    def handle_data(self, data: str) -> None:
        self._text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "select" and self._select:
            if self._first:
                self.forms[-1].take(self._select, self._first)
            self._select = None
        elif tag == "textarea" and self._area:
            self.forms[-1].take(self._area, self._text.lstrip("\n"))
            self._area = None
