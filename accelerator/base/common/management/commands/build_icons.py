"""Make the sprite of icons, static/img/icons.svg, out of Lucide's own files (npm package lucide-static, ISC).

    npm pack lucide-static && tar xzf lucide-static-*.tgz
    manage.py build_icons package/icons

A new icon is a name in ICONS. Templates draw one by {% icon "name" %}; only files made here are ever asked for.
"""

from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

ICONS = [
    "accessibility", "arrow-left", "arrow-right", "arrow-right-left", "baby", "badge-check", "ban", "building-2",
    "bus", "calendar", "calendar-check", "calendar-days", "calendar-plus", "calendar-x", "camera", "camera-off",
    "car", "chart-no-axes-column", "check", "chevron-down", "chevron-left", "chevron-right", "chevron-up",
    "circle-alert", "circle-check", "circle-help", "circle-user-round", "circle-x", "clipboard-check",
    "clipboard-list", "clock", "copy", "download", "ear", "external-link", "eye", "eye-off", "factory",
    "file-down", "file-text", "filter", "footprints", "glasses", "globe", "graduation-cap", "hard-hat", "history",
    "id-card", "image", "info", "key-round", "landmark", "languages", "list", "lock", "log-in", "log-out", "mail",
    "map", "map-pin", "menu", "minus", "pencil", "phone", "plus", "presentation", "printer", "qr-code",
    "refresh-cw", "route", "scan-line", "search", "settings", "share-2", "shield-check", "shirt",
    "sliders-horizontal", "square-pen", "tag", "thermometer", "ticket", "timer", "train-front", "trash-2",
    "triangle-alert", "undo-2", "upload", "user", "user-plus", "users", "utensils", "volume-2", "waypoints",
    "wifi-off", "wine", "x",
]  # fmt: skip

_SVG = "{http://www.w3.org/2000/svg}"
_HEAD = "<!-- Icons of Lucide, ISC licence: see vendor/lucide/LICENSE. Made by `manage.py build_icons`. -->"


class Command(BaseCommand):
    help = "Builds static/img/icons.svg from the icons of lucide-static."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("icons", type=Path, help="the package's folder of .svg files")

    def handle(self, *, icons: Path, **_: Any) -> None:
        if missing := [name for name in ICONS if not (icons / f"{name}.svg").is_file()]:
            raise CommandError(f"Not among the files of {icons}: {', '.join(missing)}.")
        symbols = "\n".join(symbol(name, (icons / f"{name}.svg").read_text()) for name in sorted(set(ICONS)))
        target = settings.BASE_DIR / "static" / "img" / "icons.svg"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(f'{_HEAD}\n<svg xmlns="http://www.w3.org/2000/svg">\n{symbols}\n</svg>\n')
        self.stdout.write(f"{len(set(ICONS))} icons, {target.stat().st_size:,} bytes")


def symbol(name: str, source: str) -> str:
    """One icon as a symbol that is drawn in the colour of the words around it."""
    root = ElementTree.fromstring(source)  # noqa: S314 - files a developer has unpacked
    shapes = ""
    for child in root:
        attributes = " ".join(f'{key}="{value}"' for key, value in child.attrib.items())
        shapes += f"<{child.tag.removeprefix(_SVG)} {attributes}/>"
    stroke = 'fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round"'
    return f'<symbol id="{name}" viewBox="0 0 24 24" {stroke}>{shapes}</symbol>'
