"""Seasons: what everybody sees, what organizers do, what is refused."""

import re
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.urls import reverse

from accelerator.base.common.formats import days_until
from accelerator.base.common.i18n import I18nText
from accelerator.base.common.versions import EditConflict
from accelerator.seasons import services
from accelerator.seasons.errors import YearTaken
from accelerator.seasons.models import Season, SeasonRegion
from tests.factories.accounts import UserFactory
from tests.factories.forum import ForumFactory
from tests.factories.regions import RegionFactory
from tests.factories.seasons import SeasonFactory, SeasonRegionFactory, StageFactory
from tests.portal.markup import html_of, sent_unchanged
from tests.tables import table

pytestmark = pytest.mark.django_db


def test_region_hears_of_its_published_seasons_the_latest_first():
    region = RegionFactory()
    old, new = (SeasonRegionFactory(region=region, season__year=year) for year in (2022, 2024))
    SeasonRegionFactory(region=region, season__year=2025, season__status="draft")
    SeasonRegionFactory(season=new.season)
    assert list(SeasonRegion.objects.of_region(region)) == [new, old]


def test_result_is_called_as_the_season_calls_its_shortlist():
    named = SeasonRegionFactory(result="shortlisted", season__shortlist_name={"ru": "ТОП-30"})
    plain = SeasonRegionFactory(result="shortlisted")
    assert (str(named.result_words), str(plain.result_words)) == ("ТОП-30", "в шорт-листе")


def test_results_are_called_by_nouns_that_fit_any_region_and_any_tense(client):
    season = SeasonFactory(year=2027)
    for result in ("winner", "participant", "applied"):
        SeasonRegionFactory(season=season, result=result)
    for _ in range(4):
        SeasonRegionFactory(season=season, result="participant", region__name={"ru": "Пензенская область"})
    text = html_of(client.get(season.get_absolute_url()))
    for words in ("Победители", "Участники", "Подали заявку", "5\u00a0регионов"):
        assert words in text
    assert "участвовал" not in text.lower()
    listed = html_of(client.get(reverse("seasons:catalogue")))
    assert "Участники: 5\u00a0регионов" in listed
    assert f"Победители: {season.regions.get(result='winner').region}" in listed
    entry = season.regions.filter(result="participant").first()
    badge = re.search(r'class="badge">([^<]+)', html_of(client.get(entry.region.get_absolute_url())))
    assert badge[1] == "участник"


def test_forum_that_closes_a_season_lists_its_regions_and_results(client):
    season = SeasonFactory(closing_forum=ForumFactory(), shortlist_name={"ru": "ТОП-30"}, summary={"ru": "Коротко"})
    best = SeasonRegionFactory(season=season, result="shortlisted")
    other = SeasonRegionFactory(season=season)
    text = html_of(client.get(season.closing_forum.get_absolute_url()))
    for words in ("ТОП-30", "Участники", "Коротко", season.title["ru"]):
        assert words in text
    for entry in (best, other):
        assert f'<a href="{entry.region.get_absolute_url()}">{entry.region}</a>' in text


def test_seasons_know_the_forum_that_closes_them():
    season = SeasonFactory(closing_forum=ForumFactory())
    SeasonFactory()
    assert list(Season.objects.closed_by(season.closing_forum)) == [season]


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_season_page_shows_stages_regions_and_forum(client, prefix, django_assert_num_queries):
    season = SeasonFactory(year=2027, shortlist_name={"ru": "ТОП-30", "en": "TOP-30"}, closing_forum=ForumFactory())
    best = SeasonRegionFactory(season=season, result="shortlisted")
    other = SeasonRegionFactory(season=season)
    stage = StageFactory(season=season, starts_date=date(2027, 2, 1), ends_date=date(2027, 3, 1))
    with time_machine.travel(datetime(2027, 2, 10, tzinfo=UTC), tick=False), django_assert_num_queries(6):
        response = client.get(prefix + season.get_absolute_url())
    text, language = html_of(response), prefix.strip("/") or "ru"
    for words in (season.shortlist_name, stage.title, best.region.name, other.region.name, season.closing_forum.title):
        assert words[language] in text
    assert text.index(best.region.name[language]) < text.index(other.region.name[language])
    assert response.context["stages"] == [(stage, "now")]


def test_season_with_nothing_in_it_says_so(client):
    text = html_of(client.get(SeasonFactory().get_absolute_url()))
    assert "ещё не названы" in text
    assert "ещё не определены" in text


def test_forum_that_is_a_draft_is_not_named(client):
    season = SeasonFactory(closing_forum=ForumFactory(status="draft"))
    assert season.closing_forum.title["ru"] not in html_of(client.get(season.get_absolute_url()))


def test_draft_season_is_there_for_organizers_alone(client):
    season = SeasonFactory(status="draft")
    assert client.get(season.get_absolute_url()).status_code == 404
    assert season.title["ru"] not in html_of(client.get(reverse("seasons:catalogue")))
    client.force_login(UserFactory(organizer=True))
    assert client.get(season.get_absolute_url()).status_code == 200


def test_list_of_seasons_is_flat(client, django_assert_num_queries):
    for year in range(2018, 2028):
        SeasonRegionFactory(season__year=year)
    with django_assert_num_queries(4):  # with the versions, and the photos of the shared link
        response = client.get(reverse("seasons:catalogue"))
    assert [season.year for season in response.context["seasons"]] == list(range(2027, 2017, -1))


def test_empty_list_of_seasons_says_so(client):
    assert "Сезоны пока не объявлены" in html_of(client.get(reverse("seasons:catalogue")))


# --- Changes ----------------------------------------------------------------------------------------------------------


def test_year_has_one_season():
    SeasonFactory(year=2022)
    with pytest.raises(YearTaken):
        services.save_season(values={"year": 2022, "title": I18nText(ru="Второй")})


def test_season_edited_by_two_is_not_overwritten():
    season = SeasonFactory()
    values = {"year": season.year, "title": I18nText(ru="Первый")}
    services.save_season(season=season, expected_version=1, values=values)
    for change in (
        lambda: services.save_season(season=season, expected_version=1, values=values),
        lambda: services.set_stages(season=season, expected_version=1, stages=[]),
        lambda: services.set_regions(season=season, expected_version=1, results=[]),
    ):
        with pytest.raises(EditConflict):
            change()


def test_regions_of_a_season_are_replaced_and_keep_who_they_are():
    kept = SeasonRegionFactory()
    SeasonRegionFactory(season=kept.season)
    new = RegionFactory()
    services.set_regions(
        season=kept.season, expected_version=1,
        results=[{"region": kept.region, "result": "winner"}, {"region": new}],
    )  # fmt: skip
    found = {entry.region: entry for entry in SeasonRegion.objects.filter(season=kept.season)}
    assert set(found) == {kept.region, new}
    assert (found[kept.region].uuid, found[kept.region].result) == (kept.uuid, "winner")


def test_stages_are_replaced():
    stage = StageFactory(season=SeasonFactory(year=2027))
    services.set_stages(
        season=stage.season, expected_version=1,
        stages=[{"title": I18nText(ru="Финал"), "starts_date": date(2027, 1, 1), "ends_date": date(2027, 1, 2)}],
    )  # fmt: skip
    assert [str(one) for one in stage.season.stages.in_order()] == ["Финал"]


# --- The desk ---------------------------------------------------------------------------------------------------------


def desk(season: Season) -> list[str]:
    named = [reverse(f"seasons:{name}", args=[season.year]) for name in ("edit", "stages", "regions", "delete")]
    return [reverse("seasons:organizer"), reverse("seasons:new"), *named]


def test_desk_is_the_organizers_alone(client):
    season = SeasonFactory()
    for address in desk(season):
        assert client.get(address).status_code == 302
    client.force_login(UserFactory())
    for address in desk(season):
        assert client.get(address).status_code == 404
        assert client.post(address, {}).status_code in (404, 405)
    assert Season.objects.exists()


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_desk_opens_for_an_organizer(client, prefix, django_assert_max_num_queries):
    client.force_login(UserFactory(organizer=True))
    entry = SeasonRegionFactory(season__closing_forum=ForumFactory())
    StageFactory(season=entry.season)
    for address in desk(entry.season):
        with django_assert_max_num_queries(15):
            assert client.get(prefix + address).status_code == 200


def test_every_page_of_the_desk_has_a_title_of_its_own(client):
    client.force_login(UserFactory(organizer=True))
    pages = [html_of(client.get(address)) for address in desk(SeasonFactory())]
    titles = [re.search("<title>(.*?)</title>", page, re.DOTALL)[1] for page in pages]
    assert len(set(titles)) == len(titles)


def test_seasons_are_in_the_menu_and_in_the_foot_of_every_page(client):
    text = html_of(client.get(reverse("portal:about")))
    assert text.count(f'<a href="{reverse("seasons:catalogue")}">') == 2


def test_seasons_and_their_regions_are_exported(client):
    client.force_login(UserFactory(organizer=True))
    entry = SeasonRegionFactory(season__year=2027, season__title={"ru": "=Сезон"}, result="winner")
    seasons = table(client, reverse("seasons:organizer"))
    assert seasons[1] == ["2027", "'=Сезон", "", "опубликован", "1"]
    assert table(client, reverse("seasons:organizer"), format="xlsx")[1][::4] == [2027, 1]
    regions = table(client, reverse("seasons:regions", args=[2027]))
    assert regions[1] == [str(entry.region), "победитель", ""]


def test_season_is_made_changed_and_deleted(client):
    client.force_login(UserFactory(organizer=True))
    data = {"year": 2027, "title_ru": "Сезон", "title_en": "Season", "status": "draft", "shortlist_name_ru": "ТОП-30"}
    assert client.post(reverse("seasons:new"), data).url == reverse("seasons:stages", args=[2027])
    assert client.post(reverse("seasons:new"), data).status_code == 422
    edit = reverse("seasons:edit", args=[2027])
    assert client.post(edit, {**data, "title_ru": "Иначе", "version": 1}).status_code == 302
    stale = client.post(edit, {**data, "version": 1})
    assert stale.status_code == 409
    assert "Иначе" in html_of(stale)


def test_season_is_deleted_once_its_year_is_typed(client):
    client.force_login(UserFactory(organizer=True))
    entry = SeasonRegionFactory(season__year=2027)
    address = reverse("seasons:delete", args=[2027])
    assert str(entry.region) in html_of(client.get(address))
    for typed in ("", "2026"):
        response = client.post(address, {"typed": typed})
        assert (response.status_code, Season.objects.count()) == (422, 1)
        assert 'href="#id_typed"' in html_of(response)
    assert client.post(address, {"typed": " 2027 "}).url == reverse("seasons:organizer")
    assert not Season.objects.exists()


@pytest.mark.parametrize(
    ("year", "words"),
    [("2022", "Сезон этого года уже есть."), ("1999", "от 2015 до 2100"), ("2101", "от 2015 до 2100")],
)
def test_wrong_year_is_refused_in_good_russian(client, year, words):
    client.force_login(UserFactory(organizer=True))
    SeasonFactory(year=2022)
    data = {"year": year, "title_ru": "Сезон", "title_en": "Season", "status": "draft"}
    text = html_of(client.post(reverse("seasons:new"), data))
    assert text.lower().count(words.lower()) == 2  # in the summary and at the field
    assert "Season с таким" not in text
    assert "больше либо равно" not in text


def test_what_is_wrong_with_a_row_names_the_row(client):
    client.force_login(UserFactory(organizer=True))
    season, region = SeasonFactory(year=2027), RegionFactory()
    stages = {"stages-TOTAL_FORMS": 2, "stages-INITIAL_FORMS": 0, "version": 1}
    for number, last in enumerate(("2027-02-01", "2026-01-01")):
        stages |= {f"stages-{number}-title_ru": f"Этап {number}", f"stages-{number}-starts_date": "2027-01-01",
                   f"stages-{number}-ends_date": last}  # fmt: skip
    text = html_of(client.post(reverse("seasons:stages", args=[2027]), stages))
    assert "<li>Этап 2. " in text
    rows = {"regions-TOTAL_FORMS": 2, "regions-INITIAL_FORMS": 0, "version": 1}
    for number in range(2):
        rows |= {f"regions-{number}-region": region.slug, f"regions-{number}-result": "winner"}
    text = html_of(client.post(reverse("seasons:regions", args=[2027]), rows))
    assert '<a href="#id_regions-1-region">Строка 2. ' in text
    assert text.lower().count(f"регион уже в этом сезоне: {region}.".lower()) == 2
    assert not season.regions.exists()


def test_stages_and_regions_are_saved_in_rows(client):
    client.force_login(UserFactory(organizer=True))
    season, region = SeasonFactory(year=2027), RegionFactory()
    stage = {"stages-TOTAL_FORMS": 1, "stages-INITIAL_FORMS": 0, "stages-0-title_ru": "Заявки",
             "stages-0-starts_date": "2027-01-01", "stages-0-ends_date": "2027-02-01", "version": 1}  # fmt: skip
    address = reverse("seasons:stages", args=[2027])
    assert client.post(address, {**stage, "stages-0-ends_date": "2026-01-01"}).status_code == 422
    assert client.post(address, stage).status_code == 302
    assert client.post(address, stage).status_code == 409
    rows = {"regions-TOTAL_FORMS": 2, "regions-INITIAL_FORMS": 0, "version": 2}
    for number in range(2):
        rows |= {f"regions-{number}-region": region.slug, f"regions-{number}-result": "winner"}
    address = reverse("seasons:regions", args=[2027])
    assert client.post(address, rows).status_code == 422
    assert client.post(address, {**rows, "regions-1-region": ""}).status_code == 302
    assert (season.stages.count(), season.regions.get().result) == (1, "winner")


def test_row_marked_to_be_deleted_goes_and_only_filled_ones_can_be_marked(client):
    client.force_login(UserFactory(organizer=True))
    gone = SeasonRegionFactory(season=SeasonFactory(year=2027))
    kept = SeasonRegionFactory(season=gone.season)
    stage = StageFactory(season=gone.season)
    regions, stages = (reverse(f"seasons:{name}", args=[2027]) for name in ("regions", "stages"))
    for address, filled in ((regions, 2), (stages, 1)):
        assert html_of(client.get(address)).count("-DELETE") == filled * 3  # the label, the id and the name
    rows = {"regions-TOTAL_FORMS": 2, "regions-INITIAL_FORMS": 2, "version": 1}
    for number, entry in enumerate((gone, kept)):
        rows |= {f"regions-{number}-region": entry.region.slug, f"regions-{number}-result": "winner"}
    # What is deleted does not stand in the way of the same region in another row.
    again = {"regions-TOTAL_FORMS": 3, "regions-2-region": gone.region.slug, "regions-2-result": "shortlisted"}
    assert client.post(regions, {**rows, **again}).status_code == 422
    assert client.post(regions, {**rows, **again, "regions-0-DELETE": "on"}).status_code == 302
    assert {(one.region, one.result) for one in gone.season.regions.all()} == {
        (kept.region, "winner"), (gone.region, "shortlisted"),
    }  # fmt: skip
    removal = {**rows, "regions-0-DELETE": "on", "version": 2, "removing": gone.region.slug}
    assert client.post(regions, removal).status_code == 302
    assert [one.region for one in gone.season.regions.all()] == [kept.region]
    row = {"stages-TOTAL_FORMS": 1, "stages-INITIAL_FORMS": 1, "version": 3, "stages-0-title_ru": "",
           "stages-0-starts_date": "", "stages-0-ends_date": "", "stages-0-DELETE": "on"}  # fmt: skip
    row |= {"removing": "stages-0"}
    assert client.post(stages, row).status_code == 302
    assert not stage.season.stages.exists()


def test_what_saving_removes_is_named_first_and_nothing_typed_is_lost(client):
    client.force_login(UserFactory(organizer=True))
    season = SeasonFactory(year=2027)
    gone, kept = (SeasonRegionFactory(season=season, result=result) for result in ("winner", "participant"))
    stages = [StageFactory(season=season), StageFactory(season=season, title={"ru": "Финал"})]
    addresses = [reverse(f"seasons:{name}", args=[2027]) for name in ("regions", "stages")]
    pages = [client.get(address) for address in addresses]

    # One region is put in another's place, one stage is ticked; each page has something new typed too.
    other = RegionFactory()
    rows, plan = sent_unchanged(pages[0], "regions-0-region"), sent_unchanged(pages[1], "stages-0-title_ru")
    place = next(name for name, value in rows.items() if value == [gone.region.slug])
    rows |= {place: [other.slug], "regions-1-note_ru": ["Новая пометка"]}
    plan |= {"stages-0-DELETE": ["on"], "stages-1-title_ru": ["Большой финал"]}
    asked = [client.post(address, data) for address, data in zip(addresses, (rows, plan), strict=True)]

    assert [page.status_code for page in asked] == [200, 200]
    assert f"<li>{gone.region}: победитель<input" in html_of(asked[0])
    assert f"<li>{stages[0]}, {days_until(stages[0].starts_date, stages[0].ends_date)}<input" in html_of(asked[1])
    assert "Новая пометка" in html_of(asked[0])
    assert (season.regions.count(), season.stages.count()) == (2, 2)
    for address, page in zip(addresses, asked, strict=True):
        again = sent_unchanged(page, "removing")
        again["version"] = [str(Season.objects.get().version)]
        assert client.post(address, again).status_code == 302
    assert {one.region for one in season.regions.all()} == {other, kept.region}
    assert [str(stage) for stage in season.stages.all()] == ["Большой финал"]


@pytest.mark.parametrize(("missing", "status"), [("version", 409), ("stages-TOTAL_FORMS", 422)])
def test_rows_sent_in_part_are_refused_in_words(client, missing, status):
    client.force_login(UserFactory(organizer=True))
    season = SeasonFactory(year=2027)
    rows = {"stages-TOTAL_FORMS": 1, "stages-INITIAL_FORMS": 0, "stages-0-title_ru": "Заявки",
            "stages-0-starts_date": "2027-01-01", "stages-0-ends_date": "2027-02-01", "version": 1}  # fmt: skip
    del rows[missing]

    response = client.post(reverse("seasons:stages", args=[2027]), rows)

    assert response.status_code == status
    assert re.search('class="(error-summary|alert alert--error)', html_of(response))
    assert not season.stages.exists()
