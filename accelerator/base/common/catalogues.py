"""The interface's texts: one gettext catalogue per language, extracted, checked and compiled with Babel alone.

Texts stand in English in the code; `locale/<language>/LC_MESSAGES/django.po` holds those of every further language of
`settings.LANGUAGES`.
"""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation import template as django_template
from django.utils.translation import to_locale
from jinja2.ext import babel_extract

from accelerator.base.common import parts
from accelerator.base.common.i18n import SOURCE_LANGUAGE

_PACKAGES = ("accelerator", "regions", "tours")
_KEYWORDS = {
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "_": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}


def languages() -> list[str]:
    """Return the languages that need a catalogue: all but the one in which the code is written."""
    return [code for code, _name in settings.LANGUAGES if code != SOURCE_LANGUAGE]


def path_of(language: str) -> Path:
    return settings.BASE_DIR / "locale" / to_locale(language) / "LC_MESSAGES" / "django.po"


def sources() -> Iterator[Path]:
    """Return the files that hold texts: Python without migrations, then every template."""
    packages = [settings.BASE_DIR / package for package in _PACKAGES]
    for package in packages:
        yield from (path for path in sorted(package.rglob("*.py")) if "migrations" not in path.parts)
    for folder in (settings.BASE_DIR / "templates", *(found for one in packages for found in one.rglob("templates"))):
        yield from sorted(path for path in folder.rglob("*") if path.is_file())


def extracted(language: str) -> Catalog:
    """Return the texts of the sources, untranslated."""
    catalog = _empty_catalogue(language)
    for path in sources():
        source = path.read_text(encoding="utf-8")
        method: Any = "python"
        if path.suffix == parts.SUFFIX:
            method = babel_extract
        elif path.suffix != ".py":
            # Blanked-out markup is read as Python, where a line's indent would mean something.
            source = "\n".join(
                line.lstrip() for line in django_template.templatize(source, origin=path.name).splitlines()
            )
        place = path.relative_to(settings.BASE_DIR).as_posix()
        for _line, message, _comments, context in extract(method, io.BytesIO(source.encode()), keywords=_KEYWORDS):
            # No line numbers: a catalogue should change when a text does, not when a file grows.
            catalog.add(message, None, [(place, None)], context=context, flags=_flags(message))  # type: ignore[list-item]
    return catalog


def _flags(message: object) -> set[str]:
    texts = message if isinstance(message, tuple) else (message,)
    return {"python-format"} if any("%(" in str(text) for text in texts) else set()


def _empty_catalogue(language: str) -> Catalog:
    locale = to_locale(language)
    catalog = Catalog(locale=locale, charset="utf-8", project=None, header_comment="", fuzzy=False)
    catalog.mime_headers  # noqa: B018 - fixes the header's shape before reading
    return catalog


def stored(language: str) -> Catalog:
    """Return the catalogue as it is in the tree; an empty one if there is none yet."""
    path = path_of(language)
    if not path.exists():
        return _empty_catalogue(language)
    with path.open("rb") as file:
        return read_po(file, locale=to_locale(language), ignore_obsolete=True)


def update(language: str) -> Catalog:
    """Bring the stored catalogue up to date: translations stay, unused texts go.

    The translation of a text that gained or lost its plural goes as well, since it lacks the other's forms.
    """
    fresh, known = extracted(language), stored(language)
    for message in fresh:
        old = known.get(_key(message.id), message.context) if message.id else None
        if old is not None and isinstance(old.string, tuple) is message.pluralizable:
            message.string = old.string
            message.flags |= old.flags & {"fuzzy"}
    path = path_of(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, fresh, width=120, sort_output=True, omit_header=False, include_lineno=False)
    _steady_header(path, language)
    return fresh


def _steady_header(path: Path, language: str) -> None:
    # Dates and tool versions in the header would change the file at every run.
    head, _gap, body = path.read_text(encoding="utf-8").partition("\n\n")
    plural = next(line for line in head.splitlines() if "Plural-Forms" in line)
    lines = ['msgid ""', 'msgstr ""', f'"Language: {language}\\n"', '"Content-Type: text/plain; charset=utf-8\\n"']
    lines += ['"Content-Transfer-Encoding: 8bit\\n"', plural]
    path.write_text("\n".join(lines) + "\n\n" + body, encoding="utf-8")


def _key(message_id: object) -> str:
    return message_id[0] if isinstance(message_id, tuple) else str(message_id)


def problems(language: str) -> list[str]:
    """Return what is missing, stale, fuzzy or malformed in the language's catalogue, one sentence each."""
    fresh, known = extracted(language), stored(language)
    found = []
    for message in fresh:
        if not message.id:
            continue
        key = _key(message.id)
        translated = known.get(key, message.context)
        if translated is None:
            found.append(f"{language}: “{key}” is not in the catalogue; run manage.py messages.")
        elif translated.fuzzy:
            found.append(f"{language}: “{key}” is fuzzy.")
        elif not _is_whole(translated.string, message.id, known.num_plurals):
            found.append(f"{language}: “{key}” has no (whole) translation.")
        else:
            found += [f"{language}: “{key}”: {error}." for error in translated.check(known)]
    wanted = {(_key(message.id), message.context) for message in fresh if message.id}
    for message in known:
        if message.id and (_key(message.id), message.context) not in wanted:
            found.append(f"{language}: “{_key(message.id)}” is no longer used; run manage.py messages.")
    return found


def _is_whole(string: object, message_id: object, forms: int) -> bool:
    if isinstance(message_id, tuple):
        return isinstance(string, tuple) and len(string) == forms and all(string)
    return isinstance(string, str) and bool(string)


def compile_all() -> int:
    """Compile each catalogue whose .mo is older than its .po; return how many."""
    made = 0
    for source in sorted((settings.BASE_DIR / "locale").glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as file:
            catalog = read_po(file)
        fresh = target.with_suffix(".mo.new")
        with fresh.open("wb") as file:
            write_mo(file, catalog)
        fresh.replace(target)
        made += 1
    return made
