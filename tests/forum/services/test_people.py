"""People of forums, called directly: every way out."""

from datetime import date
from uuid import uuid4

import pytest

from accelerator.base.common import clock
from accelerator.base.common.dates import DayOutOfRange
from accelerator.base.common.i18n import I18nText
from accelerator.base.common.models import Erasure
from accelerator.base.common.versions import ANY_VERSION, EditConflict
from accelerator.forum.errors import ForumArchived, OrganisationInUse, PersonInUse
from accelerator.forum.models import Forum, ForumPerson, Organisation, Person, Role
from accelerator.forum.services.people import (
    PERSON_REMOVED,
    Part,
    delete_organisation,
    delete_person,
    delete_person_again,
    save_organisation,
    save_person,
    set_forum_people,
)
from tests.factories.forum import (
    ForumFactory,
    ForumPersonFactory,
    OrganisationFactory,
    PersonFactory,
    PersonPostFactory,
    SessionFactory,
)

pytestmark = pytest.mark.django_db
NAME = I18nText(ru="Пётр Ёлкин", en="Peter Yolkin")


def test_person_is_saved_again_with_their_posts():
    person = save_person(values={"name": NAME}, posts=[{"title": I18nText(ru="мастер")}])
    assert (person.version, person.sort_name) == (1, "елкин петр")

    changed = save_person(
        values={"name": NAME}, posts=[{"title": I18nText(ru="директор")}], person=person,
        expected_version=1,
    )  # fmt: skip

    assert changed.version == 2
    assert [post.title["ru"] for post in changed.posts.all()] == ["директор"]


@pytest.mark.parametrize("term", [{"since": date(1949, 12, 31)}, {"until": date(9999, 12, 31)}])
def test_post_of_a_term_that_nobody_means_is_refused(term: dict[str, date]):
    with pytest.raises(DayOutOfRange):
        save_person(values={"name": NAME}, posts=[{"title": NAME}, dict(title=NAME, **term)])
    assert not Person.objects.exists()


@pytest.mark.parametrize(
    ("made", "save"),
    [
        (PersonFactory, lambda row: save_person(values={"name": NAME}, person=row, expected_version=1)),
        (
            OrganisationFactory,
            lambda row: save_organisation(values={"name": NAME}, organisation=row, expected_version=1),
        ),
    ],
)
def test_row_that_somebody_else_has_changed_is_left_alone(made, save):
    row = made(version=2)

    with pytest.raises(EditConflict):
        save(row)
    assert type(row).objects.get().name == row.name


@pytest.mark.parametrize("named", [True, False])
def test_person_whom_a_draft_names_stays(named: bool):
    person = PersonFactory()
    if named:
        SessionFactory(speakers=[person])
        with pytest.raises(PersonInUse):
            delete_person(person=person)
    else:
        delete_person(person=person)
        assert list(Erasure.objects.values_list("what", "subject")) == [(PERSON_REMOVED, person.uuid)]
    assert Person.objects.exists() is named


def test_person_who_takes_part_in_a_forum_stays():
    part = ForumPersonFactory()

    with pytest.raises(PersonInUse):
        delete_person(person=part.person)


def test_person_whom_a_restore_brought_back_is_removed_once_more():
    person, other = PersonFactory(), PersonFactory()
    named = ForumPersonFactory().person

    assert delete_person_again(person.uuid, clock.now()) is True
    assert delete_person_again(person.uuid, clock.now()) is False
    assert delete_person_again(uuid4(), clock.now()) is False
    with pytest.raises(PersonInUse):
        delete_person_again(named.uuid, clock.now())
    assert set(Person.objects.all()) == {other, named}


def test_organisation_that_a_post_names_stays():
    post = PersonPostFactory()
    other = OrganisationFactory()

    with pytest.raises(OrganisationInUse):
        delete_organisation(organisation=post.organisation)
    delete_organisation(organisation=other)
    assert list(Organisation.objects.all()) == [post.organisation]


def test_people_of_a_forum_are_replaced_in_their_order_once_each():
    forum, person = ForumFactory(), PersonFactory()
    ForumPersonFactory(forum=forum)
    other = ForumPersonFactory()

    set_forum_people(
        forum=forum,
        parts=[
            Part(None, Role.GUEST, name="Иван Новый"),
            Part(person, Role.PARTICIPANT),
            Part(person, Role.HOST, name="Иной"),
        ],
        expected_version=ANY_VERSION,
    )

    rows = ForumPerson.objects.filter(forum=forum).order_by("position")
    added = Person.objects.get(sort_name="новый иван")
    assert [(row.person, row.role, row.position) for row in rows] == [(added, "guest", 0), (person, "host", 1)]
    assert ForumPerson.objects.filter(pk=other.pk).exists()
    assert not Person.objects.filter(sort_name="иной").exists()  # a person was chosen


def test_editors_of_the_people_are_told_of_a_change_alone():
    part = ForumPersonFactory()
    same = [Part(part.person, part.role, note=part.note)]

    set_forum_people(forum=part.forum, parts=same, expected_version=1)
    assert Forum.objects.get().people_version == 1
    set_forum_people(forum=part.forum, parts=[*same, Part(PersonFactory())], expected_version=1)
    assert Forum.objects.get().people_version == 2
    with pytest.raises(EditConflict):
        set_forum_people(forum=part.forum, parts=same, expected_version=1)


def test_people_of_an_archived_forum_stay():
    part = ForumPersonFactory(forum__status=Forum.Status.ARCHIVED)

    with pytest.raises(ForumArchived):
        set_forum_people(forum=part.forum, parts=[], expected_version=ANY_VERSION)
    assert ForumPerson.objects.count() == 1
