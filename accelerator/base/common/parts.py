"""The parts of pages that repeat (cards, days, talks, choices), drawn by Jinja2.

A page is a Django template; what stands on it dozens of times is a `.jinja` file beside it, which costs a tenth:

    {% for card in cards %}{% part "tours/_card.jinja" card=card %}{% endfor %}

Better still, the part holds the loop. The filters and tags of the builtin libraries have the same names in both, texts
are `_("…")`, and what is printed is escaped alike. A name that is not defined is an error.
"""

import inspect
from collections.abc import Callable, Hashable, Iterator
from functools import cache, lru_cache, partial
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from django import forms
from django.conf import settings
from django.template import engines
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext, ngettext, npgettext, pgettext
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template, Undefined

P = ParamSpec("P")
R = TypeVar("R")
SUFFIX = ".jinja"
_DJANGO = Path(forms.__file__).parent / "jinja2"  # its widgets
_MOST_REMEMBERED = 5_000  # drawings of each function, of about a kilobyte
_MOST_DRAWN_ONCE = 500  # parts, of up to some ten kilobytes


def draw(name: str, /, **context: Any) -> SafeString:
    """Return the part as markup."""
    return mark_safe(_template(name).render(context))


def remembered(function: Callable[P, R], *, most: int = _MOST_REMEMBERED) -> Callable[P, R]:
    """Decorate a function that draws the same for the same arguments, which must be hashable: it draws once.

    What it reads besides (the language, the year of today) is an argument too. Templates in the making are drawn anew.
    """
    return function if settings.DEBUG else lru_cache(maxsize=most)(function)  # type: ignore[return-value]


def draw_once(name: str, /, **context: Hashable) -> SafeString:
    """Return the part as markup, drawn once for the same values in the same language: for what seldom changes.

    What it prints may depend on nothing else, neither on the time nor on the reader, and no value is markup.
    """
    return _drawn(name, get_language(), tuple(context.items()))


@partial(remembered, most=_MOST_DRAWN_ONCE)
def _drawn(name: str, _language: str | None, context: tuple[tuple[str, Hashable], ...]) -> SafeString:
    return draw(name, **dict(context))


def draw_widget(name: str, context: dict[str, Any]) -> SafeString:
    """Return a form's input as markup: a template of Django's own widgets, or a part."""
    return mark_safe(_widgets().get_template(name).render(context).strip())


@cache
def _widgets() -> Environment:
    """Django's own templates read names that are not there, such as an attribute of the input that it lacks."""
    return environment().overlay(undefined=Undefined)


@cache
def environment() -> Environment:
    """Return the environment of all parts."""
    made = Environment(
        loader=FileSystemLoader([*settings.TEMPLATES[0]["DIRS"], _DJANGO]),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=settings.DEBUG,
        cache_size=-1,
    )
    made.filters.update(_filters())
    made.globals.update(_tags())
    made.globals.update(_=gettext, gettext=gettext, ngettext=ngettext, pgettext=pgettext, npgettext=npgettext)
    return made


def _template(name: str) -> Template:
    return environment().get_template(name)


def _filters() -> Iterator[tuple[str, Callable[..., Any]]]:
    yield "capfirst", capfirst  # Jinja2's `capitalize` puts the rest in lower case
    for library in _libraries():
        yield from library.filters.items()


def _tags() -> Iterator[tuple[str, Callable[..., Any]]]:
    """The simple tags, as functions; those that read the page's context stay with Django's templates."""
    for library in _libraries():
        for name, compile_tag in library.tags.items():
            function = getattr(compile_tag, "__wrapped__", None)
            if function and next(iter(inspect.signature(function).parameters), "") not in ("context", "parser"):
                yield name, function


def _libraries() -> list[Any]:
    """The builtin libraries of this project, without Django's own."""
    libraries = engines["django"].engine.template_builtins  # type: ignore[attr-defined]
    return libraries[len(engines["django"].engine.default_builtins) :]  # type: ignore[attr-defined]
