"""What a phone keeps of the portal: its manifest and its icons."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client
from PIL import Image, ImageChops

from accelerator.portal.views.well_known import PAPER

IMG = settings.BASE_DIR / "static" / "img"


def loaded(path: Path | str) -> Image.Image:
    with Image.open(path) as picture:
        picture.load()
        return picture


@pytest.mark.parametrize(("prefix", "language", "name"), [("", "ru", "Проходная"), ("/en", "en", "Prokhodnaya")])
def test_manifest_speaks_the_language_of_its_page(client: Client, prefix: str, language: str, name: str):
    [path] = re.findall(r'<link rel="manifest" href="([^"]+)">', client.get(f"{prefix}/gallery/").content.decode())
    answer = client.get(path)
    manifest = json.loads(answer.content)

    assert answer["Content-Type"] == "application/manifest+json"
    assert answer["Cache-Control"] == "public, max-age=86400"
    assert (manifest["lang"], manifest["short_name"], manifest["start_url"]) == (language, name, f"{prefix}/")
    assert manifest["name"] == {"ru": f"{name}: экскурсии на предприятия", "en": f"{name}: factory tours"}[language]
    assert manifest["id"] == manifest["scope"] == "/"
    assert "manifest-src 'self'" in client.get(f"{prefix}/gallery/")["Content-Security-Policy"]


def test_manifest_names_icons_of_the_size_they_have(client: Client):
    icons = json.loads(client.get("/manifest.webmanifest").content)["icons"]
    pngs = [icon for icon in icons if icon["type"] == "image/png"]

    assert {icon["sizes"] for icon in pngs if "purpose" not in icon} == {"192x192", "512x512"}
    assert [icon["sizes"] for icon in icons if icon.get("purpose") == "maskable"] == ["512x512"]
    for icon in icons:
        path = finders.find(icon["src"].removeprefix(settings.STATIC_URL))
        assert path
        if icon in pngs:
            width, height = loaded(path).size
            assert icon["sizes"] == f"{width}x{height}"


def test_manifest_has_the_colours_of_the_page():
    tokens = (settings.BASE_DIR / "static" / "css" / "tokens.css").read_text()
    assert f"--paper: {PAPER}" in tokens
    assert f'content="{PAPER}"' in (settings.BASE_DIR / "templates" / "base.html").read_text()


@pytest.mark.parametrize("name", ["favicon.ico", "apple-touch-icon.png"])
def test_icons_are_where_browsers_look_for_them(client: Client, name: str):
    answer = client.get(f"/{name}")
    assert (answer.status_code, answer["Location"]) == (302, f"{settings.STATIC_URL}img/{name}")


def test_committed_icons_are_those_of_the_sign(tmp_path: Path):
    subprocess.run([sys.executable, settings.BASE_DIR / ".ci" / "assets" / "app_icons.py", tmp_path], check=True)

    names = {path.name for path in tmp_path.iterdir()}
    assert names == {path.name for path in IMG.iterdir()} - {"favicon.svg", "icons.svg"}
    for name in names:
        made, committed = (loaded(folder / name) for folder in (tmp_path, IMG))
        assert (made.size, made.info.get("sizes")) == (committed.size, committed.info.get("sizes"))
        difference = ImageChops.difference(made.convert("RGBA"), committed.convert("RGBA"))
        assert max(high for _low, high in difference.getextrema()) <= 8, name
    assert loaded(IMG / "favicon.ico").info["sizes"] == {(16, 16), (32, 32), (48, 48)}


@pytest.mark.parametrize("name", ["icon-maskable-512.png", "apple-touch-icon.png"])
def test_icons_that_are_cut_have_no_transparent_corner(name: str):
    picture = loaded(IMG / name)
    assert picture.mode == "RGB"
    assert picture.getpixel((0, 0)) == picture.getpixel((picture.width - 1, picture.height - 1)) == (0x17, 0x19, 0x1C)
