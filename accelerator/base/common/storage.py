"""Static files: hashed names, prebuilt compression, and the layers of CSS joined into one file for each audience."""

import re
from collections.abc import Iterator
from fnmatch import fnmatch
from typing import Any

from django.core.files.base import ContentFile
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

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


def without_comments(source: str) -> str:
    """The same rules without comments, indents and empty lines; no string may hold a comment's mark.

    A minifier would save 300 of the 12,000 bytes that a browser gets, and rcssmin joins `.a :is(.b)` to `.a:is(.b)`.
    """
    lines = (line.strip() for line in _COMMENT.sub("", source).splitlines())
    return "".join(f"{line}\n" for line in lines if line)


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
    return "".join(without_comments(text) for text in parts.values())


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
