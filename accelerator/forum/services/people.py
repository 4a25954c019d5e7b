"""People of forums, their posts and organisations."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from accelerator.base.common import erasures
from accelerator.base.common.dates import career_days
from accelerator.base.common.i18n import I18nText, as_text
from accelerator.base.common.transactions import atomic
from accelerator.base.common.versions import assign, lock_version, save_next_version
from accelerator.forum.deletion import organisation_blockers, person_blockers
from accelerator.forum.errors import OrganisationInUse, PersonInUse
from accelerator.forum.models import Forum, ForumPerson, Organisation, Person, PersonPost, Role

PERSON_REMOVED = "forum.person_removed"
Row = TypeVar("Row", Organisation, Person)


@dataclass(frozen=True)
class Part:
    """A person's role in a session, or in a forum as a whole; a `name` without a person adds one."""

    person: Person | None
    role: str = Role.SPEAKER
    name: str = ""
    note: I18nText = field(default_factory=I18nText)  # in a forum only


@atomic
def save_organisation(
    *, values: Mapping[str, Any], organisation: Organisation | None = None, expected_version: int = 0
) -> Organisation:
    """Add an organisation or change one. Raises EditConflict."""
    return _save(organisation or Organisation(), values, expected_version)


@atomic
def save_person(
    *,
    values: Mapping[str, Any],
    posts: Sequence[Mapping[str, Any]] = (),
    person: Person | None = None,
    expected_version: int = 0,
) -> Person:
    """Add a person with their posts, or change one; released programmes keep what they said.

    Raises EditConflict or DayOutOfRange.
    """
    career_days().check(*(post.get(name) for post in posts for name in ("since", "until")))
    saved = _save(person or Person(), values, expected_version)
    saved.posts.all().delete()
    for post in posts:
        row = PersonPost(person=saved)
        assign(row, post)
        row.save()
    return saved


@atomic
def delete_person(*, person: Person) -> None:
    """Remove a person. Raises PersonInUse for one whom a draft names; releases keep the name."""
    locked = Person.objects.select_for_update().get(pk=person.pk)
    if person_blockers(locked):
        raise PersonInUse
    locked.delete()
    erasures.record(PERSON_REMOVED, [locked.uuid])


def delete_person_again(uuid: UUID, _at: datetime) -> bool:
    """Remove a person whom a restored backup has brought back; return whether it had. Raises PersonInUse."""
    person = Person.objects.filter(uuid=uuid).first()
    if person is not None:
        delete_person(person=person)
    return person is not None


@atomic
def delete_organisation(*, organisation: Organisation) -> None:
    """Remove an organisation. Raises OrganisationInUse for one at which people hold posts."""
    locked = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if organisation_blockers(locked):
        raise OrganisationInUse
    locked.delete()


@atomic
def set_forum_people(*, forum: Forum, parts: Sequence[Part], expected_version: int) -> None:
    """Replace the people of the forum as a whole, in this order. Raises ForumArchived or EditConflict."""
    Forum.objects.locked_unarchived(forum.pk)
    locked = lock_version(Forum.objects.all(), forum.pk, expected_version, column="people_version")
    before = _people_of(locked)
    ForumPerson.objects.filter(forum=locked).delete()
    added = add_named(parts)
    once = {part.person or added[part.name]: part for part in parts}
    ForumPerson.objects.bulk_create(
        ForumPerson(forum=locked, person=person, role=part.role, note=part.note, position=place)
        for place, (person, part) in enumerate(once.items())
    )
    if _people_of(locked) != before:
        save_next_version(locked, (), column="people_version")


def _people_of(forum: Forum) -> list[tuple[Any, ...]]:
    return list(forum.people.order_by("position", "pk").values_list("person", "role", "note"))


def add_named(parts: Iterable[Part]) -> dict[str, Person]:
    """Add a person for each name that stands in place of one; return them by name."""
    names = dict.fromkeys(part.name for part in parts if part.person is None)
    return {name: _save(Person(), {"name": as_text(name)}, 0) for name in names}


def _save(row: Row, values: Mapping[str, Any], expected_version: int) -> Row:
    if row.pk:
        row = lock_version(type(row).objects.all(), row.pk, expected_version)
    assign(row, values)
    row.set_derived()
    if row.pk:
        save_next_version(row)
    else:
        row.save()
    return row
