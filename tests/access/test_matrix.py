"""Every address × every actor × GET and POST, against the table in expected.py."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import pytest
from django.apps import apps
from django.contrib import admin
from django.core.cache import cache
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.access.bodies import BODIES, OPEN_CHOICES, Body, forms_in
from tests.access.expected import ANSWERS, READ_ONLY, TABLE, Line
from tests.access.world import ACTORS, KWARGS, World, guessed

# Pages of libraries are walked as groups: allauth's below, the back office in test_back_office.
ALLAUTH = ("account_", "mfa_", "socialaccount_", "usersessions_", "vk_", "yandex_", "openid_connect_")
SIGN_IN = "/accounts/login/"


def patterns(resolver: URLResolver, names: tuple[str, ...] = (), route: str = "") -> Iterator[tuple[str, str]]:
    """Each address's full name and its route, without the back office's."""
    for found in resolver.url_patterns:
        path = route + str(found.pattern)
        if isinstance(found, URLPattern):
            yield ":".join((*names, found.name or "")), path
        elif found.app_name != "admin":
            yield from patterns(found, (*names, found.namespace) if found.namespace else names, path)


FOUND = [
    (name, route)
    for name, route in patterns(get_resolver())
    if name or not route.startswith("accounts/social/")  # allauth's redirects from where its pages once were
]
ROUTES = dict(FOUND)
OURS = {name: route for name, route in ROUTES.items() if not name.startswith(ALLAUTH)}


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """Built once: every request below is undone by itself."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield World.build()
        transaction.set_rollback(True)


def answer(response: HttpResponse) -> str:
    """The letter that stands for this answer."""
    status = response.status_code
    if status in (301, 302, 303):
        return "s" if urlsplit(response["Location"]).path == SIGN_IN else "r"
    letters = {200: ".", 404: "-", 400: "e", 422: "e", 405: "x", 403: "f", 410: "g", 409: "c"}
    return letters.get(status, f"[{status}]")


def ask(client: Client, method: str, url: str, body: dict[str, Any]) -> str:
    """The answer's letter; whatever the request changed is undone."""
    cache.clear()  # no limit may depend on how many lines the table has
    with transaction.atomic():
        # A browser's form is never empty: it carries its token.
        response = client.post(url, {"csrfmiddlewaretoken": "…", **body}) if method == "post" else client.get(url)
        letter = answer(response)
        transaction.set_rollback(True)
    return letter


def grouped(letters: list[str]) -> str:
    """The letters as the table writes them: two, four, four, one."""
    return " ".join("".join(letters[start:end]) for start, end in ((0, 2), (2, 6), (6, 10), (10, 11)))


def spelled(pattern: str) -> str:
    return grouped([pattern] * len(ACTORS)) if len(pattern) == 1 else pattern


def test_every_address_is_in_the_table_once():
    # Not as a set: an address without a name, or a second one under a name of the table, is missing there too.
    found = [name for name, _route in FOUND if not name.startswith(ALLAUTH)]

    assert sorted(found) == sorted(line.name for line in TABLE), "an address is missing in expected.py, or is gone"


def test_every_answer_is_one_of_the_listed_ones():
    assert {letter for line in TABLE for letter in (line.get + line.post).replace(" ", "")} <= {*ANSWERS, READ_ONLY}


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("line", TABLE, ids=lambda line: line.name)
def test_answers_are_the_expected_ones(world: World, line: Line, method: str):
    url = reverse(line.name, kwargs=KWARGS[line.kwargs](world, world.own))

    answers = grouped([ask(world.clients[actor], method, url, line.body) for actor in ACTORS])

    if method == "post" and line.post == READ_ONLY:
        pairs = zip(answers, spelled(line.get), strict=True)
        assert all(found == "x" or found == letter != "." for found, letter in pairs), f"POST {url}: {answers}"
    else:
        assert answers == spelled(getattr(line, method)), f"{method.upper()} {url}"


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize(
    "line", [line for line in TABLE if OURS.get(line.name, "").startswith("cabinet/<")], ids=lambda line: line.name
)
def test_cabinet_knows_no_object_of_another_enterprise_and_no_guessed_one(world: World, line: Line, method: str):
    own, foreign = (KWARGS[line.kwargs](world, house) for house in (world.own, world.foreign))
    attempts = [{**own, "slug": guessed(own["slug"])}]
    others = {key: {foreign[key], guessed(own[key])} - {own[key]} for key in own if key not in ("slug", "format_name")}
    attempts += [{**own, key: value} for key, values in others.items() for value in values]

    for kwargs in attempts:
        url = reverse(line.name, kwargs=kwargs)
        letters = {actor: ask(world.clients[actor], method, url, line.body) for actor in ACTORS}
        # A method that is not served may say so before anybody is looked at: it tells nothing of the object.
        assert letters.pop("anonymous") in "sx", url
        assert set(letters.values()) <= {"-", "x"}, f"{method.upper()} {url}: {letters}"
        if "x" in letters.values():
            assert "x" in getattr(line, method) or line.post == READ_ONLY, url


OF_FORUMS = [
    line
    for line in TABLE
    if OURS.get(line.name, "").startswith("organizer/forums/<") and line.kwargs in ("hall", "track", "session")
]


@pytest.mark.parametrize("line", OF_FORUMS, ids=lambda line: line.name)
def test_forum_knows_no_object_of_another_one(world: World, line: Line):
    kwargs = KWARGS[line.kwargs](world, world.own) | {"uuid": world.elsewhere[line.kwargs].uuid}

    for method in ("get", "post"):
        assert ask(world.clients["organizer"], method, reverse(line.name, kwargs=kwargs), line.body) in "-x"


@pytest.mark.parametrize("body", BODIES, ids=lambda body: f"{body.name}: {body.field}, {body.what}")
def test_body_that_names_what_is_not_ones_own_changes_nothing(world: World, body: Body):
    url = reverse(body.name, kwargs=KWARGS[body.kwargs](world, world.own))
    client = world.clients[body.actor]
    with transaction.atomic():
        taken = client.post(url, body.sent(world, body.right))
        transaction.set_rollback(True)
    with transaction.atomic():
        before = everything()
        refused = client.post(url, body.sent(world, body.wrong))
        after = everything()
        transaction.set_rollback(True)

    errors = [form.errors for form in forms_in(taken) if form.is_bound and form.errors]
    assert taken.status_code in (200, 302), f"{url} refuses what is one's own: {errors}"
    assert refused.status_code in (404, 422), f"{url} answered {refused.status_code}"
    assert after == before


def test_every_form_that_lets_one_choose_an_object_is_tried_with_a_wrong_one(world: World):
    tried = {(body.name, body.field.rpartition("-")[2]) for body in BODIES}
    untried = set()
    for line in TABLE:
        if "e" not in line.post + line.get and "r" not in line.post:
            continue
        actor = next((actor for actor, letter in zip(ACTORS, letters_of(line.get), strict=True) if letter == "."), None)
        if actor is None:
            continue
        page = world.clients[actor].get(reverse(line.name, kwargs=KWARGS[line.kwargs](world, world.own)))
        chosen = {name for form in forms_in(page) for name, field in form.fields.items() if chooses_object(field)}
        room = line.name.partition(":")[0]
        untried |= {
            (line.name, name) for name in chosen if not {("*", name), (room, name)} & OPEN_CHOICES.keys()
        } - tried

    assert untried == set()


def letters_of(pattern: str) -> str:
    """One letter for each actor."""
    return spelled(pattern).replace(" ", "")


def chooses_object(field: Any) -> bool:
    """Whether the field's choices are named by identifiers."""
    return any(is_identifier(value) for value, _label in flattened(getattr(field, "choices", ())))


def flattened(choices: Any) -> Iterator[tuple[Any, Any]]:
    for value, label in choices:
        if isinstance(label, list | tuple):
            yield from flattened(label)
        else:
            yield value, label


def is_identifier(value: Any) -> bool:
    text = str(getattr(value, "value", value))
    try:
        UUID(text)
    except ValueError:
        return text.isdigit()
    return True


def everything() -> dict[str, list[dict[str, Any]]]:
    """All rows of our own tables."""
    ours = (
        model for model in apps.get_models() if model.__module__.split(".")[0] in ("accelerator", "regions", "tours")
    )
    return {model._meta.label: list(model._default_manager.order_by("pk").values()) for model in ours}


# Where allauth lets a stranger in; all its other pages ask to sign in first.
OPEN_TO_STRANGERS = {
    "account_login", "account_logout", "account_signup", "account_inactive", "account_reset_password",
    "account_reset_password_done", "account_reset_password_from_key", "account_reset_password_from_key_done",
    "account_request_login_code", "account_confirm_login_code", "account_email_verification_sent",
    "mfa_authenticate", "mfa_login_webauthn", "socialaccount_login_cancelled", "socialaccount_login_error",
    "socialaccount_signup",
}  # fmt: skip
_LIBRARY_KWARGS = {"uidb36": "1", "key": "wrong-key", "pk": 1}


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("name", sorted(name for name in ROUTES if name.startswith(ALLAUTH[:4])))
def test_pages_of_an_account_ask_strangers_to_sign_in(world: World, name: str, method: str):
    kwargs = {key: value for key, value in _LIBRARY_KWARGS.items() if f"{key}>" in ROUTES[name]}
    letter = ask(world.clients["anonymous"], method, reverse(name, kwargs=kwargs), {})

    if name in OPEN_TO_STRANGERS:
        assert letter in (".", "r", "s", "f", "e", "x", "[401]")
    else:
        assert letter == "s"


@pytest.mark.parametrize("name", sorted(name for name in ROUTES if name.startswith(("vk_", "yandex_", "openid_"))))
def test_sign_in_services_lead_nowhere_unless_switched_on(world: World, name: str):
    kwargs = {"provider_id": "oidc"} if "provider_id" in ROUTES[name] else {}

    for actor in ("anonymous", "tourist"):
        for method in ("get", "post"):
            assert ask(world.clients[actor], method, reverse(name, kwargs=kwargs), {}) == "-", name


BACK_OFFICE = sorted(
    reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}")
    for model in admin.site._registry
    for page in ("changelist", "add")
)


@pytest.mark.parametrize("actor", [actor for actor in ACTORS if actor != "anonymous"])
def test_back_office_lets_nobody_in_without_the_right(world: World, actor: str):
    for address in ("/backoffice/", *BACK_OFFICE):
        letters = [ask(world.clients[actor], method, address, {}) for method in ("get", "post")]
        assert all(letter in "rf-" for letter in letters), f"{address}: {letters}"


def test_back_office_asks_strangers_to_sign_in(client: Client, db: None):
    response = client.get("/backoffice/", follow=True)

    assert response.redirect_chain[-1][0].startswith(SIGN_IN)
