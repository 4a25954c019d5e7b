"""The frame of every mail."""

import re
from typing import Any

import pytest
from django.template import engines
from django.utils import translation

from accelerator.base.notifications.rendering import absolute_url, render_mail

SUBJECT = "Visit to {{ name }}\n at noon"
TEXT = """{% extends "mail/base.txt" %}{% load mail %}{% block content %}
Come to {{ name }}.



{{ path|absolute }}
{% endblock %}{% block why %}You booked.{% endblock %}"""
HTML = """{% extends "mail/base.html" %}{% load mail %}
{% block preheader %}Soon{% endblock %}
{% block content %}
{% heading %}Hello, {{ name }}{% endheading %}
{% paragraph %}Come in.{% endparagraph %}
{% facts %}{% fact "When" %}noon{% endfact %}{% fact "Nothing" %}{% endfact %}{% endfacts %}
{% note %}Shoes.{% endnote %}{% code %}123456{% endcode %}
{% button path|absolute %}Ticket{% endbutton %}
{% small %}fine print{% endsmall %}
{% endblock %}
{% block why %}You booked.{% endblock %}"""


@pytest.fixture(autouse=True)
def visit_templates(settings: Any, tmp_path: Any) -> None:
    """Three templates of a mail, beside the project's own."""
    for name, source in (("visit.subject.txt", SUBJECT), ("visit.txt", TEXT), ("visit.html", HTML)):
        (tmp_path / name).write_text(source)
    (configured,) = settings.TEMPLATES
    settings.TEMPLATES = [{**configured, "DIRS": [*configured["DIRS"], tmp_path]}]
    assert "django" in engines


VALUES = {"name": "<Завод> & Ко", "path": "/orders/x/"}


def test_mail_has_both_parts_and_escapes_the_right_one() -> None:
    with translation.override("ru"):
        mail = render_mail("visit", VALUES)
    assert mail.subject == "Visit to <Завод> & Ко at noon"
    assert mail.text.startswith("Come to <Завод> & Ко.\n\nhttp://127.0.0.1:8000/orders/x/\n\n--\nYou booked.")
    assert "Hello, &lt;Завод&gt; &amp; Ко</h1>" in mail.html
    assert 'href="http://127.0.0.1:8000/orders/x/"' in mail.html
    assert '<html lang="ru">' in mail.html
    assert "noon" in mail.html
    assert "Nothing" not in mail.html


@pytest.mark.parametrize(
    ("language", "name", "home"), [("ru", "Проходная", ":8000/"), ("en", "Prokhodnaya", ":8000/en/")]
)
def test_mail_names_the_portal_in_its_language(language: str, name: str, home: str) -> None:
    with translation.override(language):
        mail = render_mail("visit", VALUES)
    assert name in mail.text
    assert name in mail.html
    assert f'{home}"' in mail.html
    assert mail.text.endswith(f"{home}\n")


def test_mail_frame_is_light_and_calls_nobody() -> None:
    mail = render_mail("visit", VALUES)
    assert len(mail.html.encode()) < 20_000
    assert re.findall(r"<(?:script|img|link|iframe|form)\b", mail.html) == []
    assert {url for url in re.findall(r"https?://[^\"'<\s]+", mail.html) if "127.0.0.1:8000" not in url} == set()


def test_absolute_url_leads_to_the_portal(settings: Any) -> None:
    settings.BASE_URL = "https://tours.example.org"
    assert absolute_url("/en/tours/") == "https://tours.example.org/en/tours/"
