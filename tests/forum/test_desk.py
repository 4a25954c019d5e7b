"""The organizers' desk: who may enter, and how it keeps forums, halls, people and organisations."""

import re
from datetime import datetime, time

import pytest
from django.urls import reverse

from accelerator.base.common.formats import local_date
from accelerator.forum.models import Forum, Hall, Organisation, Person, Session, Track
from tests.factories.accounts import UserFactory
from tests.factories.forum import (
    ForumFactory,
    ForumPersonFactory,
    HallFactory,
    OrganisationFactory,
    PersonFactory,
    PersonPostFactory,
    SessionFactory,
    TrackFactory,
)
from tests.factories.regions import RegionFactory
from tests.factories.tours import TourFactory
from tests.forum.desk import forum_with_everything, publish_data, session_data
from tests.tables import table

pytestmark = pytest.mark.django_db


# --- Every page -------------------------------------------------------------------------------------------------------


def addresses(forum: Forum) -> dict[str, str]:
    """Every page of the desk."""
    session = forum.sessions.first()
    person = session.roles.get().person
    own = {
        "draft": [], "edit": [], "delete": [], "structure": [], "forum_people": [], "publish": [], "releases": [],
        "session_new": [], "day": [forum.starts_date.isoformat()], "hall": [session.hall.uuid],
        "hall_delete": [session.hall.uuid], "track": [forum.tracks.get().uuid],
        "track_delete": [forum.tracks.get().uuid], "session": [session.uuid], "session_move": [session.uuid],
        "session_delete": [session.uuid],
    }  # fmt: skip
    found = {name: reverse(f"forum:organizer_{name}", args=[forum.slug, *rest]) for name, rest in own.items()}
    organisation = person.posts.get().organisation
    return found | {
        "index": reverse("forum:organizer"),
        "new": reverse("forum:organizer_new"),
        "people": reverse("forum:organizer_people"),
        "person_new": reverse("forum:organizer_person_new"),
        "person": reverse("forum:organizer_person", args=[person.uuid]),
        "person_delete": reverse("forum:organizer_person_delete", args=[person.uuid]),
        "organisations": reverse("forum:organizer_organisations"),
        "organisation_new": reverse("forum:organizer_organisation_new"),
        "organisation": reverse("forum:organizer_organisation", args=[organisation.uuid]),
        "organisation_delete": reverse("forum:organizer_organisation_delete", args=[organisation.uuid]),
    }


def test_every_page_is_the_organizers_alone(client):
    pages = addresses(forum_with_everything())
    for address in pages.values():
        response = client.get(address)
        assert (response.status_code, response.url.partition("?")[0]) == (302, "/accounts/login/")
    client.force_login(UserFactory())
    for address in pages.values():
        assert client.get(address).status_code == 404
        assert client.post(address, {}).status_code in (404, 405)
    assert Session.objects.count() == 4


@pytest.mark.parametrize("language", ["", "/en"])
def test_every_page_opens_for_an_organizer(client, organizer, language, django_assert_max_num_queries):
    for name, address in addresses(forum_with_everything()).items():
        with django_assert_max_num_queries(15):
            response = client.get(language + address)
        assert response.status_code == 200, name
        assert response.headers["Cache-Control"] == "no-store, private", name


def test_every_page_has_a_title_of_its_own(client, organizer):
    titles: dict[str, str] = {}
    for name, address in addresses(forum_with_everything()).items():
        title = re.search("<title>(.*?)</title>", client.get(address).content.decode(), re.DOTALL)[1]
        assert title not in titles, (name, titles[title])
        assert not title.startswith(" "), title
        titles[title] = name


def test_hall_of_another_forum_is_not_found(client, organizer):
    forum, other = ForumFactory(), HallFactory()
    for name in ("hall", "hall_delete"):
        assert client.post(reverse(f"forum:organizer_{name}", args=[forum.slug, other.uuid])).status_code == 404
    other_session = SessionFactory()
    for name in ("session", "session_move", "session_delete"):
        address = reverse(f"forum:organizer_{name}", args=[forum.slug, other_session.uuid])
        assert client.post(address, {"version": 1}).status_code == 404
    assert Session.objects.filter(pk=other_session.pk, version=1).exists()


def test_archived_forum_offers_no_change(client, organizer):
    forum = forum_with_everything()
    Forum.objects.update(status="archived")
    session = forum.sessions.first()
    pages = addresses(forum)
    draft = client.get(pages["draft"]).content.decode()
    for name in ("session_new", "session_move", "publish"):
        assert pages[name] not in draft
    for name in ("session_new", "session_move", "session_delete", "publish"):
        assert client.get(pages[name]).url == pages["draft"], name
    for name in ("session", "hall", "track", "day", "forum_people"):
        text = client.get(pages[name]).content.decode()
        assert '<fieldset class="stack" disabled>' in text, name
        assert "form__actions" not in text, name
    assert 'add" value="hall' not in client.get(pages["structure"]).content.decode()
    client.post(pages["session"], session_data(session))
    session.refresh_from_db()
    assert session.version == 1


# --- Forums -----------------------------------------------------------------------------------------------------------


def forum_data(**changes):
    return {
        "title_ru": "Открытый цех", "title_en": "Open Floor", "starts_date": "2027-05-01", "ends_date": "2027-05-02",
        "city_ru": "Тула", "city_en": "", "timezone": "Europe/Moscow", "status": "draft", **changes,
    }  # fmt: skip


def test_forum_is_made(client, organizer):
    response = client.post(reverse("forum:organizer_new"), forum_data())
    forum = Forum.objects.get()
    assert response.url == reverse("forum:organizer_structure", args=["open-floor"])
    assert (forum.title, forum.status, forum.days.count()) == ({"ru": "Открытый цех", "en": "Open Floor"}, "draft", 2)


def test_new_forum_begins_in_moscows_time_and_zones_are_named_by_cities(client, organizer):
    RegionFactory(code="RU-SVE", centre={"ru": "Екатеринбург"}, timezone="Asia/Yekaterinburg")
    address = reverse("forum:organizer_new")
    text = client.get(address).content.decode()
    assert '<option value="Europe/Moscow" selected>Москва, МСК</option>' in text
    assert '<option value="Asia/Yekaterinburg@RU-SVE">Екатеринбург, МСК+2</option>' in text
    assert "Asia/Yekaterinburg<" not in text
    client.post(address, forum_data(timezone="Asia/Yekaterinburg@RU-SVE"))
    assert Forum.objects.get().timezone == "Asia/Yekaterinburg"


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"ends_date": "2027-04-30"}, "__all__"), ({"title_ru": ""}, "title"), ({"city_ru": ""}, "city")],
)
def test_forum_with_something_wrong_is_refused_at_the_form(client, organizer, changes, field):
    response = client.post(reverse("forum:organizer_new"), forum_data(**changes))
    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert b"error-summary" in response.content
    assert not Forum.objects.exists()


def test_new_forum_asks_for_a_site_or_a_city_before_anything_is_wrong(client, organizer):
    text = client.get(reverse("forum:organizer_new")).content.decode()
    city = re.search(r'<fieldset class="field" id="id_city_group">.*?</fieldset>', text, re.DOTALL)[0]
    assert "Выберите площадку предприятия или укажите город и место." in text
    assert "Обязательно, если выше не выбрана площадка." in city
    assert "необязательно" not in city


def test_edit_form_says_what_becomes_public_when(client, organizer):
    forum = SessionFactory().forum
    address = reverse("forum:organizer_edit", args=[forum.slug])
    assert "что вы измените здесь, видно всем сразу" in client.get(address).content.decode()
    client.post(reverse("forum:organizer_publish", args=[forum.slug]), publish_data(forum))
    assert "все увидят со следующим выпуском программы" in client.get(address).content.decode()
    data = forum_data(title_ru="Иначе", title_en="Otherwise", status="published", version=1, slug=forum.slug,
                      starts_date="2027-04-06", ends_date="2027-04-07")  # fmt: skip
    saved = client.post(address, data, follow=True)
    assert "все увидят со следующим выпуском." in saved.content.decode()
    publish = client.get(reverse("forum:organizer_publish", args=[forum.slug])).content.decode()
    assert "Иначе / Otherwise" in publish
    assert "Тула" in publish


def test_forum_is_deleted_once_its_title_is_typed(client, organizer):
    forum = SessionFactory(forum__title={"ru": "«Всё в цехе»", "en": "All on the Floor"}).forum
    address = reverse("forum:organizer_delete", args=[forum.slug])
    asked = client.get(address).content.decode()
    assert str(forum.sessions.get()) in asked
    assert "Удалить форум «„Всё в цехе“»?" in " ".join(asked.split())
    assert client.post(address, {"typed": "Другой форум"}).status_code == 422
    assert client.post(address, {"typed": "все в  цехе"}).status_code == 302
    assert not Forum.objects.exists()


def test_halls_and_tracks_are_added_and_removed(client, organizer):
    forum = ForumFactory()
    address = reverse("forum:organizer_structure", args=[forum.slug])
    client.post(
        address, {"add": "hall", "hall-name_ru": "Большой зал", "hall-name_en": "Great hall", "hall-capacity": 300}
    )
    client.post(address, {"add": "track", "track-name_ru": "Люди", "track-name_en": "People", "track-colour": "agro"})
    assert (Hall.objects.get().capacity, Track.objects.get().slug) == (300, "people")
    assert client.post(address, {"add": "hall", "hall-name_ru": ""}).status_code == 422
    session = SessionFactory(forum=forum, hall=Hall.objects.get())
    delete = reverse("forum:organizer_hall_delete", args=[forum.slug, session.hall.uuid])
    assert session.title["ru"] in client.get(delete).content.decode()
    assert client.post(delete).status_code == 422
    done = client.post(delete, {"typed": "большой зал"}, follow=True)
    assert "«Большой зал»: удалено." in done.content.decode()
    assert not Hall.objects.exists()
    # Nothing stands in the track, so no one types its name.
    delete = reverse("forum:organizer_track_delete", args=[forum.slug, Track.objects.get().uuid])
    assert 'name="typed"' not in client.get(delete).content.decode()
    assert "«Люди»: удалено." in client.post(delete, follow=True).content.decode()
    assert not Track.objects.exists()


def test_day_is_called_by_its_date_in_words(client, organizer):
    forum = ForumFactory()
    page = client.get(reverse("forum:organizer_day", args=[forum.slug, forum.starts_date.isoformat()]))
    assert f"<h2>День: {local_date(forum.starts_date)}</h2>" in page.content.decode()


@pytest.mark.parametrize("add", ["", "roof"])
def test_structure_takes_halls_and_tracks_only(client, organizer, add):
    forum = ForumFactory()
    response = client.post(reverse("forum:organizer_structure", args=[forum.slug]), {"add": add, "hall-name_ru": "Зал"})
    assert response.status_code == 422
    assert not Hall.objects.exists()


# --- People and organisations -----------------------------------------------------------------------------------------


def test_person_is_saved_with_posts(client, organizer):
    organisation = OrganisationFactory()
    rows = {
        "posts-TOTAL_FORMS": 2, "posts-INITIAL_FORMS": 0,
        "posts-0-title_ru": "директор", "posts-0-title_en": "director",
        "posts-0-organisation": str(organisation.uuid), "posts-0-since": "2020-01-01", "posts-0-until": "",
        "posts-1-title_ru": "", "posts-1-title_en": "", "posts-1-organisation": "", "posts-1-since": "",
        "posts-1-until": "",
    }  # fmt: skip
    data = {"name_ru": "Анна Иванова", "name_en": "Anna Ivanova", **rows}
    assert client.post(reverse("forum:organizer_person_new"), data).status_code == 302
    post = Person.objects.get().posts.get()
    assert (post.title["en"], post.organisation, post.since.year) == ("director", organisation, 2020)
    wrong = {**data, "posts-0-until": "2019-01-01"}
    assert client.post(reverse("forum:organizer_person_new"), wrong).status_code == 422
    assert Person.objects.count() == 1


def test_people_are_found_by_any_part_of_the_name(client, organizer):
    for name in ("Фёдор Алёшин", "Пётр Смирнов"):
        person = PersonFactory.build(name={"ru": name, "en": ""})
        person.set_derived()
        person.save()
    page = client.get(reverse("forum:organizer_people"), {"q": "алеш фед"})
    assert [str(one) for one in page.context["page"]] == ["Фёдор Алёшин"]
    assert client.get(reverse("forum:organizer_people"), {"q": "никто"}).status_code == 200


def test_organisation_is_saved_and_kept_while_named(client, organizer):
    client.post(reverse("forum:organizer_organisation_new"), {"name_ru": "Агентство", "name_en": "Agency"})
    organisation = Organisation.objects.get()
    assert organisation.sort_name == "агентство"
    post = PersonPostFactory(organisation=organisation)
    address = reverse("forum:organizer_organisation_delete", args=[organisation.uuid])
    held = client.get(address).content.decode()
    assert reverse("forum:organizer_person", args=[post.person.uuid]) in held
    assert str(post.title) in held
    assert "button--danger" not in held
    client.post(address, {"typed": "Агентство"})
    assert Organisation.objects.exists()
    post.delete()
    assert client.post(address).status_code == 422
    assert "«Агентство»: удалено." in client.post(address, {"typed": "агентство"}, follow=True).content.decode()
    assert not Organisation.objects.exists()


def test_person_in_a_programme_is_kept_and_the_page_says_where_they_stand(client, organizer):
    person = PersonFactory()
    session = SessionFactory(speakers=[person])
    whole = ForumPersonFactory(person=person, forum__status="archived")
    address = reverse("forum:organizer_person_delete", args=[person.uuid])
    held = client.get(address).content.decode()
    assert f"{session.title}, {session.forum}" in held
    assert reverse("forum:organizer_session", args=[session.forum.slug, session.uuid]) in held
    assert reverse("forum:organizer_forum_people", args=[whole.forum.slug]) in held
    assert "в архиве, уже не меняется" in held
    assert "button--danger" not in held
    client.post(address, {"typed": str(person)})
    assert Person.objects.exists()
    session.roles.all().delete()
    whole.delete()
    assert client.post(address).status_code == 422
    assert client.post(address, {"typed": str(person)}).status_code == 302
    assert not Person.objects.exists()


@pytest.mark.parametrize("name", ["organizer", "organizer_people", "organizer_organisations"])
def test_tables_are_files_in_which_nothing_is_calculated(client, organizer, name):
    post = PersonPostFactory(person__name={"ru": "=1+1", "en": "@now"}, title={"ru": "-1"})
    Organisation.objects.update(name={"ru": "+7", "en": "+7"})
    PersonFactory(name={"ru": "Без поста"})
    ForumFactory(title={"ru": "=СУММ(1)"})
    address = reverse(f"forum:{name}")
    page = client.get(address).content.decode()
    assert 'href="?format=xlsx"' in page
    lines = table(client, address)
    assert len(lines) == 3 if name == "organizer_people" else 2
    assert not [cell for line in lines for cell in line if cell.startswith(("=", "+", "-", "@"))]
    assert any(cell.startswith("'") for cell in lines[1])
    assert len(table(client, address, format="xlsx")) == len(lines)
    assert client.get(address, {"format": "exe"}).headers["Content-Type"].startswith("text/html")
    assert str(post.person) == "=1+1"


def test_people_are_exported_as_they_were_filtered(client, organizer):
    for name in ("Анна Петрова", "Пётр Смирнов"):
        person = PersonFactory.build(name={"ru": name})
        person.set_derived()
        person.save()
    found = table(client, reverse("forum:organizer_people"), q="смир")
    assert [row[0] for row in found[1:]] == ["Пётр Смирнов"]


def test_search_for_what_no_database_holds_finds_what_is_left_of_it(client, organizer):
    person = PersonPostFactory().person
    page = client.get(reverse("forum:organizer_people"), {"q": "An\0na"})
    assert list(page.context["page"]) == [person]


def test_draft_is_exported_whole(client, organizer):
    person = PersonPostFactory(person__name={"ru": "Анна Петрова"}).person
    track = TrackFactory(name={"ru": "Сырьё"})
    forum = track.forum
    timed = SessionFactory(
        forum=forum, kind="presentation", title={"ru": "Доклад", "en": "Talk"}, start_time=time(10, 30), minutes=45,
        hall__name={"ru": "Большой зал"}, track=track, speakers=[person],
    )  # fmt: skip
    SessionFactory(forum=forum, hall=None, date=forum.ends_date, title={"ru": "Обед"}, position=2, status="cancelled")
    SessionFactory(forum=forum, hall=None, date=None, title={"ru": "Потом"})
    SessionFactory(title={"ru": "Чужая"})

    address = reverse("forum:organizer_draft", args=[forum.slug])
    headings, *rows = table(client, address, format="xlsx")

    assert headings == [
        "День", "Начало", "Окончание", "Порядок в течение дня", "Зал", "Направление", "Вид", "Статус",
        "Название", "Название (английский)", "Люди",
    ]  # fmt: skip
    assert [row[8] for row in rows] == ["Доклад", "Обед", "Потом"]
    assert rows[0] == [
        datetime.combine(timed.date, time()), time(10, 30), time(11, 15), None, "Большой зал", "Сырьё", "доклад",
        "подтверждена", "Доклад", "Talk", "Анна Петрова (спикер)",
    ]  # fmt: skip
    assert rows[1][1:8] == [None, None, 2, None, None, "перерыв", "отменена"]
    assert rows[2][0] is None
    assert 'href="?format=csv"' in client.get(address).content.decode()
    client.force_login(UserFactory())
    assert client.get(address, {"format": "csv"}).status_code == 404


@pytest.mark.parametrize("count", [1, 4])
def test_export_of_a_draft_costs_the_same_however_long_it_is(client, organizer, count, django_assert_num_queries):
    forum = ForumFactory()
    for _more in range(count):
        speakers = [PersonPostFactory().person]
        track = TrackFactory(forum=forum)
        SessionFactory(forum=forum, track=track, tour=TourFactory(), kind="tour", speakers=speakers)
    address = reverse("forum:organizer_draft", args=[forum.slug])
    with django_assert_num_queries(12):  # session, person, second step, forum, and a snapshot's eight
        assert len(table(client, address)) == count + 1
