"""What belongs to the demo is refused everywhere else: its accounts have a password that everybody can read."""

import inspect
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import CommandError, call_command, get_commands, load_command_class
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from accelerator.base.accounts.models import User
from accelerator.portal.demo.commands import DemoCommand
from regions.services import load_regions

OURS = ("accelerator.", "regions", "tours")


def commands_that_touch_the_demo() -> list[str]:
    """Every command of ours that is named after the demo, or whose source imports from it."""
    found = []
    for name, app in get_commands().items():
        if str(app).startswith(OURS):
            source = inspect.getsource(inspect.getmodule(type(load_command_class(app, name))))
            if "demo" in name or "portal.demo" in source:
                found.append(name)
    return sorted(found)


def addresses_of_the_demo(patterns: Any = None, prefix: str = "") -> Iterator[str]:
    """Every address whose view stands in the demo's package, with something for each argument."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from addresses_of_the_demo(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern) and ".demo." in f"{inspect.unwrap(pattern.callback).__module__}.":
            yield "/" + route.replace("<str:key>", "20260301120000000000-abcdef01").replace("<int:number>", "1")


def test_there_is_something_to_walk() -> None:
    assert commands_that_touch_the_demo() == ["demo_accounts", "demo_mailbox", "load_demo"]
    assert len(list(addresses_of_the_demo())) >= 5


@pytest.mark.django_db
@pytest.mark.parametrize("mode", ["production", "test"])
@pytest.mark.parametrize("name", commands_that_touch_the_demo())
def test_command_of_the_demo_is_refused_elsewhere(settings: Any, name: str, mode: str) -> None:
    settings.MODE, settings.DEMO, settings.PRODUCTION = mode, False, mode == "production"
    load_regions()  # what load_demo asks for: nothing but the refusal is left to stop it

    with pytest.raises(CommandError, match="demo alone"):
        call_command(name)

    assert isinstance(load_command_class(get_commands()[name], name), DemoCommand)
    assert not User.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("address", sorted(addresses_of_the_demo()))
def test_page_of_the_demo_does_not_exist_elsewhere(client: Client, settings: Any, address: str) -> None:
    settings.MODE, settings.DEMO, settings.DEBUG, settings.PRODUCTION = "production", False, False, True

    assert client.get(address).status_code == 404
