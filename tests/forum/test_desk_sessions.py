"""Sessions at the organizers' desk: written with their people, moved, deleted, and never overwritten unseen."""

import re
from datetime import time
from uuid import uuid4

import pytest
from django.urls import reverse

from accelerator.forum.models import ForumPerson, Person, Session, SessionRole
from tests.factories.forum import ForumFactory, HallFactory, PersonFactory, PersonPostFactory, SessionFactory
from tests.factories.tours import TourFactory
from tests.forum.desk import session_data

pytestmark = pytest.mark.django_db


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
    assert "добавлен 1 человек, пока без должности: Зоя Новая." in saved.content.decode()


def test_several_people_added_by_name_are_reported_in_the_plural(client, organizer):
    forum = ForumFactory()
    rows = {"parts-TOTAL_FORMS": 2, "parts-INITIAL_FORMS": 0, "version": 1}
    for number, name in enumerate(("Зоя Новая", "Ян Новый")):
        rows |= {f"parts-{number}-name": name, f"parts-{number}-role": "participant"}
    saved = client.post(reverse("forum:organizer_forum_people", args=[forum.slug]), rows, follow=True)
    assert "добавлены 2 человека, пока без должности: Зоя Новая, Ян Новый." in saved.content.decode()


def test_choices_that_may_stay_empty_say_so_in_words(client, organizer):
    session = SessionFactory()
    pages = [reverse("forum:organizer_new"), reverse("forum:organizer_organisation_new")]
    pages += [
        reverse(f"forum:{name}", args=[session.forum.slug, session.uuid])
        for name in ("organizer_session", "organizer_session_move")
    ]
    text = "".join(client.get(page).content.decode() for page in pages)
    for words in ("без зала", "без направления", "без экскурсии", "другое место, указано ниже"):
        assert f">{words}</option>" in text
    assert "---" not in text


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
