"""Addresses that are resolved once per language."""

from uuid import uuid4

import pytest
from django.template import engines
from django.urls import NoReverseMatch, reverse
from django.utils import translation

from accelerator.base.common.addresses import address, address_if_any, address_pattern


@pytest.mark.parametrize(
    ("view_name", "args"),
    [
        ("portal:region", ["tours"]),
        ("photo_file", [uuid4(), 640, "webp"]),
        ("enterprises:album", ["tours", "tour", uuid4()]),
        ("country_map", []),
    ],
)
def test_address_is_what_reverse_gives_in_each_language(view_name: str, args: list) -> None:
    for language in ("ru", "en", "ru"):
        with translation.override(language):
            assert address(view_name, *args) == reverse(view_name, args=args)


def test_pattern_takes_a_slug_unless_told_otherwise() -> None:
    assert address_pattern("portal:region") % "klu" == reverse("portal:region", args=["klu"])
    assert address_pattern("seasons:season", int) % 2027 == reverse("seasons:season", args=[2027])


def test_view_that_is_not_there_is_an_error() -> None:
    with pytest.raises(NoReverseMatch):
        address("portal:none", "klu")


def test_room_that_is_not_there_has_no_address() -> None:
    assert address_if_any("portal:none") == ""
    assert address_if_any("portal:home") == reverse("portal:home")
    with translation.override("en"):
        assert address_if_any("portal:home") == reverse("portal:home")


def test_templates_have_it_as_a_tag() -> None:
    drawn = engines["django"].from_string('{% address "portal:region" slug %}').render({"slug": "klu"})
    assert drawn == reverse("portal:region", args=["klu"])
