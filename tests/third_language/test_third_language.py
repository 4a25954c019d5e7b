"""A third language is a setting, a catalogue and one command."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from accelerator.embedded.services import Services
from accelerator.environment import Environment
from tests.cluster import ROOT, copy_template_to

CATALOGUE = {"Tours": "参观", "Search": "搜索", "Enterprises": "企业", "Sightseeing": "观光"}


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """What a portal says whose settings name zh-hans, in a database made for Russian and English."""
    words = tmp_path_factory.mktemp("locale")
    folder = words / "zh_Hans" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    catalogue = Catalog(locale="zh_Hans")
    for english, chinese in CATALOGUE.items():
        catalogue.add(english, chinese)
    with (folder / "django.mo").open("wb") as file:
        write_mo(file, catalogue)
    with tempfile.TemporaryDirectory(prefix="pl") as place:
        Path(place).chmod(0o711)
        with Services(Path(place) / "own", durable=False) as services:
            copy_template_to(services)
            environment = {
                **os.environ,
                "PORTAL_MODE": "test",
                "DJANGO_SETTINGS_MODULE": "accelerator.settings",
                "DATABASE_URL": services.addresses.environment["DATABASE_OWNER_URL"],
                "MORE_LANGUAGES": "zh-hans",
                "MORE_LOCALES": str(words),
                "PORTAL_NAME_ZH_HANS": "入口",
            }
            argv = [sys.executable, "-m", "tests.third_language.portal"]
            ran = subprocess.run(argv, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)
            assert ran.returncode == 0, ran.stderr
            yield json.loads(ran.stdout.splitlines()[-1])


@pytest.mark.django_db
def test_third_language_has_its_pages(portal: dict[str, Any]) -> None:
    assert re.search(r'<html\s+lang="zh-hans"', portal["home"])
    assert "入口" in portal["home"]
    assert any(chinese in portal["home"] for chinese in CATALOGUE.values())
    assert "钢铁厂参观" in portal["page"]
    assert "Smelting" not in portal["page"]
    assert portal["consent"] == 200


@pytest.mark.django_db
def test_third_language_is_found_by_part_of_a_title_and_by_the_name_of_a_kind(portal: dict[str, Any]) -> None:
    assert portal["words"] == {"钢铁厂": True, "观光": True, "плавки": True, "smelting": True, "飞机": False}


@pytest.mark.django_db
def test_third_language_is_written_and_read_everywhere(portal: dict[str, Any]) -> None:
    assert portal["languages"] == ["zh-hans"]
    assert portal["fields"] == ["ru", "en", "zh-hans"]
    assert portal["busy"] == ["en", "ru", "zh-hans"]
    assert portal["name"]["zh-hans"] == "入口"


@pytest.mark.django_db
def test_third_language_has_its_columns_and_is_missed_where_it_is_not_written(portal: dict[str, Any]) -> None:
    chinese = "китайский (упрощенная)"
    assert portal["headings"] == ["Название (английский)", f"Название ({chinese})"]
    assert portal["untranslated"] == chinese


def test_language_that_nobody_knows_is_refused() -> None:
    env = Environment({"MORE_LANGUAGES": "zh-hans,xx"})
    assert [code for code in env.words("MORE_LANGUAGES") if env.known_language("MORE_LANGUAGES", code)] == ["zh-hans"]
    assert env.problems == ["MORE_LANGUAGES holds “xx”; set it to codes such as zh-hans or de, separated by commas."]
