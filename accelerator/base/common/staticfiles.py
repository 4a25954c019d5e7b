"""Static files: hashed names, prebuilt compression, and the layers of CSS joined into one file for each audience."""

import re
from collections.abc import Iterator
from fnmatch import fnmatch
from functools import cache
from typing import Any

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.apps import StaticFilesConfig
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
    "search": ("css/search.css", ("css/suggest.css", "css/found.css")),
    "staff": ("css/cabinet.css", ("css/staff.css", "css/staff/*.css")),
}  # fmt: skip


def bundle_sources(bundle: str, names: list[str]) -> list[str]:
    """Return the names that the bundle is made of, in the order of its layers."""
    patterns = BUNDLES[bundle][1]
    return [name for pattern in patterns for name in sorted(names) if fnmatch(name, pattern)]


def join_css(parts: dict[str, str]) -> str:
    """Return one minified stylesheet; raise ValueError for CSS that cannot be parsed.

    Only a file that stays in its folder may name others by url().
    """
    import lightningcss  # noqa: PLC0415 - twelve megabytes that collectstatic alone needs

    for name, text in parts.items():
        if name.count("/") > 1 and re.search(r"url\((?!\s*[\"']?data:)", text):
            raise ValueError(
                f"{name}: url() belongs in css/base.css or css/components.css, since layers are joined there"
            )
    return lightningcss.process_stylesheet("\n".join(parts.values()), filename=", ".join(parts), minify=True)


class PortalStaticStorage(CompressedManifestStaticFilesStorage):
    """WhiteNoise's storage, with hashed module imports and CSS bundles made at collectstatic."""

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
    """Return the bundle's joined file if static files are collected, its sources otherwise."""
    if isinstance(staticfiles_storage, PortalStaticStorage):
        return [static(BUNDLES[bundle][0])]
    return [static(name) for name in bundle_sources(bundle, _css_names())]


@cache  # searching for them on every page would take a fifth of its time; a new file needs a new process
def _css_names() -> list[str]:
    return [
        name
        for finder in finders.get_finders()
        for name, _ in finder.list(["*.js", "*.png", "*.svg"])
        if name.startswith("css/") and name.endswith(".css")
    ]


class PortalStaticFilesConfig(StaticFilesConfig):
    """Django's own app, without what no page names: the unminified twins and unused versions that packages bring."""

    ignore_patterns = [
        *StaticFilesConfig.ignore_patterns,
        "admin/js/vendor/jquery/jquery.js",
        "admin/js/vendor/select2/select2.full.js",
        "admin/js/vendor/xregexp/xregexp.js",
        "django_htmx/ext/*",  # one of them imports a module that the package does not bring
        "django_htmx/htmax-*",
        "django_htmx/htmx-2*",
        "django_htmx/htmx-4.js",
    ]
