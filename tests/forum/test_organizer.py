"""The organizers' desk: who may enter, what each page does, and what it refuses."""

import csv
import io
import re
import zipfile
from datetime import time
from uuid import uuid4

import pytest
from django.urls import reverse

from accelerator.forum.models import (
    Forum,
    ForumPerson,
    Hall,
    Organisation,
    Person,
    Release,
    Session,
    SessionRole,
    Track,
)
from accelerator.forum.snapshots import build_snapshot, fingerprint
from tests.factories.accounts import UserFactory
from tests.factories.forum import (
    ForumFactory,
    HallFactory,
    OrganisationFactory,
    PersonFactory,
    PersonPostFactory,
    SessionFactory,
    TrackFactory,
)
from tests.factories.regions import RegionFactory
from tests.factories.tours import TourFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def organizer(client):
    user = UserFactory(organizer=True)
    client.force_login(user)
    return user


def forum_with_everything() -> Forum:
    session = SessionFactory(kind="presentation", start_time=time(10), speakers=[PersonPostFactory().person])
    TrackFactory(forum=session.forum)
    SessionFactory(forum=session.forum, date=None)
    SessionFactory(forum=session.forum, hall=None)
    SessionFactory(forum=session.forum, hall=session.hall, start_time=time(10, 30))
    return session.forum


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
        with django_assert_max_num_queries(15 + 5):  # session, user and their bookkeeping come to five
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


def session_data(session: Session, **changes):
    return {
        "title_ru": "Новое имя", "title_en": "New name", "kind": "break", "date": session.forum.starts_date.isoformat(),
        "start_time": "11:15", "minutes": 45, "hall": session.hall_id or "", "track": "", "position": "", "tour": "",
        "language": "ru", "status": "confirmed", "version": session.version,
        "parts-TOTAL_FORMS": 0, "parts-INITIAL_FORMS": 0, **changes,
    }  # fmt: skip


def test_session_is_changed_with_its_people(client, organizer):
    session, person = SessionFactory(), PersonFactory()
    rows = {
        "parts-TOTAL_FORMS": 2, "parts-0-person": str(person.uuid), "parts-0-role": "moderator",
        "parts-1-person": "", "parts-1-role": "speaker",
    }  # fmt: skip
    address = reverse("forum:organizer_session", args=[session.forum.slug, session.uuid])
    response = client.post(address, session_data(session, **rows))
    session.refresh_from_db()
    assert response.url == reverse("forum:organizer_draft", args=[session.forum.slug]) + f"#s-{session.uuid}"
    assert (session.title["en"], session.start_time, session.minutes) == ("New name", time(11, 15), 45)
    assert [(part.person, part.role) for part in session.roles.all()] == [(person, "moderator")]


def test_session_edited_by_two_shows_both_versions(client, organizer):
    session = SessionFactory(title={"ru": "Первоначальное", "en": "Original"})
    Session.objects.update(version=2)
    address = reverse("forum:organizer_session", args=[session.forum.slug, session.uuid])
    response = client.post(address, session_data(session))
    text = response.content.decode()
    assert response.status_code == 409
    assert "Первоначальное / Original" in text
    assert "Новое имя / New name" in text
    session.refresh_from_db()
    assert session.title["en"] == "Original"
    again = client.post(address, session_data(session, version=response.context["form"]["version"].value()))
    assert again.status_code == 302
    session.refresh_from_db()
    assert session.title["en"] == "New name"


def test_session_with_a_time_needs_a_day(client, organizer):
    session = SessionFactory()
    address = reverse("forum:organizer_session", args=[session.forum.slug, session.uuid])
    response = client.post(address, session_data(session, date=""))
    assert response.status_code == 422
    session.refresh_from_db()
    assert session.version == 1


def test_session_in_anothers_hall_is_refused_at_the_form(client, organizer):
    session, other = SessionFactory(), HallFactory()
    address = reverse("forum:organizer_session", args=[session.forum.slug, session.uuid])
    response = client.post(address, session_data(session, hall=other.pk))
    assert response.status_code == 422
    assert "hall" in response.context["form"].errors


def test_next_session_is_suggested_where_the_last_one_ends(client, organizer):
    before = SessionFactory(start_time=time(10, 30), minutes=45, track=None)
    address = reverse("forum:organizer_session_new", args=[before.forum.slug])
    initial = client.get(address, {"after": before.uuid}).context["form"].initial
    assert (initial["date"], initial["hall"], initial["start_time"]) == (before.date, before.hall, time(11, 15))
    response = client.post(address, session_data(before, another="1"))
    assert response.url.startswith(f"{address}?after=")
    assert Session.objects.count() == 2


@pytest.mark.parametrize("query", ["after=x", "day=x&time=x&hall=x", "hall=2f3c1c5e-0000-4000-8000-000000000000"])
def test_suggestion_of_nonsense_is_an_empty_form(client, organizer, query):
    address = reverse("forum:organizer_session_new", args=[ForumFactory().slug])
    assert client.get(f"{address}?{query}").status_code == 200


def test_session_is_moved_by_a_short_form(client, organizer):
    session = SessionFactory(start_time=time(10))
    address = reverse("forum:organizer_session_move", args=[session.forum.slug, session.uuid])
    hall = HallFactory(forum=session.forum)
    client.post(address, {"version": 1, "date": "2027-04-07", "hall": hall.pk, "start_time": "15:00"})
    session.refresh_from_db()
    assert (session.date.isoformat(), session.hall, session.start_time) == ("2027-04-07", hall, time(15))
    stale = client.post(address, {"version": 1, "date": "2027-04-06", "hall": "", "start_time": ""})
    assert stale.status_code == 409


def test_session_is_deleted_after_a_question(client, organizer):
    session = SessionFactory()
    address = reverse("forum:organizer_session_delete", args=[session.forum.slug, session.uuid])
    assert session.title["ru"] in client.get(address).content.decode()
    assert client.post(address, {"version": "7", "typed": "удалить"}).url == reverse(
        "forum:organizer_session", args=[session.forum.slug, session.uuid]
    )
    assert Session.objects.exists()
    for typed in ("", "да"):
        refused = client.post(address, {"version": "1", "typed": typed})
        assert (refused.status_code, Session.objects.count()) == (422, 1)
        assert 'href="#id_typed"' in refused.content.decode()
    client.post(address, {"version": "1", "typed": "Удалить"})
    assert not Session.objects.exists()


def test_forum_is_deleted_once_its_title_is_typed(client, organizer):
    forum = SessionFactory(forum__title={"ru": "«Всё в цехе»", "en": "All on the Floor"}).forum
    address = reverse("forum:organizer_delete", args=[forum.slug])
    assert str(forum.sessions.get()) in client.get(address).content.decode()
    assert client.post(address, {"typed": "Другой форум"}).status_code == 422
    assert client.post(address, {"typed": "все в  цехе"}).status_code == 302
    assert not Forum.objects.exists()


def test_draft_shows_conflicts_at_the_session_and_on_top(client, organizer):
    forum = forum_with_everything()
    response = client.get(reverse("forum:organizer_draft", args=[forum.slug]))
    [blocking] = response.context["blocking"]
    assert response.content.decode().count(blocking.text) == 3  # on top, and at each of the two
    assert len(response.context["waiting"]) == 1


def overlapping_in_a_hall() -> Forum:
    session = SessionFactory(start_time=time(10))
    SessionFactory(forum=session.forum, hall=session.hall, start_time=time(10, 30))
    return session.forum


def test_waived_conflict_does_not_block_any_more(client, organizer):
    forum = overlapping_in_a_hall()
    client.post(reverse("forum:organizer_publish", args=[forum.slug]), publish_data(forum, reason_0="Зал делится"))
    response = client.get(reverse("forum:organizer_draft", args=[forum.slug]))
    text = response.content.decode()
    assert response.context["blocking"] == []
    assert "1\u00a0накладка оставлена сознательно" in text
    assert "Зал делится" in text
    Forum.objects.update(status="archived")
    archived = client.get(reverse("forum:organizer_draft", args=[forum.slug])).content.decode()
    assert "накладк" not in archived


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


def test_released_programme_of_a_draft_forum_says_that_nobody_sees_it(client, organizer):
    forum = SessionFactory(forum__status="draft").forum
    told = client.post(
        reverse("forum:organizer_publish", args=[forum.slug]), publish_data(forum), follow=True
    ).content.decode()
    assert "никто, кроме организаторов, пока не видит" in told
    assert "выпуск виден всем" not in told.lower()
    announce = reverse("forum:organizer_announce", args=[forum.slug])
    assert announce in told
    assert announce in client.get(reverse("forum:organizer_draft", args=[forum.slug])).content.decode()
    assert client.get(announce).status_code == 405
    for _ in range(2):
        client.post(announce)
    forum.refresh_from_db()
    assert (forum.status, forum.version) == ("published", 2)


def test_somebody_new_is_added_by_name_without_leaving_the_session(client, organizer):
    session, known = SessionFactory(), PersonPostFactory().person
    address = reverse("forum:organizer_session", args=[session.forum.slug, session.uuid])
    assert f">{known}, директор, {known.posts.get().organisation}</option>" in client.get(address).content.decode()
    rows = {
        "parts-TOTAL_FORMS": 3, "parts-0-person": str(known.uuid), "parts-0-role": "moderator",
        "parts-1-name": "  Зоя  Новая ", "parts-1-role": "speaker", "parts-2-name": "Зоя Новая", "parts-2-role": "host",
    }  # fmt: skip
    saved = client.post(address, session_data(session, **rows), follow=True)
    new = Person.objects.get(name__ru="Зоя Новая")
    assert new.sort_name == "новая зоя"
    assert [(part.person, part.role) for part in session.roles.order_by("position")] == [
        (known, "moderator"), (new, "speaker"), (new, "host"),
    ]  # fmt: skip
    assert "Зоя Новая" in saved.content.decode()


@pytest.mark.parametrize("chosen", [True, False])
def test_name_beside_a_person_or_of_a_known_one_is_refused(client, organizer, chosen):
    forum, known = ForumFactory(), PersonFactory()
    rows = {"parts-TOTAL_FORMS": 1, "parts-INITIAL_FORMS": 0, "parts-0-role": "speaker"}
    rows |= {"parts-0-person": str(known.uuid), "parts-0-name": "Зоя Новая"} if chosen else {
        "parts-0-name": known.name["ru"]
    }  # fmt: skip
    response = client.post(reverse("forum:organizer_forum_people", args=[forum.slug]), rows)
    assert response.status_code == 422
    assert '<a href="#id_parts-0-name">Строка 1. ' in response.content.decode()
    assert Person.objects.count() == 1


@pytest.mark.parametrize("name", ["organizer", "organizer_people", "organizer_organisations"])
def test_tables_are_files_in_which_nothing_is_calculated(client, organizer, name):
    post = PersonPostFactory(person__name={"ru": "=1+1", "en": "@now"}, title={"ru": "-1"})
    Organisation.objects.update(name={"ru": "+7", "en": "+7"})
    PersonFactory(name={"ru": "Без поста"})
    ForumFactory(title={"ru": "=СУММ(1)"})
    address = reverse(f"forum:{name}")
    page = client.get(address).content.decode()
    assert 'href="?format=xlsx"' in page
    file = client.get(address, {"format": "csv"})
    lines = list(csv.reader(io.StringIO(file.content.decode("utf-8-sig")), delimiter=";"))
    assert file.headers["Content-Disposition"].endswith('.csv"')
    assert file.headers["Cache-Control"] == "no-store, private"
    assert len(lines) == 3 if name == "organizer_people" else 2
    assert not [cell for line in lines for cell in line if cell.startswith(("=", "+", "-", "@"))]
    assert any(cell.startswith("'") for cell in lines[1])
    book = zipfile.ZipFile(io.BytesIO(client.get(address, {"format": "xlsx"}).content))
    assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")
    assert client.get(address, {"format": "exe"}).headers["Content-Type"].startswith("text/html")
    assert str(post.person) == "=1+1"


def test_people_are_exported_as_they_were_filtered(client, organizer):
    for name in ("Анна Петрова", "Пётр Смирнов"):
        person = PersonFactory.build(name={"ru": name})
        person.render_texts()
        person.save()
    text = client.get(reverse("forum:organizer_people"), {"q": "смир", "format": "csv"}).content.decode("utf-8-sig")
    assert "Пётр Смирнов" in text
    assert "Анна" not in text


def test_day_without_clock_times_is_a_list_in_the_draft_too(client, organizer):
    forum = SessionFactory().forum
    address = reverse("forum:organizer_draft", args=[forum.slug])
    assert client.get(address).content.decode().count("<table") == 1  # the second day, on which nothing stands yet
    forum.sessions.update(start_time=time(10))
    assert client.get(address).content.decode().count("<table") == 2


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
    client.post(delete)
    assert not Hall.objects.exists()


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
        person.render_texts()
        person.save()
    page = client.get(reverse("forum:organizer_people"), {"q": "алеш фед"})
    assert [str(one) for one in page.context["page"]] == ["Фёдор Алёшин"]
    assert client.get(reverse("forum:organizer_people"), {"q": "никто"}).status_code == 200


def test_organisation_is_saved_and_kept_while_named(client, organizer):
    client.post(reverse("forum:organizer_organisation_new"), {"name_ru": "Агентство", "name_en": "Agency"})
    organisation = Organisation.objects.get()
    assert organisation.sort_name == "агентство"
    PersonPostFactory(organisation=organisation)
    client.post(reverse("forum:organizer_organisation_delete", args=[organisation.uuid]))
    assert Organisation.objects.exists()


def publish_data(forum: Forum, **changes):
    return {"draft": fingerprint(build_snapshot(forum)), "note_ru": "", "note_en": "", **changes}


def test_release_is_published_with_a_reason_for_each_conflict(client, organizer):
    forum = forum_with_everything()
    address = reverse("forum:organizer_publish", args=[forum.slug])
    refused = client.post(address, publish_data(forum))
    assert refused.status_code == 422
    text = refused.content.decode()
    assert 'href="#id_reason_0"' in text
    assert text.count("или объясните, почему она может остаться") == 2  # in the summary and at the field
    assert not Release.objects.exists()
    assert client.post(address, publish_data(forum, reason_0="Ширма")).status_code == 302
    release = Release.objects.get()
    assert ([waiver["reason"] for waiver in release.waivers], release.author.user) == (["Ширма"], organizer)
    assert "Ширма" in client.get(reverse("forum:organizer_releases", args=[forum.slug])).content.decode()


def test_release_of_a_draft_that_moved_on_is_refused_with_the_new_one(client, organizer):
    session = SessionFactory()
    data = publish_data(session.forum)
    Session.objects.update(minutes=90)
    address = reverse("forum:organizer_publish", args=[session.forum.slug])
    response = client.post(address, data)
    assert response.status_code == 409
    assert fingerprint(build_snapshot(session.forum)) in response.content.decode()
    assert not Release.objects.exists()


def test_publish_page_tells_what_changes(client, organizer):
    session = SessionFactory()
    address = reverse("forum:organizer_publish", args=[session.forum.slug])
    client.post(address, publish_data(session.forum))
    Session.objects.update(title={"ru": "Иначе", "en": "Otherwise"})
    text = client.get(address).content.decode()
    assert f"{session.title['ru']} / {session.title['en']}" in text
    assert "Иначе / Otherwise" in text


def test_forum_with_a_release_is_archived_not_deleted(client, organizer):
    forum = SessionFactory().forum
    client.post(reverse("forum:organizer_publish", args=[forum.slug]), publish_data(forum))
    client.post(reverse("forum:organizer_delete", args=[forum.slug]), {"typed": str(forum.title)})
    assert Forum.objects.filter(pk=forum.pk).exists()


def test_tours_are_offered_with_their_enterprise(client, organizer):
    session, tour = SessionFactory(), TourFactory(published=True)
    TourFactory()
    address = reverse("forum:organizer_session", args=[session.forum.slug, session.uuid])
    offered = client.get(address).context["form"].fields["tour"].queryset
    assert list(offered) == [tour]
    client.post(address, session_data(session, kind="tour", tour=tour.pk))
    session.refresh_from_db()
    assert session.tour == tour


@pytest.mark.parametrize(
    "rows",
    [
        {},
        {"parts-TOTAL_FORMS": 1, "parts-INITIAL_FORMS": 0, "parts-0-person": str(uuid4()), "parts-0-role": "speaker"},
        {"parts-TOTAL_FORMS": 1, "parts-INITIAL_FORMS": 0, "parts-0-person": "", "parts-0-role": "emperor"},
        {"parts-TOTAL_FORMS": 1000, "parts-INITIAL_FORMS": 0},
    ],
    ids=["no rows sent", "unknown person", "unknown role", "too many rows"],
)
@pytest.mark.parametrize("page", ["organizer_forum_people", "organizer_session_new", "organizer_session"])
def test_people_that_cannot_be_taken_are_refused_in_words(client, organizer, page, rows):
    session = SessionFactory()
    args = [session.forum.slug, *([session.uuid] if page == "organizer_session" else [])]

    rest = {name: value for name, value in session_data(session).items() if not name.startswith("parts")}

    response = client.post(reverse(f"forum:{page}", args=args), {**rest, **rows})

    assert response.status_code == 422
    assert re.search('class="(error-summary|alert alert--error)', response.content.decode())
    assert not ForumPerson.objects.exists()
    assert not SessionRole.objects.exists()
    assert Session.objects.count() == 1


@pytest.mark.parametrize("add", ["", "roof"])
def test_structure_takes_halls_and_tracks_only(client, organizer, add):
    forum = ForumFactory()
    response = client.post(reverse("forum:organizer_structure", args=[forum.slug]), {"add": add, "hall-name_ru": "Зал"})
    assert response.status_code == 422
    assert not Hall.objects.exists()
