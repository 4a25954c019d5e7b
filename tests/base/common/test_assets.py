"""Sizes, names and sums of what every page loads."""

import gzip
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.template import Context, Template

from accelerator.base.common.staticfiles import BUNDLES, PortalStaticStorage, bundle_sources, join_css
from accelerator.base.common.templatetags.portal import stylesheets

STATIC = Path(settings.BASE_DIR) / "static"
TEMPLATES = Path(settings.BASE_DIR) / "templates"
PAGES = [*TEMPLATES.rglob("*.html"), *Path(settings.BASE_DIR).glob("accelerator/*/templates/**/*.html")]
LAYERS = ["reset", "tokens", "base", "layout", "components", "pages", "utilities", "a11y"]


def gz(data: bytes) -> int:
    return len(gzip.compress(data, 9))


def joined(bundle: str) -> bytes:
    names = [path.relative_to(STATIC).as_posix() for path in STATIC.glob("css/**/*.css")]
    return join_css({name: (STATIC / name).read_text() for name in bundle_sources(bundle, names)}).encode()


@pytest.mark.parametrize(
    ("bundle", "budget"), [("portal", 14_000), ("forum", 3_000), ("regions", 1_000), ("staff", 4_000)]
)
def test_css_bundle_is_within_its_budget(bundle: str, budget: int) -> None:
    assert 0 < gz(joined(bundle)) <= budget


def test_font_is_within_its_budget() -> None:
    assert (STATIC / "vendor/onest/onest.woff2").stat().st_size <= 24_000


def test_shared_script_is_small() -> None:
    assert gz((STATIC / "js/app.js").read_bytes()) <= 1_024


@pytest.mark.parametrize("path", sorted(STATIC.glob("js/islands/*.js")), ids=lambda path: path.stem)
def test_island_is_small_and_listed(path: Path) -> None:
    assert gz(path.read_bytes()) <= 4_096
    assert f'import("./islands/{path.name}")' in (STATIC / "js/app.js").read_text()


@pytest.mark.parametrize("path", sorted(STATIC.glob("css/**/*.css")), ids=lambda path: path.stem)
def test_css_stays_in_its_layer(path: Path) -> None:
    # Outside a layer a rule would beat every layer; only fonts and the declaration of the order may stand there.
    outside = re.sub(r"@font-face\s*\{[^}]*\}|/\*.*?\*/", "", path.read_text(), flags=re.DOTALL)
    outside = re.sub(rf"@layer {', '.join(LAYERS)};", "", outside)
    depth, start, blocks = 0, 0, []
    for position, mark in enumerate(outside):
        depth += {"{": 1, "}": -1}.get(mark, 0)
        if mark == "}" and depth == 0:
            blocks.append(outside[start : position + 1].strip())
            start = position + 1
    assert depth == 0
    if path.stem == "plain":  # nothing in it counts where layers are known
        assert [block.partition("{")[0].strip() for block in blocks] == ["@supports not (color: revert-layer)"]
        return
    assert all(block.startswith("@layer ") for block in blocks)
    if path.stem != "a11y":
        assert "!important" not in path.read_text()


def test_layers_are_declared_in_order() -> None:
    first_named = dict.fromkeys(
        name for names in re.findall(r"@layer ([\w, ]+)[{;]", joined("portal").decode()) for name in names.split(",")
    )
    assert [name.strip() for name in first_named] == LAYERS


def test_joining_drops_comments_and_line_ends() -> None:
    assert join_css({"css/a.css": "/* one */\n\na {\n  top: 0;\n}\n", "css/b.css": "b { left: 0 } /* two\n */"}) == (
        "a{top:0}b{left:0}"
    )


@pytest.mark.parametrize("rule", [".tour :is(ul, ol) b", "a:not(:hover, .on)", ".a > .b + .c"])
def test_joining_keeps_what_selectors_mean(rule: str) -> None:
    [kept] = join_css({"css/a.css": f"{rule} {{ top: 0; }}"}).split("{")[:1]
    assert re.sub(r" ?([,>+]) ?", r"\1", rule) == kept


def test_joining_refuses_what_is_no_css() -> None:
    with pytest.raises(ValueError, match=r"css/a\.css"):
        join_css({"css/a.css": "a { top: }}"})


def test_joining_refuses_addresses_in_folders_below() -> None:
    with pytest.raises(ValueError, match=r"css/pages/tours\.css"):
        join_css({"css/pages/tours.css": ".a { background: url(map.png) }"})


def test_collectstatic_joins_hashes_and_compresses(tmp_path: Path) -> None:
    source = FileSystemStorage(STATIC)
    storage = PortalStaticStorage(location=tmp_path)
    names = [path.relative_to(STATIC).as_posix() for path in STATIC.rglob("*") if path.is_file()]
    for name in names:
        with source.open(name) as content:
            storage.save(name, content)
    processed = list(storage.post_process({name: (storage, name) for name in names}))
    assert not [name for name, _, failed in processed if isinstance(failed, Exception)]
    for target, _ in BUNDLES.values():
        hashed = storage.stored_name(target)
        assert re.fullmatch(r"css/\w+\.[0-9a-f]{12}\.css", hashed)
        assert (tmp_path / f"{hashed}.gz").exists()
        assert (tmp_path / f"{hashed}.br").exists()
    css = (tmp_path / storage.stored_name("css/portal.css")).read_text()
    font = re.search(r"url\(\"(\.\./vendor/onest/onest\.[0-9a-f]{12}\.woff2)\"\)", css)
    assert font and (tmp_path / "css" / font[1]).resolve().exists()
    script = (tmp_path / storage.stored_name("js/app.js")).read_text()
    islands = re.findall(r'import\("\./(islands/[^"]+)"\)', script)
    assert islands and all((tmp_path / "js" / name).exists() and name.count(".") == 2 for name in islands)


def test_stylesheets_tag_names_sources_without_collecting() -> None:
    html = Template("{% stylesheets %}{% stylesheets 'staff' %}").render(Context())
    found = re.findall(r'href="/static/(css/[^"]+)"', html)
    assert found[:2] == ["css/reset.css", "css/tokens.css"]
    assert found.index("css/components.css") < found.index("css/utilities.css") < found.index("css/staff.css")


@pytest.fixture
def _addresses_found_anew() -> Iterator[None]:
    stylesheets.cache_clear()
    yield
    stylesheets.cache_clear()


@pytest.mark.usefixtures("_addresses_found_anew")
def test_stylesheets_tag_names_the_joined_file_where_static_files_are_collected(settings) -> None:
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "tests.base.common.test_assets.CollectedStorage"},
    }
    html = Template("{% stylesheets %}").render(Context())
    assert html == '<link rel="stylesheet" href="/static/css/portal.css">'


class CollectedStorage(PortalStaticStorage):
    """Collected, with every name as it is."""

    def stored_name(self, name: str) -> str:
        return name


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_page_loads_htmx_where_it_or_a_part_of_it_has_such_attributes(path: Path) -> None:
    source = path.read_text()
    extends = "{% extends " in source
    assert ('{% include "components/htmx.html" %}' in source) == (extends and has_htmx_attributes(source))


# What a page encloses as live is drawn elsewhere.
LIVE = {"dates": "catalogue/_dates.jinja"}


def has_htmx_attributes(source: str, parameters: str = "target=") -> bool:
    """Whether a template, or a part that it includes with these parameters, has hx- attributes."""
    if "target=" not in parameters:
        source = re.sub(r"{% if target %}.*?{% endif %}", "", source, flags=re.DOTALL).replace(" target=target", "")
    parts = re.findall(r'{% (?:include|part|part_once) "([^"]+)"(.*?)%}', source)
    parts += [(name, "") for mark, name in LIVE.items() if f"{{{{ live.{mark} }}}}" in source]
    return bool(re.search(r"\shx-[\w:-]+=", source)) or any(
        has_htmx_attributes((TEMPLATES / part).read_text(), given) for part, given in parts
    )


def test_every_icon_asked_for_is_in_the_sprite() -> None:
    sprite = set(re.findall(r'<symbol id="([^"]+)"', (STATIC / "img/icons.svg").read_text()))
    asked: dict[str, str] = {}
    for path in PAGES:
        text = path.read_text()
        for name in re.findall(r'{% icon "([^"]+)"', text) + re.findall(r'\bicon="([^"]+)"', text):
            asked.setdefault(name, path.name)
    assert {name: page for name, page in asked.items() if name not in sprite} == {}


def test_templates_hold_nothing_that_the_csp_refuses() -> None:
    refused = re.compile(
        r"\sstyle=|\son(?:click|change|submit|load|input|error)=|=.javascript:|<script(?![^>]*\bsrc=)", re.IGNORECASE
    )
    # JSON-LD is data; emails have no CSP and need their styles.
    found = [
        path.as_posix()
        for path in PAGES
        if "mail" not in path.parts
        and refused.search(re.sub(r"<script[^>]*application/(?:ld\+)?json", "", path.read_text()))
    ]
    assert found == []


def test_vendored_files_that_are_changed_or_unlisted_are_named(tmp_path: Path) -> None:
    folder = tmp_path / "static" / "vendor"
    folder.mkdir(parents=True)
    (folder / "a.js").write_text("changed")
    (folder / "b.js").write_text("new")
    (folder / "VENDORED.md").write_text(f"| `a.js` | a | 1 | MIT | `{'0' * 64}` |\n")
    (tmp_path / ".ci").mkdir()
    program = shutil.copy(Path(settings.BASE_DIR) / ".ci" / "vendored.py", tmp_path / ".ci")

    ran = subprocess.run([sys.executable, program], capture_output=True, text=True, check=False)

    assert ran.returncode == 1
    assert "a.js is not the file that was vendored" in ran.stderr
    assert "b.js is not listed" in ran.stderr
