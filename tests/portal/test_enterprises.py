"""An enterprise's public page."""

import json
import re

import pytest

from accelerator.base.common.slugs import remember_slug
from regions.enterprises.models import Photo
from regions.enterprises.services.photos import album_of
from tests.factories.accounts import UserFactory
from tests.factories.enterprises import EnterpriseFactory, MembershipFactory, PhotoFactory, SiteFactory
from tests.factories.tours import TourFactory
from tests.portal.markup import html_of
from tours.routes.models import Route


def _things(html: str) -> dict[str, dict]:
    data = json.loads(re.search(r'<script type="application/ld\+json">(.+?)</script>', html).group(1))
    return {thing["@type"]: thing for thing in data["@graph"]}


def test_enterprise_page_tells_who_and_where(client, db):
    site = SiteFactory(enterprise__founded_year=1884)
    html = html_of(client.get(site.enterprise.get_absolute_url()))
    assert str(site.enterprise.name) in html
    assert "<strong>завод</strong>" in html
    assert "с\u00a01884\u00a0года" in html
    assert "ул. Заводская, 1" in html
    assert "https://2gis.ru/geo/36.26140,54.51370" in html
    assert 'accent-metal" width="320"' in html  # the drawn cover


def test_enterprise_page_in_english(client, db):
    site = SiteFactory()
    html = html_of(client.get(f"/en/enterprises/{site.enterprise.slug}/"))
    assert site.enterprise.name["en"] in html
    assert "1 Zavodskaya St." in html
    assert "since 1936" in html
    assert not re.search("[а-яё]{4}", html[html.index("<main") : html.index("</main>")], re.IGNORECASE)


def test_enterprise_page_shows_published_tours_with_next_dates(client, db):
    tour = TourFactory(published=True, slots=2)
    draft = TourFactory(site=tour.site)
    html = html_of(client.get(tour.enterprise.get_absolute_url()))
    assert tour.get_absolute_url() in html
    assert "<time " in html
    assert draft.get_absolute_url() not in html


def test_enterprise_page_shows_routes_that_stop_here(client, db):
    tour = TourFactory(published=True)
    here = Route.objects.create(slug="here", title={"ru": "Чугунный день"}, status="published")
    here.stops.create(tour=tour, position=0)
    draft = Route.objects.create(slug="draft", title={"ru": "Набросок"})
    draft.stops.create(tour=tour, position=0)
    Route.objects.create(slug="elsewhere", title={"ru": "Другой край"}, status="published")
    html = html_of(client.get(tour.enterprise.get_absolute_url()))
    assert "Чугунный день" in html
    assert "Набросок" not in html
    assert "Другой край" not in html


def test_draft_is_not_there_for_strangers(client, db):
    draft = EnterpriseFactory()
    address = draft.get_absolute_url()
    assert client.get(address).status_code == 404
    client.force_login(UserFactory())
    assert client.get(address).status_code == 404
    client.force_login(MembershipFactory().user)
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("role", ["owner", "manager", "guide", "gate"])
def test_draft_is_shown_to_its_members_and_says_so(client, db, role):
    draft = EnterpriseFactory()
    client.force_login(MembershipFactory(enterprise=draft, role=role).user)
    response = client.get(draft.get_absolute_url())
    assert response.status_code == 200
    assert 'name="robots" content="noindex"' in response.content.decode()


def test_former_address_leads_to_the_present_one(client, db):
    enterprise = EnterpriseFactory(published=True, slug="novyy")
    remember_slug(enterprise, "staryy")
    response = client.get("/enterprises/staryy/")
    assert (response.status_code, response.url) == (301, "/enterprises/novyy/")
    assert client.get("/enterprises/nichey/").status_code == 404


def test_former_address_of_a_draft_tells_strangers_nothing(client, db):
    remember_slug(EnterpriseFactory(slug="novyy"), "staryy")
    assert client.get("/enterprises/staryy/").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_enterprise_query_count_is_flat(client, db, django_assert_num_queries, count):
    tour = TourFactory(published=True, slots=count)
    for _ in range(count - 1):
        TourFactory(published=True, slots=count, site=SiteFactory(enterprise=tour.enterprise))
    album_of(tour)
    with django_assert_num_queries(9):
        client.get(tour.enterprise.get_absolute_url())


def test_enterprise_facts_for_machines_are_whole_and_harmless(client, db):
    site = SiteFactory(enterprise__name={"ru": "Завод </script><script>alert(1)</script>"})
    html = html_of(client.get(site.enterprise.get_absolute_url()))
    assert "<script>alert" not in html
    things = _things(html)
    assert things["TouristAttraction"]["name"] == str(site.enterprise.name)
    assert things["TouristAttraction"]["geo"] == {"@type": "GeoCoordinates", "latitude": 54.5137, "longitude": 36.2614}
    assert [item["position"] for item in things["BreadcrumbList"]["itemListElement"]] == [1, 2, 3, 4]


def test_enterprise_photos_come_in_widths_with_their_size(client, db):
    enterprise = EnterpriseFactory(published=True)
    renditions = [
        {"format": kind, "width": width, "height": width * 2 // 3, "bytes": 1, "file": f"photos/a-{width}.{kind}"}
        for kind in ("webp", "avif")
        for width in (640, 320)
    ]
    common = {"album": album_of(enterprise), "width": 1500, "height": 1000, "colour": "#8a6f4c"}
    Photo.objects.create(**common, alt={"ru": "Печь"}, file="photos/a.webp", renditions=renditions, state="ready")
    Photo.objects.create(**common, alt={"ru": "Ещё не готово"}, file="photos/b.webp")
    html = html_of(client.get(enterprise.get_absolute_url()))
    assert html.index('type="image/avif"') < html.index('type="image/webp"')
    assert re.search(r'srcset="\S+/320\.avif 320w, \S+/640\.avif 640w" sizes="', html)
    assert re.search(r'<img src="\S+/640\.webp" width="1500" height="1000" alt="Печь"', html)
    assert "Ещё не готово" not in html
    assert 'class="maker__cover"' not in html


def photo(thing, words: str, position: int = 0, **fields) -> Photo:
    """A photo that can be shown in one width."""
    renditions = [{"format": kind, "width": 640, "height": 400, "bytes": 1, "file": "x"} for kind in ("avif", "webp")]
    return PhotoFactory(of=thing, alt={"ru": words}, position=position, state="ready", renditions=renditions, **fields)


def large(one: Photo) -> str:
    return f"/media/photos/{one.uuid}/640.webp"


def test_enterprise_shows_its_own_photos_then_its_sites_and_its_tours(client, db):
    tour = TourFactory(published=True)
    hidden = photo(TourFactory(site=tour.site), "Ещё не открыто")
    of_tour, of_site = photo(tour, "Тур"), photo(tour.site, "Цех")
    second, cover = photo(tour.enterprise, "Вторая", 2), photo(tour.enterprise, "Обложка", 1, focus_x=20, focus_y=91)

    html = html_of(client.get(tour.enterprise.get_absolute_url()))

    shown = [cover, second, of_site, of_tour]
    assert re.findall(r'<a href="(/media/photos/[^"]+)">', html) == [large(one) for one in shown]
    assert large(hidden) not in html
    assert re.search(r'alt="Обложка" class="fx-2 fy-9" fetchpriority="high"', html)
    assert html.count('fetchpriority="high"') == 1
    images = _things(html)["TouristAttraction"]["image"]
    assert [one.partition("/media/")[2] for one in images if "/media/photos/" in one] == [
        large(one).partition("/media/")[2] for one in shown
    ]


def test_credit_stands_under_the_photos_that_have_one_and_once_in_a_row(client, db):
    enterprise = EnterpriseFactory(published=True)
    for position, name in enumerate(["Анна", "Анна", "Анна", "Пётр", ""]):
        photo(enterprise, f"Цех {position}", position, credit={"ru": name and f"Фото: {name}"})

    html = html_of(client.get(enterprise.get_absolute_url()))

    captions = re.findall(r'<figcaption class="small muted">(.+?)</figcaption>', html)
    assert captions == ["Фото: Анна", "Фото: Анна", "Фото: Пётр"]  # of the large one, and of those in the row


def test_card_shows_the_tours_own_cover_and_never_the_enterprises(client, db):
    tour = TourFactory(published=True, slots=1)
    other = TourFactory(published=True, slots=1, site=tour.site)
    own, theirs = photo(tour, "Плавка"), photo(tour.enterprise, "Ворота завода")

    html = html_of(client.get("/tours/"))

    assert other.title["ru"] in html
    assert large(own) in html
    assert large(theirs) not in html
