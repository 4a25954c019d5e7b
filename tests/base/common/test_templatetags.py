"""The builtin template library: queries, pages, forms."""

import re

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from accelerator.base.common import parts
from accelerator.base.common.templatetags import portal


@pytest.fixture(autouse=True)
def _russian():
    with translation.override("ru"):
        yield


def render(source: str, path: str = "/tours/?industry=food&industry=metal&page=3", **values: object) -> str:
    request = RequestFactory().get(path)
    return Template(source).render(Context({"request": request, **values}))


@pytest.mark.parametrize(
    ("tag", "address"),
    [
        ("{% query_replace page=4 %}", "?industry=food&amp;industry=metal&amp;page=4"),
        ("{% query_replace q='сыр' %}", "?industry=food&amp;industry=metal&amp;q=%D1%81%D1%8B%D1%80"),
        ("{% query_replace industry=None %}", "/tours/"),
    ],
)
def test_queries_keep_the_rest_and_go_back_to_the_first_page(tag: str, address: str) -> None:
    assert render(tag) == address


@pytest.mark.parametrize(
    ("path", "root", "inside"),
    [
        ("/tours/", "/tours/", True),
        ("/tours/a/", "/tours/", True),
        ("/", "/", True),
        ("/tours/", "/", False),
        ("/x/", "", False),
    ],
)
def test_under(path: str, root: str, inside: bool) -> None:
    assert portal.under(path, root) is inside


def test_pagination_marks_the_page_and_keeps_the_query() -> None:
    html = render('{% include "components/pagination.html" %}', page=Paginator(range(100), 10).page(3))
    assert 'aria-current="page">3<' in html
    assert 'href="?industry=food&amp;industry=metal&amp;page=4"' in html
    assert render('{% include "components/pagination.html" %}', page=Paginator(range(5), 10).page(1)).strip() == ""


def test_pagination_escapes_what_was_asked() -> None:
    hostile, page = "<x>&\"'", Paginator(range(100), 10).page(3)
    request = RequestFactory().get("/", {hostile: hostile})
    html = parts.draw("components/_pagination.jinja", page=page, request=request, target=hostile)
    assert "<x>" not in html
    assert html.count("&lt;x&gt;&amp;&#34;&#39;") == 2  # elsewhere it is quoted into an address


class Form(forms.Form):
    name = forms.CharField(label="Имя", help_text="Как в билете")
    note = forms.CharField(label="Заметка", required=False)
    kind = forms.ChoiceField(label="Вид", choices=[("a", "А"), ("b", "Б")], widget=forms.RadioSelect)
    consent = forms.BooleanField(label="Согласие")

    def clean(self) -> None:
        raise forms.ValidationError("Мест не осталось")


def test_wrong_field_is_tied_to_hint_and_error() -> None:
    html = render('{% include "components/field.html" with field=form.name only %}', form=Form({}))
    assert 'aria-describedby="id_name_hint id_name_error"' in html
    assert 'aria-invalid="true"' in html
    assert 'id="id_name_error">Заполните это поле.' in html
    assert "необязательно" not in html


def test_field_that_may_stay_empty_says_so() -> None:
    html = render('{% include "components/field.html" with field=form.note only %}', form=Form())
    assert "(необязательно)" in html
    assert "aria-invalid" not in html


def test_choices_are_a_group_with_a_legend() -> None:
    html = render('{% include "components/field.html" with field=form.kind only %}', form=Form())
    assert "<fieldset" in html
    assert "<legend>Вид" in html
    assert html.count('type="radio"') == 2


def test_error_summary_links_to_every_wrong_field() -> None:
    html = render('{% include "components/form_errors.html" with form=form only %}', form=Form({}))
    assert "Нужно исправить 4 ошибки" in html
    assert html.index("Мест не осталось") < html.index('href="#id_name"')
    assert 'href="#id_kind_0"' in html
    assert 'href="#id_consent"' in html
    assert 'tabindex="-1"' in html


def test_error_summary_is_silent_when_all_is_well() -> None:
    assert render('{% include "components/form_errors.html" with form=form only %}', form=Form()).strip() == ""


def test_facts_say_what_is_unknown() -> None:
    html = render(
        '{% include "components/facts.html" with items=items only %}', items=[("Возраст", "12+"), ("Лифт", None)]
    )
    assert "<dd>12+</dd>" in html
    assert re.search(r'class="unknown">\s*уточните на предприятии', html)


def test_icon_is_silent_beside_words_and_named_alone() -> None:
    assert 'aria-hidden="true"' in render('{% icon "clock" %}')
    assert 'role="img" aria-label="&lt;Печать&gt;"' in render('{% icon "printer" label=words %}', words="<Печать>")
