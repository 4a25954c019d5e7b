"""The interface's words: one gettext catalogue per room, extracted, checked and compiled with Babel alone.

Texts stand in English in the code; `locale/<room>/ru/LC_MESSAGES/django.po` holds the Russian ones.
"""

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.apps import apps
from django.conf import settings
from django.utils.translation import template as django_template

LANGUAGE = "ru"
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
# Texts of the pages that belong to no room live with the common one.
_SHARED_TEMPLATES = (
    "base.html",
    "cabinet_base.html",
    "components",
    "errors",
    "common",
    "django",
)
_EXTRA_TEMPLATES = {
    "accounts": ("account", "allauth", "mfa", "socialaccount", "usersessions"),
    "notifications": ("mail",),
}


@dataclass(frozen=True)
class Room:
    """One room's sources and its catalogue."""

    label: str
    package: Path

    @property
    def path(self) -> Path:
        return settings.BASE_DIR / "locale" / self.label / LANGUAGE / "LC_MESSAGES" / "django.po"

    def sources(self) -> Iterator[Path]:
        """The room's own Python files, then its templates; nested rooms have their own catalogues."""
        nested = [
            room.package for room in rooms() if room.package != self.package and self.package in room.package.parents
        ]
        for path in sorted(self.package.rglob("*.py")):
            inside = any(package in path.parents for package in nested)
            if not inside and "migrations" not in path.parts:
                yield path
        templates = settings.BASE_DIR / "templates"
        names = _SHARED_TEMPLATES if self.label == "common" else (self.label, *_EXTRA_TEMPLATES.get(self.label, ()))
        for name in names:
            root = templates / name
            yield from sorted(p for p in (root.rglob("*") if root.is_dir() else [root]) if p.is_file())
        if self.label == "common":
            yield from (settings.BASE_DIR / "accelerator" / name for name in ("settings.py", "urls.py"))


def rooms() -> list[Room]:
    """Every app of ours."""
    inside = (config for config in apps.get_app_configs() if settings.BASE_DIR in Path(config.path).parents)
    ours = (config for config in inside if ".venv" not in Path(config.path).parts)
    return sorted((Room(config.label, Path(config.path)) for config in ours), key=lambda room: room.label)


def extracted(room: Room) -> Catalog:
    """What the room's sources say today."""
    catalog = _empty_catalogue()
    for path in room.sources():
        source = path.read_text(encoding="utf-8")
        if path.suffix != ".py":
            # Blanked-out markup is read as Python, where a line's indent would mean something.
            source = "\n".join(
                line.lstrip() for line in django_template.templatize(source, origin=path.name).splitlines()
            )
        place = path.relative_to(settings.BASE_DIR).as_posix()
        for _line, message, _comments, context in extract("python", io.BytesIO(source.encode()), keywords=_KEYWORDS):
            # No line numbers: a catalogue should change when a text does, not when a file grows.
            catalog.add(message, None, [(place, None)], context=context, flags=_flags(message))  # type: ignore[list-item]
    return catalog


def _flags(message: object) -> set[str]:
    texts = message if isinstance(message, tuple) else (message,)
    return {"python-format"} if any("%(" in str(text) for text in texts) else set()


def _empty_catalogue() -> Catalog:
    catalog = Catalog(locale=LANGUAGE, charset="utf-8", project=None, header_comment="", fuzzy=False)
    catalog.mime_headers  # noqa: B018 - fixes the header's shape before reading
    return catalog


def stored(room: Room) -> Catalog:
    if not room.path.exists():
        return _empty_catalogue()
    with room.path.open("rb") as file:
        return read_po(file, locale=LANGUAGE, ignore_obsolete=True)


def update(room: Room) -> Catalog:
    """Bring the stored catalogue up to what the sources say; translations stay, what is gone goes.

    So does the translation of a text that has gained or lost its plural: the one says nothing of the other's forms.
    """
    fresh, known = extracted(room), stored(room)
    for message in fresh:
        old = known.get(_key(message.id), message.context) if message.id else None
        if old is not None and isinstance(old.string, tuple) is message.pluralizable:
            message.string = old.string
            message.flags |= old.flags & {"fuzzy"}
    if len(fresh):
        room.path.parent.mkdir(parents=True, exist_ok=True)
        with room.path.open("wb") as file:
            write_po(file, fresh, width=120, sort_output=True, omit_header=False, include_lineno=False)
        _steady_header(room.path)
    elif room.path.exists():
        room.path.unlink()
    return fresh


def _steady_header(path: Path) -> None:
    # Dates and tool versions in the header would change the file at every run.
    head, _gap, body = path.read_text(encoding="utf-8").partition("\n\n")
    plural = next(line for line in head.splitlines() if "Plural-Forms" in line)
    lines = ['msgid ""', 'msgstr ""', '"Language: ru\\n"', '"Content-Type: text/plain; charset=utf-8\\n"']
    lines += ['"Content-Transfer-Encoding: 8bit\\n"', plural]
    path.write_text("\n".join(lines) + "\n\n" + body, encoding="utf-8")


def _key(message_id: object) -> str:
    return message_id[0] if isinstance(message_id, tuple) else str(message_id)


def problems(room: Room) -> list[str]:
    """What is missing, stale, fuzzy or badly formed in the room's catalogue, one sentence each."""
    fresh, known = extracted(room), stored(room)
    found = []
    for message in fresh:
        if not message.id:
            continue
        key = _key(message.id)
        translated = known.get(key, message.context)
        if translated is None:
            found.append(f"{room.label}: “{key}” is not in the catalogue; run manage.py messages {room.label}.")
        elif translated.fuzzy:
            found.append(f"{room.label}: “{key}” is fuzzy.")
        elif not _is_whole(translated.string, message.id):
            found.append(f"{room.label}: “{key}” has no (whole) Russian text.")
        else:
            found += [f"{room.label}: “{key}”: {error}." for error in translated.check(known)]
    wanted = {(_key(message.id), message.context) for message in fresh if message.id}
    for message in known:
        if message.id and (_key(message.id), message.context) not in wanted:
            found.append(f"{room.label}: “{_key(message.id)}” is no longer used; run manage.py messages {room.label}.")
    return found


def clashes(catalogs: Mapping[str, Catalog]) -> list[str]:
    """Texts that two rooms translate differently: Django joins all catalogues, and one of the two would never be read.

    Catalogues are by the room's label.
    """
    said: dict[tuple[str, bool, str | None], dict[object, str]] = {}  # with a plural it is another text
    for label, catalog in catalogs.items():
        for message in catalog:
            if message.id and message.string:
                key = (_key(message.id), isinstance(message.id, tuple), message.context)
                said.setdefault(key, {}).setdefault(message.string, label)
    return [
        f"{' and '.join(versions.values())}: “{key}” has two Russian texts; give one of them a context."
        for (key, _plural, _context), versions in said.items()
        if len(versions) > 1
    ]


def _is_whole(string: object, message_id: object) -> bool:
    if isinstance(message_id, tuple):
        return isinstance(string, tuple) and len(string) == 3 and all(string)
    return isinstance(string, str) and bool(string)


def compile_all() -> int:
    """Make each catalogue's .mo beside it where it is older than its .po; returns how many were made."""
    made = 0
    for source in sorted((settings.BASE_DIR / "locale").glob("*/*/LC_MESSAGES/*.po")):
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
