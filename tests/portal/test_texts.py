"""Pages about the portal: as they come, as organizers write them, and the desk where they do."""

import re
from itertools import pairwise
from typing import Any

import pytest
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import translation

from accelerator.base.common.i18n import as_text
from accelerator.base.common.markdown import markdown_page_html
from accelerator.base.common.slugs import SlugTaken
from accelerator.base.common.versions import EditConflict
from accelerator.portal import services
from accelerator.portal.models import Page
from accelerator.portal.standard_pages import PLACEHOLDERS, SLUGS, filled, standard_text
from tests.factories.accounts import UserFactory
from tests.factories.booking import consent_text
from tests.factories.portal import PageFactory
from tests.portal.markup import html_of, sent_unchanged

pytestmark = pytest.mark.django_db

CODES = [code for code, _name in settings.LANGUAGES]


@pytest.fixture
def organizer(client: Client):
    user = UserFactory(organizer=True, name="Анна Ильина")
    client.force_login(user)
    return user


def text(**changed) -> dict[str, Any]:
    values = {"title": {"ru": "Группам", "en": "For groups"}, "summary": {}, "body": {"ru": "Текст", "en": "Text"}}
    texts = {**values, **changed}
    return {name: as_text(value) if isinstance(value, dict) else value for name, value in texts.items()}


# --- As they come -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("slug", SLUGS)
def test_standard_texts_are_whole_in_every_language(slug: str):
    standard = standard_text(slug)
    for part in (standard.title, standard.summary, standard.body):
        assert {*part} == {*CODES}
        assert all(words.strip() == words != "" for words in part.values())
    bodies = [standard.body[code] for code in CODES]
    # The same parts in the same order: as many headings, list items, and the same places for what settings know.
    for mark in (r"(?m)^## ", r"(?m)^(?:-|\d\.) ", r"\]\("):
        assert len({len(re.findall(mark, body)) for body in bodies}) == 1
    used = [sorted(re.findall(r"\{([a-z_]+)\}", body)) for body in bodies]
    assert used[0] == used[1]
    assert {*used[0]} <= {*PLACEHOLDERS}


@pytest.mark.parametrize("slug", SLUGS)
@pytest.mark.parametrize("language", CODES)
def test_links_of_standard_texts_lead_somewhere_in_their_language(client: Client, slug: str, language: str):
    consent_text()
    for path in re.findall(r"\]\((/[^)]*)\)", standard_text(slug).body[language]):
        assert path.startswith("/en/") == (language == "en"), path
        answer = client.get(path)
        assert answer.status_code == 200 or "/accounts/login/" in answer.get("Location", ""), path


@pytest.mark.parametrize("slug", SLUGS)
def test_a_standard_page_says_what_settings_know(client: Client, settings, slug: str):
    settings.HOLD_MINUTES, settings.PRIVACY_EMAIL = 21, "ask@tours.example.org"
    settings.OPERATOR_NAME = {"ru": "АНО «Путь»", "en": "Put ANO"}
    for prefix, words in (("", ("АНО «Путь»", "21&nbsp;минуту")), ("/en", ("Put ANO", "21&nbsp;minutes"))):
        html = html_of(client.get(f"{prefix}/{slug}/"))
        standard = standard_text(slug).body["en" if prefix else "ru"]
        assert not re.search(r"\{[a-z_]+\}", html)
        assert (words[0] in html) == ("{operator}" in standard)
        assert (words[1] in html) == ("{hold_time}" in standard)
        assert ('href="mailto:ask@tours.example.org"' in html) == ("{privacy_email}" in standard)


def test_every_public_page_leads_to_the_standard_ones(client: Client):
    footer = html_of(client.get("/en/")).partition("<footer")[2]
    for slug in SLUGS:
        assert f'href="/en/{slug}/"' in footer


def test_the_page_about_the_portal_gives_thanks_in_every_version_of_its_text(client: Client):
    PageFactory(slug="about", body={"ru": "Только мы."})
    html = html_of(client.get("/about/"))
    assert "<p>Только мы.</p>" in html
    assert "geonames.org" in html
    assert "geonames.org" not in html_of(client.get("/help/"))


# --- As organizers write them -----------------------------------------------------------------------------------------


def test_what_an_organizer_has_written_takes_the_place(client: Client):
    PageFactory(slug="help", title={"ru": "Подсказки"}, body={"ru": "Звоните до {hold_time}."})
    html = html_of(client.get("/help/"))
    assert "<h1>Подсказки</h1>" in html
    assert f"Звоните до {settings.HOLD_MINUTES}&nbsp;минут." in html
    assert "Изменено" in html
    # Where a language has no text of its own, the Russian one stands there.
    assert "Подсказки" in html_of(client.get("/en/help/"))


def test_a_page_is_found_in_lists_and_for_search_engines(client: Client):
    shown, unlisted, draft = PageFactory(), PageFactory(is_listed=False), PageFactory(status="draft")
    chips = html_of(client.get("/terms/")).partition('id="others"')[2]
    sitemap = client.get("/sitemap.xml").content.decode()

    assert client.get(shown.get_absolute_url()).status_code == 200
    assert client.get(unlisted.get_absolute_url()).status_code == 200
    assert client.get(draft.get_absolute_url()).status_code == 404
    assert [page.get_absolute_url() in chips for page in (shown, unlisted, draft)] == [True, False, False]
    assert [f"{page.get_absolute_url()}</loc>" in sitemap for page in (shown, unlisted, draft)] == [True, True, False]
    assert f"{settings.BASE_URL}/terms/</loc>" in sitemap
    assert f"/pages/{shown.slug}/" not in html_of(client.get(shown.get_absolute_url())).partition('id="others"')[2]


def test_a_draft_is_seen_by_organizers_alone(client: Client, organizer):
    html = html_of(client.get(PageFactory(status="draft").get_absolute_url()))
    assert "Это черновик" in html
    assert 'content="noindex"' in html


def test_pages_have_one_address(client: Client):
    assert client.get("/pages/about/")["Location"] == "/about/"
    assert client.get("/en/pages/about/")["Location"] == "/en/about/"
    assert client.get("/pages/new/").status_code == 404


def test_a_page_asks_little_of_the_database(client: Client, django_assert_num_queries):
    page = PageFactory()
    for path in ("/help/", page.get_absolute_url()):
        # The versions, the page, those listed beside it, and the photos of the shared link.
        with django_assert_num_queries(4):
            client.get(path)


# --- Services ---------------------------------------------------------------------------------------------------------


def test_first_change_of_a_standard_page_stores_it_and_the_second_changes_it():
    user = UserFactory()
    page = services.save_standard_page(slug="help", values=text(status="draft"), expected_version=0, changed_by=user)
    assert (page.version, page.status, page.changed_by) == (1, "published", user)

    again = services.save_standard_page(slug="help", values=text(), expected_version=1, changed_by=None)

    assert (again.pk, again.version, again.changed_by) == (page.pk, 2, None)


@pytest.mark.parametrize("expected", [0, 3])
def test_a_standard_page_that_has_changed_is_not_overwritten(expected: int):
    page = PageFactory(slug="help", version=2)
    with pytest.raises(EditConflict) as refused:
        services.save_standard_page(slug="help", values=text(), expected_version=expected, changed_by=None)
    assert refused.value.current == page


def test_a_standard_page_that_was_taken_back_is_shown_as_a_change():
    with pytest.raises(EditConflict) as refused:
        services.save_standard_page(slug="help", values=text(), expected_version=4, changed_by=None)
    assert refused.value.current.version == 0
    assert refused.value.current.title == standard_text("help").title


def test_a_new_page_has_an_address_made_of_its_title():
    pages = [services.create_page(values=text(), changed_by=None) for _ in range(2)]
    assert [page.slug for page in pages] == ["for-groups", "for-groups-2"]
    assert services.create_page(values=text(title={"en": "About"}), changed_by=None).slug == "about-2"
    assert {page.version for page in pages} == {1}


@pytest.mark.parametrize("slug", [*SLUGS, "new", "taken", "former"])
def test_an_address_that_is_taken_is_refused(slug: str):
    taken = PageFactory(slug="former")
    services.update_page(page=taken, values=text(), slug="taken", expected_version=1, changed_by=None)
    with pytest.raises(SlugTaken):
        services.create_page(values=text(), slug=slug, changed_by=None)
    with pytest.raises(SlugTaken):
        services.update_page(page=PageFactory(), values=text(), slug=slug, expected_version=1, changed_by=None)


def test_an_old_address_leads_to_the_new_one(client: Client):
    page = PageFactory(slug="once")
    shown = text(status="published")
    services.update_page(page=page, values=shown, slug="now", expected_version=1, changed_by=None)
    moved = client.get("/en/pages/once/")
    assert (moved.status_code, moved["Location"]) == (301, "/en/pages/now/")


def test_a_change_of_an_older_version_is_refused():
    page = PageFactory(version=2)
    with pytest.raises(EditConflict):
        services.update_page(page=page, values=text(), slug=page.slug, expected_version=1, changed_by=None)


def test_the_database_refuses_a_standard_page_that_is_a_draft():
    page = PageFactory(slug="terms")
    with pytest.raises(IntegrityError) as caught, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE portal_page SET status = 'draft' WHERE id = %s", [page.pk])
    assert caught.value.__cause__.diag.constraint_name == "portal_page_standard_is_published"


# --- The desk ---------------------------------------------------------------------------------------------------------


def test_the_desk_lists_the_standard_pages_and_the_added_ones(client: Client, organizer):
    draft = PageFactory(status="draft", changed_by=organizer)
    html = html_of(client.get("/organizer/pages/"))
    for slug in (*SLUGS, draft.slug):
        assert f'href="/organizer/pages/{slug}/"' in html
    assert html.count("исходный текст") == len(SLUGS)
    assert "Анна Ильина" in html
    rows = client.get("/organizer/pages/?format=csv").content.decode("utf-8-sig").splitlines()
    assert len(rows) == 1 + len(SLUGS) + 1


def test_an_organizer_changes_a_standard_page(client: Client, organizer):
    path = reverse("portal:desk_page", args=["contacts"])
    form = sent_unchanged(client.get(path), "title_ru")
    assert form["title_ru"] == ["Контакты"]

    answer = client.post(path, {**form, "title_ru": "Где нас искать", "body_en": "## Where\n\nHere."})

    assert (answer.status_code, answer["Location"]) == (302, path)
    assert "Где нас искать" in html_of(client.get("/contacts/"))
    assert "<h2>Where</h2>" in html_of(client.get("/en/contacts/"))
    assert Page.objects.get().changed_by == organizer


def test_nothing_is_lost_when_two_write_at_once(client: Client, organizer):
    path = reverse("portal:desk_page", args=["help"])
    form = sent_unchanged(client.get(path), "title_ru")
    services.save_standard_page(
        slug="help", values=text(title={"ru": "Другая помощь"}), expected_version=0, changed_by=None
    )

    answer = client.post(path, {**form, "title_ru": "Моя помощь"})

    html = html_of(answer)
    assert answer.status_code == 409
    assert "Другая помощь" in html
    assert 'value="Моя помощь"' in html
    again = sent_unchanged(answer, "title_ru")
    assert client.post(path, again).status_code == 302
    assert Page.objects.get().title["ru"] == "Моя помощь"


def test_a_preview_saves_nothing(client: Client, organizer):
    path = reverse("portal:desk_page", args=["help"])
    form = sent_unchanged(client.get(path), "title_ru")
    answer = client.post(path, {**form, "body_ru": "# Проба\n\n{hold_time}", "body_en": "", "do": "preview"})
    html = html_of(answer)
    assert answer.status_code == 200
    assert f"<h2>Проба</h2><p>{settings.HOLD_MINUTES}&nbsp;минут</p>" in html
    assert 'class="panel" lang="en"' not in html
    assert not Page.objects.exists()
    assert "Проба" in sent_unchanged(answer, "title_ru")["body_ru"][0]


def test_an_organizer_adds_changes_and_deletes_a_page(client: Client, organizer):
    new = reverse("portal:desk_page_new")
    form = sent_unchanged(client.get(new), "title_ru")
    answer = client.post(new, {**form, "title_ru": "Школам", "title_en": "Schools", "body_ru": "Текст"})
    assert answer["Location"] == "/organizer/pages/schools/"
    page = Page.objects.get()
    assert (page.status, page.is_listed) == ("draft", True)

    form = sent_unchanged(client.get(answer["Location"]), "title_ru")
    assert client.post(answer["Location"], {**form, "status": "published"}).status_code == 302
    assert client.get("/pages/schools/").status_code == 200
    asked = client.get("/organizer/pages/schools/delete/")
    assert asked.status_code == 200
    assert Page.objects.exists()
    assert client.post("/organizer/pages/schools/delete/").status_code == 302
    assert client.get("/pages/schools/").status_code == 404


def test_a_standard_page_goes_back_to_the_text_that_it_came_with(client: Client, organizer):
    PageFactory(slug="help", title={"ru": "Подсказки"})
    assert "исходный текст" in html_of(client.get("/organizer/pages/help/delete/"))
    assert client.post("/organizer/pages/help/delete/").status_code == 302
    assert "<h1>Помощь</h1>" in html_of(client.get("/help/"))
    assert client.get("/organizer/pages/help/delete/").status_code == 404


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("title_ru", "", "обязательн"),
        ("body_ru", "", "обязательн"),
        ("body_en", "Held for {hours} and {hold_time}", "{hours}"),
        ("body_ru", "я" * 12001, "12000"),
    ],
)
def test_invalid_value_is_reported_in_the_form(client: Client, organizer, field: str, value: str, words: str):
    path = reverse("portal:desk_page", args=["help"])
    answer = client.post(path, {**sent_unchanged(client.get(path), "title_ru"), field: value})
    assert answer.status_code == 422
    assert words in html_of(answer).lower()
    assert not Page.objects.exists()


@pytest.mark.parametrize("slug", ["about", "new"])
def test_a_reserved_address_is_refused_in_the_form(client: Client, organizer, slug: str):
    path = reverse("portal:desk_page_new")
    form = sent_unchanged(client.get(path), "title_ru")
    answer = client.post(path, {**form, "title_ru": "Имя", "body_ru": "Текст", "slug": slug})
    assert answer.status_code == 422
    assert "Этот адрес занят" in html_of(answer)


# --- Text that is typed -----------------------------------------------------------------------------------------------


def test_what_is_typed_stays_text(client: Client):
    typed = "<script>alert(1)</script> [x](javascript:alert(1)) <img src=x onerror=y> {{ request.user }} {%% url %%}"
    page = PageFactory(title={"ru": typed[:100]}, summary={"ru": typed[:200]}, body={"ru": typed})
    main = client.get(page.get_absolute_url()).content.decode().partition("<main")[2].partition("</main>")[0]
    assert "<script" not in main
    assert "<img" not in main
    assert 'href="javascript' not in main
    assert "{{ request.user }}" in main


@pytest.mark.parametrize(
    "source", ["### a\n\n# b\n\n#### c", "## a\n\n#### b\n\n### c", "###### a", "# a\n## b\n### c\n#### d"]
)
def test_headings_of_a_page_leave_no_level_out(source: str):
    levels = [1, *map(int, re.findall(r"<h(\d)>", markdown_page_html(source)))]
    assert len(levels) == source.count("\n#") + 2
    assert all(1 < after <= before + 1 for before, after in pairwise(levels))
    assert re.findall(r"<h(\d)>", markdown_page_html(source)) == re.findall(r"</h(\d)>", markdown_page_html(source))


def test_other_braces_are_left_alone():
    with translation.override("en"):
        assert filled("{nothing} {portal} { portal }", "en") == f"{{nothing}} {settings.PORTAL_NAME['en']} {{ portal }}"
