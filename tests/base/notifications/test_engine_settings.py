"""Celery set up so that nothing depends on it: each line here was an outage elsewhere."""

import inspect

import pytest
from celery import current_app
from django.conf import settings

CONF = current_app.conf


@pytest.fixture(autouse=True, scope="module")
def tasks() -> None:
    current_app.loader.import_default_modules()


def ours() -> list[str]:
    return [name for name in current_app.tasks if not name.startswith("celery.")]


def test_visibility_timeout_is_one_figure_and_longer_than_any_task() -> None:
    figures = {
        CONF.visibility_timeout,
        CONF.broker_transport_options["visibility_timeout"],
        CONF.result_backend_transport_options["visibility_timeout"],
    }
    assert figures == {600}
    assert CONF.task_time_limit < 600
    assert settings.MESSAGES_BUDGET.total_seconds() < CONF.task_time_limit


def test_work_of_a_killed_worker_is_done_again_and_nothing_ends_work_in_the_middle() -> None:
    assert CONF.task_acks_late
    assert CONF.task_reject_on_worker_lost
    assert not CONF.worker_cancel_long_running_tasks_on_connection_loss
    assert CONF.task_soft_time_limit is None


def test_worker_waits_for_its_broker_for_ever() -> None:
    assert CONF.broker_connection_retry
    assert CONF.broker_connection_retry_on_startup
    assert CONF.broker_connection_max_retries is None


def test_only_json_is_spoken_and_no_result_is_kept() -> None:
    assert CONF.accept_content == CONF.result_accept_content == ["json"]
    assert CONF.task_serializer == CONF.result_serializer == CONF.event_serializer == "json"
    assert CONF.result_backend is None
    assert CONF.task_ignore_result


def test_beat_rings_only_tasks_that_exist_and_rings_expire() -> None:
    assert {entry["task"] for entry in CONF.beat_schedule.values()} <= set(ours())
    assert all(0 < entry["options"]["expires"] <= entry["schedule"] for entry in CONF.beat_schedule.values())
    assert CONF.timezone == "UTC"


def test_every_task_takes_arguments_of_a_later_version() -> None:
    for name in ours():
        parameters = inspect.signature(current_app.tasks[name].run).parameters.values()
        assert any(parameter.kind is parameter.VAR_KEYWORD for parameter in parameters), name
