"""The language, time zone and addresses of the moment."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

from django.utils import timezone, translation

from accelerator.base.common.locals import HOLDERS, Local, use_context_variables


def test_django_keeps_what_is_of_the_moment_in_context_variables() -> None:
    with translation.override("en"):
        use_context_variables()  # again: a test that overrides settings has Django make its own
        assert translation.get_language() == "en"
    assert translation.get_language() == "ru"
    assert all(isinstance(getattr(module, name), Local) for module, name in HOLDERS)


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
    async def asked(language: str, zone: str) -> tuple[str | None, str]:
        translation.activate(language)
        timezone.activate(zone)
        await asyncio.sleep(0)  # the other task activates its own
        return await asyncio.to_thread(lambda: (translation.get_language(), timezone.get_current_timezone_name()))

    async def both() -> list[tuple[str | None, str]]:
        return await asyncio.gather(asked("en", "Asia/Omsk"), asked("ru", "Europe/Samara"))

    use_context_variables()
    with ThreadPoolExecutor(1) as others:  # in this thread a browser's loop may run
        assert others.submit(asyncio.run, both()).result() == [("en", "Asia/Omsk"), ("ru", "Europe/Samara")]
    assert translation.get_language() == "ru"
