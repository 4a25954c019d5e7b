"""Two organizers write one thing of a forum at once: rows beneath a form stand in the comparison too."""

import pytest
from django.urls import reverse

from accelerator.forum.models import Person, SessionRole
from tests.editors import differences, opened, saved_on_top
from tests.factories.accounts import UserFactory
from tests.factories.forum import ForumFactory, PersonFactory, SessionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def organizer(client):
    client.force_login(UserFactory(organizer=True))


def test_second_organizer_sees_who_else_takes_part_and_keeps_the_new_name(client):
    session, speaker = SessionFactory(), PersonFactory(name={"ru": "Анна Первая"})
    address = reverse("forum:organizer_session", args=[session.forum.slug, session.uuid])
    seen = opened(client, address)
    assert client.post(address, {**seen, "parts-0-person": str(speaker.uuid)}).status_code == 302

    response = client.post(address, {**seen, "parts-0-name": "Зоя Вторая"})

    assert response.status_code == 409
    ((theirs, yours),) = differences(response).values()
    assert ("Анна Первая" in theirs, "Зоя Вторая" in yours) == (True, True)
    assert saved_on_top(client, address, response).status_code == 302
    assert [role.person.name["ru"] for role in SessionRole.objects.filter(session=session)] == ["Зоя Вторая"]


def test_second_organizer_sees_other_posts_of_a_person(client):
    person = PersonFactory()
    address = reverse("forum:organizer_person", args=[person.uuid])
    seen = opened(client, address)
    assert client.post(address, {**seen, "posts-0-title_ru": "Мастер"}).status_code == 302

    response = client.post(address, {**seen, "posts-0-title_ru": "Директор"})

    assert response.status_code == 409
    ((theirs, yours),) = differences(response).values()
    assert ("Мастер" in theirs, "Директор" in yours) == (True, True)


def test_second_organizer_sees_the_people_of_the_forum_and_can_save_on_top(client):
    forum = ForumFactory()
    address = reverse("forum:organizer_forum_people", args=[forum.slug])
    seen = opened(client, address)
    assert client.post(address, {**seen, "parts-0-name": "Анна Первая"}).status_code == 302

    response = client.post(address, {**seen, "parts-0-name": "Зоя Вторая"})

    assert response.status_code == 409
    ((theirs, yours),) = differences(response).values()
    assert ("Анна Первая" in theirs, "Зоя Вторая" in yours) == (True, True)
    assert not Person.objects.filter(name__ru="Зоя Вторая").exists()
    assert saved_on_top(client, address, response).status_code == 302
    assert [part.person.name["ru"] for part in forum.people.all()] == ["Зоя Вторая"]


def test_second_organizer_sees_the_other_theme_of_a_day(client):
    forum = ForumFactory()
    address = reverse("forum:organizer_day", args=[forum.slug, forum.starts_date.isoformat()])
    seen = opened(client, address)
    assert client.post(address, {**seen, "title_ru": "Первая"}).status_code == 302

    response = client.post(address, {**seen, "title_ru": "Вторая"})

    assert (response.status_code, list(differences(response).values())) == (409, [("Первая", "Вторая")])
    assert saved_on_top(client, address, response).status_code == 302
    assert forum.days.get(date=forum.starts_date).title["ru"] == "Вторая"
