"""Static files: hashed names, prebuilt compression, and the layers of CSS joined into one file for each audience."""

import re
from collections.abc import Iterator
from fnmatch import fnmatch
from functools import cache
from typing import Any

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.files.base import ContentFile
from django.templatetags.static import static
from whitenoise.storage import CompressedManifestStaticFilesStorage

# name → (file made by collectstatic, its sources in order). The order of the layers is declared in reset.css.
BUNDLES: dict[str, tuple[str, tuple[str, ...]]] = {
    "portal": (
        "css/portal.css",
        (
            "css/reset.css", "css/tokens.css", "css/base.css", "css/layout.css", "css/components.css",
            "css/pages/*.css", "css/utilities.css", "css/a11y.css", "css/plain.css",
        ),
    ),
    "forum": ("css/forums.css", ("css/forum.css",)),
    "regions": ("css/regions.css", ("css/atlas.css",)),
    "staff": ("css/cabinet.css", ("css/staff.css", "css/staff/*.css")),
}  # fmt: skip

_TOKEN = re.compile(
    r"""(?P<string>"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')|(?P<comment>/\*.*?\*/)|(?P<space>\s+)|(?P<mark>[{};,])""",
    re.DOTALL,
)


def squeeze_css(source: str) -> str:
    """The same rules without comments, indents and line ends; strings stay as they are.

    Spaces that may mean something (in selectors, calc and shorthands) become one space.
    """
    squeezed: list[str] = []
    position = 0

    def put(text: str) -> None:
        if text == " " and (not squeezed or squeezed[-1][-1:] in " {};,"):
            return
        if text in ("{", "}", ";", ",") and squeezed and squeezed[-1] == " ":
            squeezed.pop()
        if text == "}" and squeezed and squeezed[-1] == ";":
            squeezed.pop()
        squeezed.append(text)

    for token in _TOKEN.finditer(source):
        if plain := source[position : token.start()]:
            put(plain)
        position = token.end()
        if token["comment"] or token["space"]:
            put(" ")
        else:
            put(token[0])
    if plain := source[position:]:
        put(plain)
    # A colon followed by a space is always a declaration's or a media feature's: selectors have none there.
    pieces = re.split(r"""("(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')""", "".join(squeezed).strip())
    return "".join(piece if index % 2 else piece.replace(": ", ":") for index, piece in enumerate(pieces))


def bundle_sources(bundle: str, names: list[str]) -> list[str]:
    """Those of the names that the bundle is made of, in the order of its layers."""
    patterns = BUNDLES[bundle][1]
    return [name for pattern in patterns for name in sorted(names) if fnmatch(name, pattern)]


def join_css(parts: dict[str, str]) -> str:
    """One stylesheet out of several; only a file that stays in its folder may name others by url()."""
    for name, text in parts.items():
        if name.count("/") > 1 and re.search(r"url\((?!\s*[\"']?data:)", text):
            raise ValueError(
                f"{name}: url() belongs in css/base.css or css/components.css, since layers are joined there"
            )
    return "".join(squeeze_css(text) for text in parts.values())


class PortalStaticStorage(CompressedManifestStaticFilesStorage):
    """WhiteNoise's storage, with module imports hashed and the bundles of CSS made at collectstatic."""

    support_js_module_import_aggregation = True

    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: Any) -> Iterator[tuple[Any, ...]]:
        if not dry_run:
            for bundle, (target, _) in BUNDLES.items():
                parts = {}
                for name in bundle_sources(bundle, list(paths)):
                    storage, path = paths[name]
                    with storage.open(path) as source:
                        parts[name] = source.read().decode()
                self.delete(target)
                self._save(target, ContentFile(join_css(parts).encode()))
                paths[target] = (self, target)
        yield from super().post_process(paths, dry_run, **options)


def stylesheet_urls(bundle: str) -> list[str]:
    """Return the bundle's one joined file where static files are collected; its sources elsewhere."""
    if isinstance(staticfiles_storage, PortalStaticStorage):
        return [static(BUNDLES[bundle][0])]
    return [static(name) for name in bundle_sources(bundle, _css_names())]


@cache  # looked for on every page it takes a fifth of the page's time; a new file wants a new process
def _css_names() -> list[str]:
    return [
        name
        for finder in finders.get_finders()
        for name, _ in finder.list(["*.js", "*.png", "*.svg"])
        if name.startswith("css/") and name.endswith(".css")
    ]
