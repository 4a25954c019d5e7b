"""The home page leads with finding a tour."""

import gzip
import re
from datetime import date, time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accelerator.base.common import clock
from accelerator.base.common.formats import local_date, rubles
from accelerator.forum.models import Forum
from accelerator.seasons.models import Season
from regions.enterprises.models import Industry, Photo
from tests.factories.enterprises import EnterpriseFactory, PhotoFactory, SubjectFactory
from tests.factories.regions import RegionFactory
from tests.factories.routes import bookable_route
from tests.factories.tours import SlotFactory, TourFactory
from tests.portal.markup import html_of
from tours.routes.models import Route

RENDITIONS = [{"width": 640, "height": 480, "format": "webp", "name": "640.webp"}]
AFTER_MOMENTS = 8  # days: what begins sooner may lead the page instead of being a card


def _titles(html: str) -> list[str]:
    return re.findall(r'card__title">\s*<a href="/tours/[^"]+">([^<]+)<', html)


def test_home_searches_the_catalogue_by_word_place_and_day(client, db):
    open_region = RegionFactory(slug="klu")
    EnterpriseFactory(published=True, region=open_region)
    closed_region = RegionFactory(slug="ad")
    html = html_of(client.get("/"))
    form = html[html.index(f'action="{reverse("catalogue:tours")}"') :]
    form = form[: form.index("</form>")]
    assert 'name="q"' in form
    days = re.findall(r'<option value="([^"]*)"', form.partition('name="q"')[0])
    assert days[:4] == ["", "today", "tomorrow", "weekend"]
    assert [date.fromisoformat(day) for day in days[4:]] == [
        timezone.localdate() + timedelta(days=ahead) for ahead in range(2, 7)
    ]
    assert 'data-island="catalogue"' in form  # what is empty stays out of the address
    assert f'<option value="{open_region.slug}">' in form
    assert f'<option value="{closed_region.slug}">' not in form


def test_home_shows_the_nearest_free_start_of_each_tour(client, db):
    tours = [TourFactory(published=True, title={"ru": f"Цех {number}"}) for number in range(3)]
    SlotFactory(tour=tours[0], days_ahead=AFTER_MOMENTS + 2)
    SlotFactory(tour=tours[1], days_ahead=AFTER_MOMENTS)
    SlotFactory(tour=tours[1], days_ahead=AFTER_MOMENTS + 1)
    SlotFactory(tour=tours[2], days_ahead=AFTER_MOMENTS, seats_taken=15)  # full
    SlotFactory(tour=TourFactory(title={"ru": "Черновик"}), days_ahead=AFTER_MOMENTS)
    assert _titles(html_of(client.get("/"))) == ["Цех 1", "Цех 0"]


def test_home_tells_how_few_places_are_left(client, db):
    SlotFactory(tour=TourFactory(published=True), days_ahead=AFTER_MOMENTS, seats_taken=12)
    assert "осталось 3\u00a0места" in html_of(client.get("/"))


def test_home_leaves_out_a_start_whose_booking_has_closed(client, db):
    SlotFactory(tour=TourFactory(published=True, booking_closes_hours=72), days_ahead=2)
    html = html_of(client.get("/"))
    assert _titles(html) == []
    assert "свободных мест нет" in html


@pytest.mark.parametrize(
    ("prices", "words"),
    [
        ((0,), "бесплатно"),
        ((50_000,), "500\u00a0₽"),
        ((50_000, 30_000), "гость 500\u00a0₽"),
        ((50_000, 0), "гость 500\u00a0₽"),
    ],
)
def test_card_names_the_price(client, db, prices, words):
    tour = TourFactory(published=True, category=None, slots=1)
    for price in prices:
        tour.categories.create(enterprise=tour.enterprise, name={"ru": "Гость"}, price_kopecks=price)
    tour.categories.create(enterprise=tour.enterprise, name={"ru": "Прежде"}, price_kopecks=1_00, is_active=False)
    assert f">{words}</span>" in html_of(client.get("/"))


def test_card_tells_the_site_s_own_time(client, db):
    tour = TourFactory(published=True, site__timezone="Asia/Yekaterinburg")
    SlotFactory(tour=tour, days_ahead=AFTER_MOMENTS, at=time(11, 30))
    html = html_of(client.get("/"))
    assert "11:30\u00a0(МСК+2)" in html


def test_home_shows_themes_with_the_number_of_their_tours(client, db):
    subject = SubjectFactory(theme__slug="fire", theme__name={"ru": "Огонь и металл", "en": "Fire and metal"})
    TourFactory.create_batch(2, published=True, slots=1, subject=subject)
    TourFactory(published=True, subject=SubjectFactory(theme__slug="clay"))  # has no start
    html = html_of(client.get("/"))
    themes = html.partition('class="themes"')[2].partition("</ul>")[0]
    assert re.findall(r'<a href="/tours/\?theme=(\w+)">([^<]+)</a>\s*<small>([^<]+)<', themes) == [
        ("fire", "Огонь и металл", "2\u00a0экскурсии")
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_home_query_count_is_flat(client, db, django_assert_max_num_queries, count):
    for _ in range(count):
        TourFactory(published=True, slots=count, subject=SubjectFactory())
    with django_assert_max_num_queries(10):
        client.get("/")


@pytest.mark.parametrize("count", [1, 3])
def test_pictures_of_home_cost_two_queries_more(client, db, django_assert_num_queries, count):
    for _ in range(count):
        route = bookable_route(6, days_ahead=4, subject=SubjectFactory())
        for stop in route.stops.all():
            PhotoFactory(of=stop.tour, state=Photo.State.READY, renditions=RENDITIONS)
    with django_assert_num_queries(12):
        html = html_of(client.get("/"))
    for part in ("moment__picture", " soonest", 'class="themes', "route-card"):
        assert "<picture>" in html.partition(part)[2].partition("</section>")[0]


def test_only_the_picture_that_leads_is_fetched_at_once(client, db):
    for _ in range(4):
        slot = SlotFactory(days_ahead=2)
        PhotoFactory(of=slot.tour, state=Photo.State.READY, renditions=RENDITIONS)
    html = html_of(client.get("/"))
    assert html.count('fetchpriority="high"') == 1
    assert 'fetchpriority="high"' in html.partition('class="finder')[0]
    assert html.count("<img ") == html.count('loading="lazy"') + 1


def test_route_s_card_has_the_line_of_its_stations(client, db):
    route = bookable_route()
    html = html_of(client.get("/"))
    card = html[html.index(route.get_absolute_url()) :].partition("</article>")[0]
    stops = route.stops.order_by("position")
    assert re.findall(r"<li>([^<]+)<span[^>]*>([^<]+)</span></li>", card) == [
        (str(stop.tour), str(stop.tour.site.city)) for stop in stops
    ]


def test_home_tells_the_stage_of_the_latest_season(client, db):
    today = timezone.localdate()
    for year, status in ((2026, "published"), (2027, "published"), (2028, "draft")):
        season = Season.objects.create(
            year=year, title={"ru": f"Сезон {year}"}, shortlist_name={"ru": "ТОП-30"}, status=status
        )
    season = Season.objects.get(year=2027)
    for title, first, last in (("Заявки", -40, -1), ("Пробные сеансы", 0, 3), ("Итоги", 4, 9)):
        season.stages.create(
            title={"ru": title}, starts_date=today + timedelta(days=first), ends_date=today + timedelta(days=last)
        )
    html = html_of(client.get("/"))
    assert "Сезон 2027" in html
    assert "Сейчас: Пробные сеансы, до " in html
    assert "Сезон 2026" not in html
    assert "Сезон 2028" not in html


@pytest.mark.parametrize("count", [1, 3])
def test_cards_of_routes_say_when_and_for_how_much_without_further_queries(
    client, db, django_assert_max_num_queries, count
):
    routes = [bookable_route(count + 1) for _ in range(count)]
    Route.objects.update(region=EnterpriseFactory(published=True).region)
    route = Route.objects.get(pk=routes[0].pk)
    first = route.stops.get(position=0).tour
    day = local_date(first.slots.get().local_date)
    price = rubles(50_000 * (count + 1))

    for address in ("/", route.region.get_absolute_url(), first.enterprise.get_absolute_url()):
        with django_assert_max_num_queries(10):
            html = html_of(client.get(address))
        foot = html[html.index(route.get_absolute_url()) :].partition("</article>")[0]
        assert day in foot
        assert f'<span class="card__price">{price}</span>' in foot


def test_home_fits_its_weight(client, db):
    for number in range(12):
        region = RegionFactory()
        for industry in Industry.values:
            enterprise = EnterpriseFactory(published=True, region=region, industry=industry)
        TourFactory(
            published=True, slots=2, site__enterprise=enterprise, title={"ru": f"Как льют чугун, часть {number}"}
        )
    assert len(gzip.compress(client.get("/").content, 6)) <= 14_000


def test_home_of_an_empty_portal_is_whole(client, db):
    response = client.get("/en/")
    assert response.status_code == 200
    assert b"The first regions are getting ready to open." in response.content


def test_home_names_the_next_published_forum(client, db):
    today = clock.now().date()
    known = (("Прошлый", -9, "archived"), ("Дальний", 90, "published"), ("Ближний", 30, "published"))
    for title, days, status in known:
        first = today + timedelta(days=days)
        Forum.objects.create(
            slug=f"forum-{days}", title={"ru": title}, status=status, place_name={"ru": "Цех"},
            address={"ru": "Калуга"}, starts_date=first, ends_date=first + timedelta(days=1),
        )  # fmt: skip
    html = html_of(client.get("/"))
    assert "Ближний" in html
    assert "Дальний" not in html
    assert "Прошлый" not in html
