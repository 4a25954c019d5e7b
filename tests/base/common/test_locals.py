"""The language, time zone and addresses of the moment."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest
from asgiref.sync import sync_to_async
from django.utils import timezone, translation

from accelerator.base.common.locals import HOLDERS, Local


@pytest.mark.parametrize(("module", "name"), HOLDERS)
def test_django_keeps_what_is_of_the_moment_in_a_context_variable(module: object, name: str) -> None:
    assert isinstance(getattr(module, name), Local)


def test_value_that_is_not_set_is_no_attribute() -> None:
    local = Local("test")
    assert getattr(local, "value", "default") == "default"
    local.value = None
    assert local.value is None
    del local.value
    assert not hasattr(local, "value")


def test_language_is_of_one_thread() -> None:
    with translation.override("en"), ThreadPoolExecutor(1) as others:
        assert others.submit(translation.get_language).result() == "ru"
        assert translation.get_language() == "en"


def test_language_and_time_zone_go_along_to_the_thread_of_a_task_and_are_its_own() -> None:
    async def asked(language: str, zone: str) -> tuple[str, str]:
        translation.activate(language)
        timezone.activate(zone)
        await asyncio.sleep(0)  # the other task activates its own
        return await sync_to_async(lambda: (translation.get_language(), timezone.get_current_timezone_name()))()

    async def both() -> list[tuple[str, str]]:
        return await asyncio.gather(asked("en", "Asia/Omsk"), asked("ru", "Europe/Samara"))

    assert asyncio.run(both()) == [("en", "Asia/Omsk"), ("ru", "Europe/Samara")]
    assert translation.get_language() == "ru"
