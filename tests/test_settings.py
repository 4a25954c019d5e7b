"""Settings as an operator meets them: what is missing or odd stops the start with a sentence that says what to set."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage.handler import StorageHandler

from accelerator.environment import Environment
from accelerator.media import media_storage
from tests.cluster import ROOT
from tests.production import ENVIRONMENT

KEY = ENVIRONMENT["IDENTITY_KEYS"].partition(":")[2]
# Reads the settings once for every line, under the environment that it brings and nothing else.
CHILD = """
import importlib, json, os, sys
from django.core.exceptions import ImproperlyConfigured
for line in sys.stdin:
    os.environ.clear()
    os.environ.update(json.loads(line))
    sys.modules.pop("accelerator.settings", None)
    try:
        settings = vars(importlib.import_module("accelerator.settings"))
        answer = {name: value for name, value in settings.items() if name.isupper()}
    except ImproperlyConfigured as problem:
        answer = {"problem": str(problem)}
    print(json.dumps(answer, default=object.__repr__), flush=True)
"""

Read = Callable[..., dict[str, Any]]


@pytest.fixture(scope="module")
def read() -> Iterator[Read]:
    """Production's settings with some variables changed (or None, left out), read by a process of their own."""
    with subprocess.Popen(
        [sys.executable, "-c", CHILD], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as child:

        def read_with(**changed: str | None) -> dict[str, Any]:
            environment = {name: value for name, value in {**ENVIRONMENT, **changed}.items() if value is not None}
            assert child.stdin is not None
            assert child.stdout is not None
            child.stdin.write(json.dumps(environment) + "\n")
            child.stdin.flush()
            return dict(json.loads(child.stdout.readline()))

        yield read_with
        assert child.stdin is not None
        child.stdin.close()


def test_production_starts_with_what_it_needs(read: Read) -> None:
    assert "problem" not in read()


@pytest.mark.parametrize("name", [name for name in ENVIRONMENT if name != "PORTAL_MODE"])
@pytest.mark.parametrize("value", [None, "", "  "])
def test_missing_value_is_asked_for(read: Read, name: str, value: str | None) -> None:
    problem = read(**{name: value})["problem"]

    assert problem.startswith(f"{name} is missing; set it, for example to ")
    assert problem.count(" is missing") == 1


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORTAL_MODE", "prod"),
        ("BASE_URL", "tours.example.org"),
        ("BASE_URL", "http://tours.example.org"),
        ("BASE_URL", "https://tours.example.org/portal"),
        ("BASE_URL", "https://туры.example.org"),
        ("BASE_URL", "https://tours.example.org:port"),
        ("ALLOWED_HOSTS", "https://tours.example.org"),
        ("ALLOWED_HOSTS", "*"),
        ("ALLOWED_HOSTS", "tours.portal.internal:443"),
        ("ALLOWED_HOSTS", "tours.portal.internal,туры.рф"),
        ("ALLOWED_HOSTS", "other.example.org"),  # every link in a letter would lead to a refusal
        ("SECRET_KEY", "short"),
        ("IDENTITY_KEYS", "abc"),
        ("IDENTITY_KEYS", "abc:abc"),
        ("IDENTITY_KEYS", f":{KEY}"),
        ("IDENTITY_KEYS", f"new:{KEY},{KEY}"),
        ("IDENTITY_KEYS", f"same:{KEY},same:{KEY}"),
        ("DATABASE_URL", "postgres://"),
        ("DATABASE_URL", "nonsense"),
        ("DATABASE_URL", "mysql://portal_app:secret@db:3306/portal"),
        ("DATABASE_URL", "sqlite:///portal.sqlite3"),
        ("DATABASE_URL", "postgres://db:5432/portal"),
        ("DATABASE_URL", "postgres://portal_app:secret@db:5432"),
        ("DATABASE_URL", "postgres://portal_app:sec/ret@db:5432/portal"),
        ("DATABASE_POOL", "1"),
        ("REDIS_URL", "valkey:6379"),
        ("REDIS_URL", "http://x"),
        ("REDIS_URL", "redis://"),
        ("REDIS_URL", "redis://valkey:port/1"),
        ("CELERY_BROKER_URL", "nonsense"),
        ("CELERY_BROKER_URL", "amqp://rabbit"),
        ("CELERY_BROKER_URL", "unix:///run/valkey.sock"),
        ("EMAIL_URL", "dummymail://"),
        ("EMAIL_URL", "consolemail://"),
        ("EMAIL_URL", "smtp://"),
        ("EMAIL_URL", "smtps://user:secret@:465"),
        ("EMAIL_URL", "smtp://mail.example.org:port"),
        ("EMAIL_URL", "mail.example.org"),
        ("DEFAULT_FROM_EMAIL", "Portal"),
        ("PRIVACY_EMAIL", "Portal <privacy@tours.portal.internal>"),
        ("PRIVACY_EMAIL", "privacy"),
        ("SECURITY_EMAIL", "https://tours.portal.internal"),
        ("DEFAULT_FROM_EMAIL", "Portal <post@>"),
        ("TILE_URL", "abc"),
        ("TILE_URL", "https://tiles.example.org/"),
        ("TILE_URL", "http://tiles.example.org/{z}/{x}/{y}.png"),
        ("TILE_URL", "https://{s}.tiles.example.org/{z}/{x}/{y}.png"),
        ("HOLD_MINUTES", "0"),
        ("TRUSTED_PROXIES", "one"),
        ("NETWORK_PREFIX_IPV4", "33"),
        ("NETWORK_PREFIX_IPV6", "8"),
        ("TRUST_FORWARDED_PROTO", "maybe"),
        ("LOG_LEVEL", "LOUD"),
    ],
)
def test_odd_value_is_refused_by_its_name(read: Read, name: str, value: str) -> None:
    problem = read(**{name: value})["problem"]

    assert problem.startswith(f"{name} ")
    assert problem.endswith(".")
    assert "secret" not in problem.partition("set it")[0]  # after it stands an example


PUBLIC_SECRET = "the-demo-and-the-tests-have-no-secrets-worth-a-better-key"
PUBLIC_KEY = "ZGVtby1rZXktZGVtby1rZXktZGVtby1rZXktZGVtbyE="


@pytest.mark.parametrize(
    ("name", "value", "why"),
    [
        ("SECRET_KEY", PUBLIC_SECRET, "is public in the source"),
        ("SECRET_KEY", "a" * 60, "repeats itself"),
        ("SECRET_KEY", "0123456789" * 6, "repeats itself"),
        ("SECRET_KEY", "abcabcab" * 8, "repeats itself"),
        ("SECRET_KEY_FALLBACKS", PUBLIC_SECRET, "is public in the source"),
        ("SECRET_KEY_FALLBACKS", f"{ENVIRONMENT['SECRET_KEY'].replace(',', '')},{'a' * 60}", "repeats itself"),
        ("SECRET_KEY_FALLBACKS", "brief", "shorter than 50"),
        ("IDENTITY_KEYS", f"demo:{PUBLIC_KEY}", "is public in the source"),
        ("IDENTITY_KEYS", f"named-otherwise:{PUBLIC_KEY}", "is public in the source"),
        ("IDENTITY_KEYS", f"new:{KEY},old:{PUBLIC_KEY}", "is public in the source"),
        ("IDENTITY_KEYS", "zeros:" + base64.b64encode(bytes(32)).decode(), "repeats itself"),
        ("IDENTITY_KEYS", "twice:" + base64.b64encode(b"0123456789abcdef" * 2).decode(), "repeats itself"),
        ("BASE_URL", "https://tours.example.org", "exists in examples only"),
        ("BASE_URL", "https://example.com", "exists in examples only"),
        ("DEFAULT_FROM_EMAIL", "Проходная <post@tours.example.org>", "exists in examples only"),
        ("DEFAULT_FROM_EMAIL", "post@example.org", "exists in examples only"),
        ("EMAIL_URL", "smtps://user:pa55word@mail.example.org:465", "exists in examples only"),
        ("EMAIL_URL", "smtps://user:secret@mail.portal.internal:465", "the password from the examples"),
        ("DATABASE_URL", "postgres://portal_app:secret@db:5432/portal", "the password from the examples"),
        ("EMAIL_URL", "smtp://mail.portal.internal", "without TLS"),
        ("EMAIL_URL", "smtp://user:pa55word@mail.portal.internal:25", "without TLS"),
        ("EMAIL_URL", "smtp://127.0.0.1:25", "without TLS"),
        ("EMAIL_URL", "smtp://127.0.0.1:2525", "is public in the source"),
    ],
)
def test_value_that_everybody_can_read_or_guess_is_refused(read: Read, name: str, value: str, why: str) -> None:
    problem = read(ALLOWED_HOSTS=".portal.internal,.example.org,example.com", **{name: value})["problem"]

    assert problem.startswith(f"{name} ")
    assert why in problem
    assert problem.count(".\n") == 0
    assert value not in problem  # it may be what another person uses


def test_example_of_the_deployment_starts_nothing_until_it_is_filled_in(read: Read) -> None:
    """An operator who fills in only the blanks is told of every line that still is the example's."""
    lines = (ROOT / "deploy" / ".env.example").read_text().splitlines()
    example = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    filled = {name: value or ENVIRONMENT.get(name) for name, value in example.items()}

    problem = read(**filled)["problem"]

    assert [name for name in filled if f"{name} " in problem] == ["BASE_URL", "EMAIL_URL", "DEFAULT_FROM_EMAIL"]


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ("VK_CLIENT_ID", "VK_SECRET"),
        ("VK_SECRET", "VK_CLIENT_ID"),
        ("YANDEX_CLIENT_ID", "YANDEX_SECRET"),
        ("YANDEX_SECRET", "YANDEX_CLIENT_ID"),
        ("OIDC_CLIENT_ID", "OIDC_SECRET"),
        ("OIDC_CLIENT_ID", "OIDC_SERVER_URL"),
        ("OIDC_SECRET", "OIDC_CLIENT_ID"),
        ("OIDC_SERVER_URL", "OIDC_CLIENT_ID"),
    ],
)
def test_half_of_what_a_sign_in_service_needs_is_refused(read: Read, given: str, missing: str) -> None:
    assert f"{missing} is missing; {given} is set" in read(**{given: "https://id.example.org"})["problem"]


@pytest.mark.parametrize("value", ["abc", "http://id.example.org", "https://"])
def test_odd_address_of_a_sign_in_service_is_refused(read: Read, value: str) -> None:
    problem = read(OIDC_CLIENT_ID="portal", OIDC_SECRET="secret", OIDC_SERVER_URL=value)["problem"]

    assert problem.startswith("OIDC_SERVER_URL ")


def test_all_problems_are_reported_at_once(read: Read) -> None:
    problem = read(REDIS_URL=None, EMAIL_URL="nonsense", HOLD_MINUTES="soon")["problem"]

    assert [name for name in ("REDIS_URL", "EMAIL_URL", "HOLD_MINUTES") if name in problem] == [
        "REDIS_URL",
        "EMAIL_URL",
        "HOLD_MINUTES",
    ]
    assert "CELERY_BROKER_URL" not in problem  # it would have been REDIS_URL: one mistake, one sentence


@pytest.mark.parametrize(
    "good",
    [
        {"BASE_URL": "https://tours.portal.internal:8443/"},
        {"ALLOWED_HOSTS": ".portal.internal, 10.0.0.7, [fd00::7]"},
        {"IDENTITY_KEYS": f"new:{KEY},old:{KEY}"},
        {"DATABASE_URL": "postgresql://portal_app:s%2Fe@one,two:5432/portal?sslmode=verify-full"},
        {"DATABASE_URL": "postgres://portal_app@%2Frun%2Fpostgresql/portal"},
        {"REDIS_URL": "rediss://:secret@valkey:6380/1"},
        {"REDIS_URL": "unix:///run/valkey.sock?db=1", "CELERY_BROKER_URL": "redis+socket:///run/valkey.sock"},
        {"EMAIL_URL": "smtp://relay:25", "EMAIL_PLAIN_RELAY": "true"},
        {"DEFAULT_FROM_EMAIL": "post@tours.portal.internal"},
        {"TILE_URL": "https://tiles.example.org/{z}/{x}/{-y}.png?key=1"},
    ],
)
def test_other_right_values_are_taken(read: Read, good: dict[str, str]) -> None:
    assert "problem" not in read(**good)


def test_options_of_the_database_are_kept(read: Read) -> None:
    """Silently dropped, sslmode=verify-full would leave the connection unguarded."""
    options = read(DATABASE_URL=ENVIRONMENT["DATABASE_URL"] + "?sslmode=verify-full")["DATABASES"]["default"]["OPTIONS"]

    assert options["sslmode"] == "verify-full"
    assert "lock_timeout" in options["options"]


@pytest.mark.parametrize(
    ("url", "port", "tls", "starttls"),
    [
        ("smtp://mail.portal.internal", 25, False, False),
        ("smtps://mail.portal.internal", 465, True, False),
        ("smtp+ssl://mail.portal.internal:4650", 4650, True, False),
        ("smtp+tls://mail.portal.internal", 587, False, True),
    ],
)
def test_scheme_of_the_mail_server_says_how_it_is_spoken_to(
    read: Read, url: str, port: int, tls: bool, starttls: bool
) -> None:
    found = read(EMAIL_URL=url, EMAIL_PLAIN_RELAY="yes")

    assert (found["EMAIL_HOST"], found["EMAIL_PORT"]) == ("mail.portal.internal", port)
    assert (found["EMAIL_USE_SSL"], found["EMAIL_USE_TLS"]) == (tls, starttls)


def test_sign_in_services_are_allowed_where_browsers_ask(read: Read) -> None:
    found = read(
        VK_CLIENT_ID="1", VK_SECRET="2", OIDC_CLIENT_ID="3", OIDC_SECRET="4",
        OIDC_SERVER_URL="https://id.example.org/realms/portal", TILE_URL="https://tiles.example.org/{z}/{x}/{y}.png",
    )  # fmt: skip
    policy = found["CONTENT_SECURITY_POLICY"]["DIRECTIVES"]

    assert sorted(found["SOCIALACCOUNT_PROVIDERS"]) == ["openid_connect", "vk"]
    assert policy["form-action"][1:] == ["https://id.vk.ru", "https://id.example.org"]
    assert policy["img-src"][2:] == ["https://tiles.example.org"]


def test_beat_restarted_every_day_runs_every_schedule(read: Read) -> None:
    assert max(bell["schedule"] for bell in read()["CELERY_BEAT_SCHEDULE"].values()) <= 3600


def test_demo_needs_nothing(read: Read) -> None:
    assert "problem" not in read(**dict.fromkeys(ENVIRONMENT), PORTAL_LOCAL="/nowhere")


@pytest.mark.parametrize(
    "command",
    [
        ["-m", "gunicorn", "accelerator.wsgi", "--preload", "--bind", "127.0.0.1:0", "--no-control-socket"],
        ["-m", "celery", "--app", "accelerator", "worker"],
        ["-m", "celery", "--app", "accelerator", "beat"],
        ["manage.py", "migrate"],
    ],
    ids=["web", "worker", "beat", "migrate"],
)
def test_every_process_ends_with_the_sentence_alone(command: list[str]) -> None:
    ended = start(command)

    assert ended.returncode not in {0, None}
    assert (ended.stdout, ended.stderr) == (
        "",
        "error: REDIS_URL is missing; set it, for example to redis://valkey:6379/1.\n",
    )


def test_gunicorn_gives_up_although_its_workers_read_the_settings() -> None:
    ended = start(["-m", "gunicorn", "accelerator.wsgi", "--bind", "127.0.0.1:0", "--no-control-socket"])

    assert ended.returncode == 3
    assert "error: REDIS_URL is missing; set it, for example to redis://valkey:6379/1.\n" in ended.stderr
    assert "Traceback" not in ended.stderr


def start(command: list[str]) -> subprocess.CompletedProcess[str]:
    """One of production's processes, with REDIS_URL forgotten."""
    environment = {**ENVIRONMENT, "PATH": os.environ["PATH"], "REDIS_URL": ""}
    return subprocess.run(
        [sys.executable, *command], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False
    )


def test_secret_may_stand_in_a_file(read: Read, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text(ENVIRONMENT["SECRET_KEY"] + "\n")

    assert read(SECRET_KEY=None, SECRET_KEY_FILE=str(secret))["SECRET_KEY"] == ENVIRONMENT["SECRET_KEY"]
    assert "beside SECRET_KEY_FILE" in read(SECRET_KEY_FILE=str(secret))["problem"]
    assert "SECRET_KEY_FILE cannot be read" in read(SECRET_KEY=None, SECRET_KEY_FILE=str(tmp_path / "none"))["problem"]


BUCKET = {
    "MEDIA_STORAGE": "s3", "S3_BUCKET": "photos", "S3_ENDPOINT": "https://s3.tours.ru", "S3_REGION": "ru-1",
    "S3_ACCESS_KEY": "key", "S3_SECRET_KEY": "hush",
}  # fmt: skip


def test_media_lie_in_a_folder_or_in_the_bucket_that_is_named(read: Read) -> None:
    assert read()["STORAGES"]["default"] == {"BACKEND": "accelerator.base.common.media.WholeFileStorage"}
    assert read(MEDIA_STORAGE="s3")["problem"] == "S3_BUCKET is missing; set it, for example to portal-media."

    options = read(**BUCKET)["STORAGES"]["default"]["OPTIONS"]
    assert options == {
        "bucket_name": "photos", "endpoint_url": "https://s3.tours.ru", "region_name": "ru-1", "access_key": "key",
        "secret_key": "hush", "default_acl": "private", "file_overwrite": True,
    }  # fmt: skip
    # What is left out is asked of the machine.
    options = read(MEDIA_STORAGE="s3", S3_BUCKET="photos")["STORAGES"]["default"]["OPTIONS"]
    assert {name for name, value in options.items() if value is None} == {
        "endpoint_url", "region_name", "access_key", "secret_key",
    }  # fmt: skip


@pytest.mark.parametrize(("given", "missing"), [("S3_ACCESS_KEY", "S3_SECRET_KEY"), ("S3_SECRET_KEY", "S3_ACCESS_KEY")])
def test_half_of_a_buckets_keys_is_refused(read: Read, given: str, missing: str) -> None:
    assert read(**{**BUCKET, missing: None})["problem"] == (
        f"{missing} is missing; {given} is set, and one is of no use without the other."
    )
    assert "problem" not in read(**{given: "key"})  # nothing reads it: media lie in a folder


def test_bucket_is_refused_without_the_packages_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "storages", None)  # what Python sees of a package that is not installed
    env = Environment(BUCKET)

    media_storage(env)

    assert env.problems == ["MEDIA_STORAGE is s3, for which the packages of requirements-extras.lock are needed."]


def test_storage_of_a_bucket_is_made_of_these_settings(read: Read) -> None:
    pytest.importorskip("storages", reason="the extra s3 is not installed")
    storage: Any = StorageHandler({"default": read(**BUCKET)["STORAGES"]["default"]})["default"]

    assert storage.bucket_name == "photos"
    assert storage.bucket.meta.client.meta.endpoint_url == "https://s3.tours.ru"  # boto3 takes what it is given
    assert (storage.access_key, storage.secret_key, storage.default_acl) == ("key", "hush", "private")
    assert storage.get_available_name("a/photo.webp") == "a/photo.webp"  # without a question to the bucket
