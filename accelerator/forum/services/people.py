"""People of forums, their posts and organisations."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol, TypeVar
from uuid import UUID

from accelerator.base.common import erasures
from accelerator.base.common.dates import career_days
from accelerator.base.common.i18n import I18nText, as_text
from accelerator.base.common.transactions import atomic
from accelerator.base.common.versions import ANY_VERSION, assign, lock_version, save_next_version
from accelerator.forum.deletion import organisation_blockers, person_blockers
from accelerator.forum.errors import PostsHeld, StillNamed
from accelerator.forum.models import Forum, ForumPerson, Organisation, Person, PersonPost, Role
from accelerator.forum.services.locks import open_forum

PERSON_REMOVED = "forum.person_removed"
Row = TypeVar("Row", Organisation, Person)


class Named(Protocol):
    """A part whose person is chosen, or only named."""

    @property
    def person(self) -> Person | None: ...

    @property
    def name(self) -> str: ...


@dataclass(frozen=True)
class ForumPart:
    """Who takes part in a forum as a whole, and as what: a person, or a name that becomes one."""

    person: Person | None
    role: str = Role.PARTICIPANT
    note: I18nText = field(default_factory=I18nText)
    name: str = ""


@atomic
def save_organisation(
    *, values: Mapping[str, Any], organisation: Organisation | None = None, expected_version: int | None = None
) -> Organisation:
    """Add an organisation or change one. Raises EditConflict."""
    return _save(Organisation, values, organisation, expected_version)


@atomic
def save_person(
    *,
    values: Mapping[str, Any],
    posts: Sequence[Mapping[str, Any]] = (),
    person: Person | None = None,
    expected_version: int | None = None,
) -> Person:
    """Add a person with their posts, or change one; released programmes keep what they said.

    Raises EditConflict or DayOutOfRange.
    """
    career_days().check(*(post.get(name) for post in posts for name in ("since", "until")))
    saved = _save(Person, values, person, expected_version)
    saved.posts.all().delete()
    for post in posts:
        row = PersonPost(person=saved)
        assign(row, post)
        row.save()
    return saved


@atomic
def delete_person(*, person: Person) -> None:
    """Remove a person whom no draft names; raises StillNamed otherwise. Releases keep the name they were made with."""
    locked = Person.objects.select_for_update().get(pk=person.pk)
    if person_blockers(locked):
        raise StillNamed
    locked.delete()
    erasures.record(PERSON_REMOVED, [locked.uuid])


def delete_person_again(uuid: UUID, _at: datetime) -> bool:
    """Remove a person whom a restore has brought back; whether they were there. Raises StillNamed."""
    person = Person.objects.filter(uuid=uuid).first()
    if person is not None:
        delete_person(person=person)
    return person is not None


@atomic
def delete_organisation(*, organisation: Organisation) -> None:
    """Remove an organisation that no post names; raises PostsHeld otherwise."""
    locked = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if organisation_blockers(locked):
        raise PostsHeld
    locked.delete()


@atomic
def set_forum_people(*, forum: Forum, parts: Sequence[ForumPart], expected_version: int = ANY_VERSION) -> None:
    """Say who takes part in the whole forum, in this order; whoever is only named is added.

    Raises ForumArchived or EditConflict.
    """
    open_forum(forum)
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


def add_named(parts: Iterable[Named]) -> dict[str, Person]:
    """A new person for each name that stands in place of one, by the name; inside the caller's transaction."""
    names = dict.fromkeys(part.name for part in parts if part.person is None)
    return {name: _save(Person, {"name": as_text(name)}, None, None) for name in names}


def _save(model: type[Row], values: Mapping[str, Any], row: Row | None, expected_version: int | None) -> Row:
    saved = lock_version(model.objects.all(), row.pk, expected_version or 0) if row else model()
    assign(saved, values)
    saved.set_derived()
    if row:
        save_next_version(saved)
    else:
        saved.save()
    return saved
