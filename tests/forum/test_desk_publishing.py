"""From the draft to a release at the organizers' desk: conflicts, their reasons, and what is said to be public."""

import re
from datetime import time

import pytest
from django.urls import reverse

from accelerator.forum.models import Forum, Release, Session
from accelerator.forum.programme.draft import read_draft
from tests.factories.forum import SessionFactory
from tests.forum.desk import forum_with_everything, publish_data

pytestmark = pytest.mark.django_db


# --- The draft --------------------------------------------------------------------------------------------------------


def test_draft_shows_conflicts_at_the_session_and_on_top(client, organizer):
    forum = forum_with_everything()
    response = client.get(reverse("forum:organizer_draft", args=[forum.slug]))
    [blocking] = response.context["blocking"]
    assert response.content.decode().count(str(blocking.text)) == 3  # on top, and at each of the two
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


def test_day_without_clock_times_is_a_list_in_the_draft_too(client, organizer):
    forum = SessionFactory().forum
    address = reverse("forum:organizer_draft", args=[forum.slug])
    assert client.get(address).content.decode().count("<table") == 1  # the second day, on which nothing stands yet
    forum.sessions.update(start_time=time(10))
    assert client.get(address).content.decode().count("<table") == 2


def test_forum_is_published_and_its_programme_is_not_released(client, organizer):
    forum = SessionFactory().forum
    text = client.get(reverse("forum:organizer_draft", args=[forum.slug])).content.decode()
    assert "Программа ещё не выпущена: её черновик видят только организаторы." in text
    assert "не опубликован" not in text


# --- Releases ---------------------------------------------------------------------------------------------------------


def test_release_is_published_with_a_reason_for_each_conflict(client, organizer):
    forum = forum_with_everything()
    address = reverse("forum:organizer_publish", args=[forum.slug])
    refused = client.post(address, publish_data(forum))
    assert refused.status_code == 422
    text = refused.content.decode()
    assert 'href="#id_reason_0"' in text
    [conflict] = refused.context["form"].blocking
    assert text.count(str(conflict.text)) == 2  # in the summary and at the field
    assert text.count("Устраните накладку в черновике или объясните, почему она может остаться.") == 2
    summary = re.search(r'class="error-summary.*?</ul>', text, re.DOTALL)[0]
    assert re.findall(r"<a[^>]*>([^<]+)</a>", summary)[0].startswith(str(conflict.text))  # no label and colon before it
    assert "мешает" not in summary
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
    assert read_draft(session.forum).fingerprint in response.content.decode()
    assert not Release.objects.exists()


def test_publish_page_tells_what_changes(client, organizer):
    session = SessionFactory()
    address = reverse("forum:organizer_publish", args=[session.forum.slug])
    client.post(address, publish_data(session.forum))
    Session.objects.update(title={"ru": "Иначе", "en": "Otherwise"})
    text = client.get(address).content.decode()
    assert f"{session.title['ru']} / {session.title['en']}" in text
    assert "Иначе / Otherwise" in text


def test_released_programme_of_a_draft_forum_says_that_nobody_sees_it(client, organizer):
    forum = SessionFactory(forum__status="draft").forum
    page = client.post(
        reverse("forum:organizer_publish", args=[forum.slug]), publish_data(forum), follow=True
    ).content.decode()
    assert "никто, кроме организаторов, пока не видит" in page
    assert "выпуск виден всем" not in page.lower()
    announce = reverse("forum:organizer_announce", args=[forum.slug])
    assert announce in page
    assert announce in client.get(reverse("forum:organizer_draft", args=[forum.slug])).content.decode()
    assert client.get(announce).status_code == 405
    for _ in range(2):
        client.post(announce)
    forum.refresh_from_db()
    assert (forum.status, forum.version) == ("published", 2)


def test_forum_with_a_release_is_archived_not_deleted(client, organizer):
    forum = SessionFactory().forum
    client.post(reverse("forum:organizer_publish", args=[forum.slug]), publish_data(forum))
    address = reverse("forum:organizer_delete", args=[forum.slug])
    asked = client.get(address).content.decode()
    assert "Выпуск 1, " in asked
    assert reverse("forum:organizer_releases", args=[forum.slug]) in asked
    assert 'name="typed"' not in asked
    assert "button--danger" not in asked
    assert "поставьте статус «в архиве»" in asked
    assert address not in client.get(reverse("forum:organizer_edit", args=[forum.slug])).content.decode()
    Forum.objects.filter(pk=forum.pk).update(status=Forum.Status.ARCHIVED)
    assert "поставьте статус" not in client.get(address).content.decode()
    client.post(address, {"typed": str(forum.title)})
    assert Forum.objects.filter(pk=forum.pk).exists()
