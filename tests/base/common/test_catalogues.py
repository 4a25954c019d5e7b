"""What `manage.py messages` does to a stored catalogue when the sources change."""

from collections.abc import Callable
from pathlib import Path

import pytest

from accelerator.base.common.catalogues import languages, path_of, problems, stored, update

PLAIN = '_("{n} stops")'
PLURAL = 'ngettext("{n} stops", "{n} stops", n)'
WORDS = {PLAIN: "{n} остановок", PLURAL: ("{n} остановка", "{n} остановки", "{n} остановок")}
EMPTY = {PLAIN: "", PLURAL: ("", "", "")}


@pytest.fixture
def says(settings, tmp_path: Path) -> Callable[[str], None]:
    """Lets the project's one file say this."""
    settings.BASE_DIR = tmp_path
    (tmp_path / "tours").mkdir()

    def write(line: str) -> None:
        (tmp_path / "tours" / "words.py").write_text(f"words = {line}\n")

    return write


def translate(line: str) -> None:
    path = path_of("ru")
    text = path.read_text()
    words = WORDS[line]
    if isinstance(words, str):
        text = text.replace('msgstr ""\n', f'msgstr "{words}"\n').replace(f'"{words}"\n', '""\n', 1)
    else:
        for n, form in enumerate(words):
            text = text.replace(f'msgstr[{n}] ""', f'msgstr[{n}] "{form}"')
    path.write_text(text)


@pytest.mark.parametrize(("before", "after"), [(PLURAL, PLAIN), (PLAIN, PLURAL)], ids=["loses", "gains"])
def test_text_that_gains_or_loses_its_plural_needs_a_new_translation(says, before, after):
    says(before)
    update("ru")
    translate(before)
    assert problems("ru") == []

    says(after)
    [problem] = problems("ru")  # also before anybody has brought the catalogue up to date
    assert "no (whole) translation" in problem
    update("ru")

    assert stored("ru").get("{n} stops").string == EMPTY[after]
    translate(after)
    assert problems("ru") == []


@pytest.mark.parametrize("line", [PLAIN, PLURAL], ids=["plain", "plural"])
def test_translation_stays_as_long_as_its_text(says, line):
    says(line)
    update("ru")
    translate(line)
    text = path_of("ru").read_text()

    update("ru")

    assert path_of("ru").read_text() == text
    assert stored("ru").get("{n} stops").string == WORDS[line]


def test_a_language_with_one_plural_form_is_whole_with_one(settings, says):
    settings.LANGUAGES = [("ru", "Russian"), ("en", "English"), ("zh-hans", "Chinese")]
    says(PLURAL)
    update("zh-hans")
    path = path_of("zh-hans")
    path.write_text(path.read_text().replace('msgstr[0] ""', 'msgstr[0] "{n} 站"'))

    assert languages() == ["ru", "zh-hans"]
    assert path.parent.parent.name == "zh_Hans"
    assert problems("zh-hans") == []
