"""What `manage.py messages` does to a stored catalogue when the sources change."""

from collections.abc import Callable
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from accelerator.common.catalogues import Room, clashes, problems, stored, update

PLAIN = '_("{n} stops")'
PLURAL = 'ngettext("{n} stops", "{n} stops", n)'
WORDS = {PLAIN: "{n} остановок", PLURAL: ("{n} остановка", "{n} остановки", "{n} остановок")}
EMPTY = {PLAIN: "", PLURAL: ("", "", "")}


@pytest.fixture
def room(settings, tmp_path: Path) -> Room:
    settings.BASE_DIR = tmp_path
    (tmp_path / "room").mkdir()
    return Room("room", tmp_path / "room")


@pytest.fixture
def says(room: Room) -> Callable[[str], None]:
    """Lets the room's one file say this."""

    def write(line: str) -> None:
        room.package.joinpath("words.py").write_text(f"words = {line}\n")

    return write


def translate(room: Room, line: str) -> None:
    text = room.path.read_text()
    words = WORDS[line]
    if isinstance(words, str):
        text = text.replace('msgstr ""\n', f'msgstr "{words}"\n').replace(f'"{words}"\n', '""\n', 1)
    else:
        for n, form in enumerate(words):
            text = text.replace(f'msgstr[{n}] ""', f'msgstr[{n}] "{form}"')
    room.path.write_text(text)


@pytest.mark.parametrize(("before", "after"), [(PLURAL, PLAIN), (PLAIN, PLURAL)], ids=["loses", "gains"])
def test_text_that_gains_or_loses_its_plural_is_to_be_translated_anew(room, says, before, after):
    says(before)
    update(room)
    translate(room, before)
    assert problems(room) == []

    says(after)
    [problem] = problems(room)  # also before anybody has brought the catalogue up to date
    assert "no (whole) Russian text" in problem
    update(room)

    assert stored(room).get("{n} stops").string == EMPTY[after]
    translate(room, after)
    assert problems(room) == []


@pytest.mark.parametrize("line", [PLAIN, PLURAL], ids=["plain", "plural"])
def test_translation_stays_as_long_as_its_text(room, says, line):
    says(line)
    update(room)
    translate(room, line)
    text = room.path.read_text()

    update(room)

    assert room.path.read_text() == text
    assert stored(room).get("{n} stops").string == WORDS[line]


def test_one_text_with_two_translations_is_told():
    """Django joins the rooms' catalogues: a reader of one room would get the words of the other."""
    first, second = Catalog(), Catalog()
    first.add("no tour", "экскурсии нет")
    first.add("closed", "закрыт", context="slot")
    second.add("no tour", "без экскурсии")
    second.add("closed", "закрыто")

    [told] = clashes({"tours": first, "forum": second})

    assert told.startswith("tours and forum: “no tour”")
    assert clashes({"tours": first, "again": first}) == []
