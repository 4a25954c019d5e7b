"""Parts of pages, drawn by Jinja2."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings
from django.template import engines
from django.utils import translation
from jinja2 import UndefinedError
from jinja2.exceptions import TemplateNotFound

from accelerator.base.common import parts
from accelerator.base.common.catalogues import stored

PARTS = sorted(
    path.relative_to(folder).as_posix()
    for folder in settings.TEMPLATES[0]["DIRS"]
    for path in Path(folder).rglob("*.jinja")
)


def drawn(source: str, **context: object) -> str:
    return parts.environment().from_string(source).render(context)


@pytest.mark.parametrize("name", PARTS)
def test_part_compiles(name: str) -> None:
    assert parts.environment().get_template(name)


def test_what_is_printed_is_escaped_and_markup_is_not() -> None:
    assert drawn("{{ text }}", text="<b>&\"'") == "&lt;b&gt;&amp;&#34;&#39;"
    assert drawn("{{ icon('clock') }}").startswith("<svg")
    assert "&lt;b&gt;" in drawn("{{ icon('clock', label) }}", label="<b>")


def test_filters_and_tags_are_those_of_the_django_templates() -> None:
    django = engines["django"].from_string('{{ minutes|duration }} {% icon "clock" %}').render({"minutes": 90})

    assert drawn('{{ minutes|duration }} {{ icon("clock") }}', minutes=90) == django
    assert "query_replace" not in parts.environment().globals  # it reads the page's context


def test_texts_are_those_of_the_catalogue_in_the_language_of_the_moment() -> None:
    assert drawn('{{ _("no free dates yet") }}') == "свободных дат пока нет"
    with translation.override("en"):
        assert drawn('{{ _("no free dates yet") }}') == "no free dates yet"


def test_part_that_seldom_changes_is_drawn_once_for_the_same_values_in_each_language() -> None:
    def chips(name: str) -> str:
        return parts.draw_once("portal/_region_chips.jinja", regions=(("/", "klu", name, 2),))

    assert chips("Калуга") is chips("Калуга")
    assert "Тула" in chips("Тула")
    days = (("2026-12-01", "вт"),)
    drawn = [
        parts.draw_once("portal/_finder.jinja", catalogue="/", suggestions="/", days=days, regions=())
        for language in ("ru", "en", "ru")
        if not translation.activate(language)
    ]
    assert drawn[0] is drawn[2]
    assert drawn[0] != drawn[1]


def test_texts_of_parts_are_extracted() -> None:
    assert "templates/tours/_card.jinja" in [place for place, _line in stored("ru")["no free dates yet"].locations]


def test_name_that_is_not_there_is_an_error() -> None:
    with pytest.raises(UndefinedError):
        drawn("{{ forgotten }}")
    with pytest.raises(TemplateNotFound):
        parts.draw("tours/_none.jinja")
