"""The map, the list and the passports of regions."""

import gzip
import re

import pytest
from django.urls import reverse

from accelerator.seasons.models import Season
from regions.enterprises.models import Photo
from regions.models import Region
from regions.services import load_regions
from tests.factories.enterprises import EnterpriseFactory, PhotoFactory
from tests.factories.regions import FederalDistrictFactory, RegionFactory
from tests.factories.tours import SlotFactory, TourFactory
from tests.portal.markup import html_of

NAVIGATION = 2  # the head and the foot of every page lead to the regions, too


def test_region_list_links_every_region_on_the_map_and_in_the_list(client, db):
    load_regions()
    html = html_of(client.get("/regions/"))
    for region in Region.objects.order_by("pk"):
        assert html.count(f'href="{region.get_absolute_url()}"') == 2
    assert html.count('<a href="/regions/') == 2 * 83 + NAVIGATION


def test_open_regions_are_listed_and_the_others_fold_into_one_line(client, db):
    district = FederalDistrictFactory(name={"ru": "Дальний округ", "en": "Far District"})
    names = {"а": "Азовье", "б": "Береговая обл.", "в": "Верховье"}
    regions = {
        key: RegionFactory(district=district, short_name={"ru": name, "en": name}) for key, name in names.items()
    }
    TourFactory(published=True, site__enterprise__region=regions["в"])
    listed, folded = html_of(client.get("/regions/")).split('id="list"')[1].split("<details", 1)
    found = re.findall(r"<a [^>]*>([^<]+)</a>\s*<small>([^<]+)<", listed)
    assert found == [("Верховье", "1\u00a0предприятие, 1\u00a0экскурсия")]
    assert "Пока без экскурсий: 2\u00a0региона" in folded
    assert re.search(r"<b>Дальний округ:</b>\s*<a [^>]*>Азовье</a>,\s*<a [^>]*>Береговая обл.</a>\s*</p>", folded)


def test_region_in_the_list_shows_the_photo_of_one_of_its_enterprises(client, db):
    seen, bare = RegionFactory(short_name={"ru": "Аза"}), RegionFactory(short_name={"ru": "Буй"})
    for region in (seen, bare):
        TourFactory(published=True, site__enterprise__region=region)
    shown = EnterpriseFactory(published=True, region=seen)
    ready = {"state": Photo.State.READY, "renditions": [{"width": 320, "height": 200, "format": "webp", "name": "x"}]}
    photo = PhotoFactory(of=shown, **ready)
    PhotoFactory(of=EnterpriseFactory(region=bare), **ready)  # a draft's
    of_seen, of_bare = html_of(client.get("/regions/")).split('class="atlas__picture"')[1:]
    assert f"/{photo.uuid}/320.webp" in of_seen.partition("Аза")[0]
    assert "<picture>" not in of_bare.partition("</li>")[0]


def test_region_tells_nothing_that_it_has_none_of(client, db):
    region = RegionFactory()
    names = re.compile(r"<dt>([^<]+)</dt>")
    assert names.findall(html_of(client.get(region.get_absolute_url()))) == ["Центр", "Федеральный округ", "Время"]
    TourFactory(published=True, site__enterprise__region=region)
    labels = names.findall(html_of(client.get(region.get_absolute_url())))
    assert labels[3:] == ["Открытых предприятий", "Экскурсии", "Ближайшая дата"]


def test_region_list_fits_its_weight(client, db):
    load_regions()
    for region in Region.objects.order_by("pk"):
        TourFactory(published=True, site__enterprise__region=region)
    response = client.get("/regions/")
    assert len(gzip.compress(response.content, 6)) <= 30_000


@pytest.mark.parametrize("count", [1, 3])
def test_region_list_query_count_is_flat(client, db, django_assert_num_queries, count):
    for _ in range(count):
        TourFactory(published=True, site__enterprise__region=RegionFactory())
    # The versions, regions with what is open, the regions' pictures, and those of the shared link.
    with django_assert_num_queries(4):
        client.get("/regions/")


def test_region_list_counts_only_what_is_published(client, db):
    region = RegionFactory(short_name={"ru": "Заречье", "en": "Zarechye"})
    open_one = EnterpriseFactory(published=True, region=region)
    TourFactory(published=True, site__enterprise=open_one)
    TourFactory(site__enterprise=open_one)
    draft = EnterpriseFactory(region=region)
    TourFactory(published=True, site__enterprise=draft)
    html = html_of(client.get("/regions/"))
    assert 'aria-label="Заречье: 1\u00a0предприятие, 1\u00a0экскурсия"' in html
    assert 'aria-label="Zarechye: 1 enterprise, 1 tour"' in html_of(client.get("/en/regions/"))


@pytest.mark.parametrize(("enterprises", "tint"), [(0, 0), (1, 1), (3, 2), (6, 3)])
def test_map_tints_a_region_by_its_open_enterprises(client, db, enterprises, tint):
    region = RegionFactory()
    EnterpriseFactory.create_batch(enterprises, published=True, region=region)
    assert f'href="{region.get_absolute_url()}" class="t{tint}"' in html_of(client.get("/regions/"))


def test_region_shows_its_enterprises_tours_and_next_dates(client, db):
    tour = TourFactory(published=True)
    SlotFactory(tour=tour, days_ahead=9)
    soonest = SlotFactory(tour=tour, days_ahead=4)
    SlotFactory(tour=tour, days_ahead=2, seats_taken=15)  # full
    SlotFactory(tour=tour, days_ahead=1, status="closed")
    elsewhere = TourFactory(published=True)
    html = html_of(client.get(tour.enterprise.region.get_absolute_url()))
    assert str(tour.enterprise.name) in html
    assert tour.get_absolute_url() in html
    assert f'datetime="{soonest.starts_at.astimezone(soonest.zone).isoformat()}"' in html
    assert html.count("<time ") == 1
    assert elsewhere.get_absolute_url() not in html


@pytest.mark.parametrize("count", [1, 3])
def test_region_query_count_is_flat(client, db, django_assert_num_queries, count):
    region = RegionFactory()
    for _ in range(count):
        TourFactory(published=True, slots=count, site__enterprise__region=region)
    with django_assert_num_queries(9):
        client.get(region.get_absolute_url())


def test_region_without_enterprises_says_so_and_leads_on(client, db):
    region = RegionFactory()
    draft = EnterpriseFactory(region=region)
    html = html_of(client.get(region.get_absolute_url()))
    assert "Здесь пока не открыт ни один цех" in html
    assert str(draft.name) not in html
    assert reverse("portal:regions") in html


def test_region_known_for_is_shown_and_escaped(client, db):
    region = RegionFactory(known_for={"ru": "Сталь & <b>самовары</b>"})
    assert "Сталь &amp; &lt;b&gt;самовары&lt;/b&gt;" in html_of(client.get(region.get_absolute_url()))


def test_region_is_found_by_its_iso_code_too(client, db):
    region = RegionFactory(code="RU-KLU", slug="klu")
    response = client.get("/en/regions/ru-klu/")
    assert (response.status_code, response.url) == (301, "/en/regions/klu/")
    assert client.get("/regions/atlantis/").status_code == 404
    assert region.get_absolute_url() == "/regions/klu/"


def test_country_map_is_one_symbol_that_browsers_keep(client, db):
    RegionFactory(outline="M1 1l2 0 0 2z")
    response = client.get("/regions/map.svg")
    assert response["Content-Type"].startswith("image/svg+xml")
    assert b'id="country"' in response.content
    assert b"M1 1l2 0 0 2z" in response.content
    again = client.get("/regions/map.svg", headers={"If-None-Match": response["ETag"]})
    assert again.status_code == 304
    RegionFactory(outline="M3 3l2 0 0 2z")
    assert client.get("/regions/map.svg", headers={"If-None-Match": response["ETag"]}).status_code == 200


def test_region_tells_what_it_achieved_in_published_seasons(client, db):
    region = RegionFactory()
    for year, status in ((2022, "published"), (2027, "draft")):
        season = Season.objects.create(
            year=year, title={"ru": f"Сезон {year}"}, shortlist_name={"ru": "ТОП-30"}, status=status
        )
        season.regions.create(region=region, result="shortlisted")
    html = html_of(client.get(region.get_absolute_url()))
    assert "Сезон 2022" in html
    assert "ТОП-30" in html
    assert "Сезон 2027" not in html
