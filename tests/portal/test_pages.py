"""Pages about the portal, files for robots, the organizer's desk."""

import re
from datetime import datetime, time, timedelta
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate

from accelerator.base.accounts.models import ConsentText
from accelerator.base.common import clock
from accelerator.forum.models import Forum
from accelerator.forum.programme.conflicts import find_conflicts
from accelerator.forum.programme.draft import read_draft
from accelerator.seasons.models import Season
from tests.factories.accounts import UserFactory
from tests.factories.booking import confirmed_order, consent_text
from tests.factories.enterprises import EnterpriseFactory
from tests.factories.forum import PersonFactory, SessionFactory
from tests.factories.regions import RegionFactory
from tests.factories.routes import route_over
from tests.factories.seasons import SeasonFactory
from tests.factories.tours import SlotFactory, TourFactory
from tests.forum.drafts import release
from tests.portal.markup import html_of

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
XHTML = "{http://www.w3.org/1999/xhtml}"


def test_about_credits_the_sources(client, db):
    html = html_of(client.get("/about/"))
    assert "geonames.org" in html
    assert "CC BY 4.0" in html
    assert "Natural Earth" in html
    assert "About the portal" in html_of(client.get("/en/about/"))


def test_privacy_shows_the_text_in_force(client, db):
    now = clock.now()
    for version, body, valid_from in ((7, "**Нынешнее**", now), (8, "Будущее", now + timedelta(days=1))):
        ConsentText.objects.create(
            kind=ConsentText.Kind.PERSONAL_DATA, version=version, title={"ru": "Согласие"}, body={"ru": body},
            valid_from=valid_from,
        )  # fmt: skip
    html = html_of(client.get("/privacy/"))
    assert "<strong>Нынешнее</strong>" in html
    assert "Версия 7" in html
    assert "Будущее" not in html


def test_privacy_names_every_cookie_that_is_set(client, db):
    user, slot = UserFactory(password="a good long phrase"), SlotFactory()
    hold = reverse("booking:hold", args=[slot.uuid])
    asked = client.get(hold).context["form"]
    count = f"count_{slot.tour.categories.get().uuid.hex}"
    client.post(hold, {"key": asked["key"].value(), count: "1"})
    client.post(reverse("common:appearance"), {"theme": "dark", "next": "/"})
    client.get(reverse("planner:plan"), {"tour": slot.tour.slug})
    client.post(reverse("catalogue:favourites"), {"add": slot.tour_id}, headers={"origin": "http://testserver"})
    client.post(reverse("booking:withdraw", args=[confirmed_order(slot).token]))  # it says something on the next page
    set_in_the_flow = set(client.cookies)
    client.post(reverse("account_login"), {"login": user.email, "password": "a good long phrase"})

    named = set(re.findall(r"<dt>([^<]+)</dt>", html_of(client.get("/privacy/")).partition('id="cookies"')[2]))

    assert set_in_the_flow == named - {settings.SESSION_COOKIE_NAME, settings.DEVICE_COOKIE_NAME}
    assert set(client.cookies) == named


def test_robots_keeps_out_of_private_pages_in_every_language(client, db):
    text = html_of(client.get("/robots.txt"))
    assert "Disallow: /cabinet/" in text
    assert "Disallow: /en/cabinet/" in text
    assert f"Sitemap: {settings.BASE_URL}/sitemap.xml" in text
    assert "Disallow: /tours" not in text


def test_sitemap_lists_public_pages_in_both_languages(client, db):
    tour = TourFactory(published=True)
    draft_tour = TourFactory()
    draft = EnterpriseFactory()
    region = RegionFactory()
    Season.objects.create(year=2022, title={"ru": "Сезон"}, status="published")
    Season.objects.create(year=2027, title={"ru": "Набросок"})
    tree = ElementTree.fromstring(client.get("/sitemap.xml").content)  # noqa: S314 - our own
    found = {url.find(f"{SITEMAP}loc").text: url for url in tree.iter(f"{SITEMAP}url")}
    base = settings.BASE_URL
    for page in ("/", "/regions/", "/about/", tour.get_absolute_url(), region.get_absolute_url()):
        assert f"{base}{page}" in found
        assert f"{base}/en{page}" in found
    assert f"{base}{tour.enterprise.get_absolute_url()}" in found
    assert f"{base}{draft.get_absolute_url()}" not in found
    assert f"{base}{draft_tour.get_absolute_url()}" not in found
    assert f"{base}/seasons/2022/" in found
    assert f"{base}/seasons/2027/" not in found
    alternates = found[f"{base}/regions/"].iter(f"{XHTML}link")
    assert {link.get("hreflang"): link.get("href") for link in alternates} == {
        "ru": f"{base}/regions/",
        "en": f"{base}/en/regions/",
        "x-default": f"{base}/regions/",
    }


def test_sitemap_lists_the_sessions_of_the_last_release_and_when_it_came(client, db):
    session = SessionFactory(kind="presentation", speakers=[PersonFactory()])
    gone = SessionFactory(forum=session.forum, kind="presentation", start_time=time(15), speakers=[PersonFactory()])
    Forum.objects.update(status=Forum.Status.PUBLISHED)
    release(session.forum, {one.key: "так" for one in find_conflicts(read_draft(session.forum)) if one.blocking})
    gone.delete()
    SessionFactory(forum=session.forum, kind="break", start_time=time(12))
    last = release(session.forum, {one.key: "так" for one in find_conflicts(read_draft(session.forum)) if one.blocking})
    added_since = SessionFactory(forum=session.forum, kind="presentation", start_time=time(18))

    tree = ElementTree.fromstring(client.get("/sitemap.xml").content)  # noqa: S314 - our own
    found = {url.find(f"{SITEMAP}loc").text: url for url in tree.iter(f"{SITEMAP}url")}

    programme = f"{settings.BASE_URL}/forums/{session.forum.slug}/programme/"
    assert {address for address in found if address.startswith(programme)} == {
        programme,
        f"{programme}{session.uuid}/",
    }
    assert str(added_since.uuid) not in str(found)
    assert found[programme].find(f"{SITEMAP}lastmod").text == localdate(last.published_at).isoformat()


def test_organizer_desk_is_for_organizers(client, db):
    assert client.get("/organizer/").status_code == 302
    client.force_login(UserFactory())
    assert client.get("/organizer/").status_code == 404
    client.force_login(UserFactory(is_organizer=True))
    assert client.get("/organizer/").status_code == 200


@pytest.mark.parametrize("path", ["/", "/regions/", "/about/", "/privacy/"])
def test_page_names_itself_in_both_languages(client, db, path):
    consent_text()
    html = html_of(client.get(f"/en{path}"))
    assert '<html lang="en"' in html
    assert f'rel="canonical" href="{settings.BASE_URL}/en{path}"' in html
    assert f'hreflang="ru" href="{settings.BASE_URL}{path}"' in html


def test_security_txt_says_where_a_weakness_is_reported(client):
    """RFC 9116: one contact at least, one date of expiry less than a year ahead, and its own address."""
    response = client.get("/.well-known/security.txt")
    fields = dict(line.split(": ", 1) for line in response.content.decode().splitlines())

    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert fields["Contact"] == f"mailto:{settings.SECURITY_EMAIL}"
    assert timedelta(days=30) < datetime.fromisoformat(fields["Expires"]) - clock.now() < timedelta(days=365)
    assert fields["Preferred-Languages"] == "ru, en"
    assert fields["Canonical"] == f"{settings.BASE_URL}/.well-known/security.txt"


# --- What every public page says of itself ------------------------------------------------------------------------


def one_of_each() -> None:
    """A public page of every kind, with texts that have line breaks in them."""
    consent_text()
    broken = {"ru": 'Первая строка.\n\nВторая "строка".', "en": 'The first line.\r\nThe second "line".'}
    tour = SlotFactory(tour__summary=broken).tour
    enterprise = tour.enterprise
    type(enterprise).objects.filter(pk=enterprise.pk).update(summary=broken)
    type(enterprise.region).objects.filter(pk=enterprise.region_id).update(known_for=broken)
    route = route_over([tour, SlotFactory(days_ahead=8).tour])
    type(route).objects.filter(pk=route.pk).update(theme=broken)
    forum = SessionFactory(title=broken, speakers=[PersonFactory()]).forum
    Forum.objects.filter(pk=forum.pk).update(summary=broken, title=broken)
    release(Forum.objects.get(pk=forum.pk), {one.key: "так надо" for one in find_conflicts(read_draft(forum))})
    SeasonFactory(summary=broken)


@pytest.mark.django_db
def test_every_public_page_describes_itself_in_one_line(client):
    one_of_each()
    tree = ElementTree.fromstring(client.get("/sitemap.xml").content)  # noqa: S314 - our own
    paths = sorted({urlsplit(url.find(f"{SITEMAP}loc").text).path for url in tree.iter(f"{SITEMAP}url")})
    assert len(paths) >= 30
    for path in paths:
        answer = client.get(path)
        assert answer.status_code == 200, path
        [description] = re.findall(r'<meta name="description" content="([^"]*)">', html_of(answer))
        assert description.strip() == description != "", path
        assert not re.search(r"[\r\n\t]|  ", description), path


# --- A form without cookies ---------------------------------------------------------------------------------------


def refused(path: str, **headers: str) -> str:
    answer = Client(enforce_csrf_checks=True).post(path, {}, headers=headers)
    assert answer.status_code == 403
    return answer.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_a_form_without_cookies_says_so_first_and_leads_back_to_the_tour(prefix: str):
    slot = SlotFactory()
    path = f"{prefix}/book/{slot.uuid}/"
    page = refused(path, referer=f"http://testserver{path}")
    assert ("Cookies are turned off" if prefix else "Cookie выключены") in page
    assert f'href="{prefix}{urlsplit(slot.tour.get_absolute_url()).path.removeprefix("/en")}"' in page
    assert f'href="http://testserver{path}"' in page


@pytest.mark.django_db
def test_a_route_without_cookies_leads_back_to_the_route():
    route = route_over([SlotFactory().tour, SlotFactory(days_ahead=8).tour])
    assert f'href="{route.get_absolute_url()}"' in refused(f"{route.get_absolute_url()}book/")


@pytest.mark.django_db
@pytest.mark.parametrize("referer", ["", "https://evil.example/", "javascript:alert(1)", "//evil.example/x"])
def test_a_refused_form_leads_to_no_other_site(referer: str):
    page = refused("/accounts/login/", referer=referer)
    assert "evil.example" not in page
    assert "javascript:" not in page


@pytest.mark.django_db
def test_a_form_of_a_tour_that_is_not_public_names_no_tour():
    slot = SlotFactory(tour__published=False)
    assert str(slot.tour) not in refused(f"/book/{slot.uuid}/")


@pytest.mark.django_db
def test_a_form_that_was_open_for_too_long_says_that_instead():
    browser = Client(enforce_csrf_checks=True)
    browser.cookies[settings.CSRF_COOKIE_NAME] = "a" * 32
    page = browser.post(f"/book/{SlotFactory().uuid}/", {}).content.decode()
    assert "Cookie выключены" not in page
    assert "слишком долго" in page or "давно" in page
