"""The demo's content keeps its own rules: complete in two languages, consistent, and never in two places at once."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tours.ages import first_gap

ROOT = Path(__file__).resolve().parents[2]
CONTENT = ROOT / "accelerator" / "demo" / "content"
FILES = (
    "accounts", "enterprises", "forum_2022", "forum_2027", "people", "region_texts", "routes", "seasons", "tours",
)  # fmt: skip

INDUSTRIES = {
    "metal", "food", "textile", "chemistry", "wood", "auto",
    "energy", "porcelain", "jewellery", "agro", "aero", "print",
}  # fmt: skip
KINDS = {"sightseeing", "hands_on", "career", "business", "children"}
SESSION_KINDS = {"plenary", "round_table", "presentation", "discussion", "tour", "break"}
EQUIPMENT = {"helmet", "goggles", "earplugs", "gown", "shoe_covers", "vest", "hairnet", "gloves"}
NUMBERS = {
    "min_age", "min_age_unaccompanied", "max_age", "school_grade_from", "school_grade_to", "children_per_chaperone",
    "free_chaperones", "group_min", "group_max", "arrive_minutes_before", "lead_time_days", "lead_time_days_foreign",
    "list_freeze_hours", "briefing_minutes", "walking_metres", "stairs_steps",
}  # fmt: skip
YES_NO = {"guardian_consent", "lockers", "height_work", "dust", "tasting", "alcohol_18"}
TEXTS = {
    "late_policy", "clothing", "hair_jewellery", "prohibited", "medical", "meeting_point", "transport", "allergens",
    "weather", "cancellation_policy",
}  # fmt: skip
CHOICES = {
    "admission": {"individuals", "groups", "both"},
    "foreigners": {"admitted", "not_admitted", "on_request"},
    "footwear": {"closed", "closed_flat", "any"},
    "photo_policy": {"free", "marked_points", "on_request", "banned"},
    "phones": {"allowed", "silent", "locker"},
    "briefing": {"on_arrival", "before", "none"},
    "noise": {"none", "moderate", "loud"},
    "heat": {"none", "warm", "hot"},
    "wheelchair": {"full", "partial", "none"},
    "blind_support": {"yes", "on_request", "no"},
    "deaf_support": {"yes", "on_request", "no"},
    "interpreter": {"yes", "on_request", "no"},
    "parking": {"free", "paid", "none"},
}
SEVERAL = {
    "identity_documents": {"passport", "birth_certificate", "foreign_passport", "student_card", "driver_licence"},
    "pass_office_data": {"full_name", "birth_date", "citizenship", "document_number", "car_number"},
    "ppe_provided": EQUIPMENT,
    "ppe_to_bring": EQUIPMENT,
}
# What is written in Latin letters in Russian too.
LATIN_NAMES = ("Bosco di Ciliegi", "nedelya40.ru")
BANNED = re.compile(r"уникальн|незабываем|\bunique|unforgettable", re.IGNORECASE)


def load(name: str) -> Any:
    return json.loads((CONTENT / f"{name}.json").read_text(encoding="utf-8"))


ENTERPRISES = load("enterprises")
TOURS = load("tours")
ROUTES = load("routes")
TOURS_BY_SLUG = {tour["slug"]: tour for tour in TOURS}
REGIONS = {row["slug"]: row for row in json.loads((ROOT / "regions/data/regions.json").read_text(encoding="utf-8"))}


def texts(node: Any) -> Iterator[tuple[str, str]]:
    """Every text of a file, with its language."""
    if isinstance(node, dict):
        if set(node) == {"ru", "en"}:
            yield from node.items()
        else:
            for child in node.values():
                yield from texts(child)
    elif isinstance(node, list):
        for child in node:
            yield from texts(child)


def minutes(clock_time: str) -> int:
    hours, rest = clock_time.split(":")
    return int(hours) * 60 + int(rest)


def starts_on(tour: dict[str, Any], weekday: int) -> list[int]:
    """The starts of a tour on a weekday, in minutes of the day."""
    rules = [rule for rule in tour["schedule"] if weekday % 7 in rule["weekdays"]]
    return sorted(minutes(start) for rule in rules for start in rule["times"])


def route_fits(route: dict[str, Any], weekday: int) -> bool:
    """Whether a route begun on this weekday finds a start for every stop, in order and with time to travel."""
    free_from, day = 0, 1
    for stop in route["stops"]:
        if stop["day"] != day:
            free_from, day = 0, stop["day"]
        elif free_from:
            free_from += stop["minutes_between_previous"]
        tour = TOURS_BY_SLUG[stop["tour"]]
        start = next((at for at in starts_on(tour, weekday + day - 1) if at >= free_from), None)
        if start is None:
            return False
        free_from = start + tour["duration_minutes"]
    return True


@pytest.mark.parametrize("name", FILES)
def test_file_is_json_with_two_spaces(name: str) -> None:
    text = (CONTENT / f"{name}.json").read_text(encoding="utf-8")

    assert text == json.dumps(json.loads(text), ensure_ascii=False, indent=2) + "\n"


@pytest.mark.parametrize("name", FILES)
def test_texts_are_whole_in_both_languages(name: str) -> None:
    for language, text in texts(load(name)):
        assert text == text.strip() != ""
        assert not BANNED.search(text), text
        assert '"' not in text, text
        assert "'" not in text, text
        if language == "en":
            assert not re.search(r"[а-яё]", text, re.IGNORECASE), text
        elif not any(name in text for name in LATIN_NAMES):
            assert not re.search(r"[a-z]", text.replace("°C", ""), re.IGNORECASE), text


def test_no_sentence_stands_for_two_things() -> None:
    """Descriptions, summaries and abstracts are written for their one place."""
    forum = load("forum_2027")["sessions"]
    written = [item[field] for item in [*ENTERPRISES, *TOURS] for field in ("summary", "description")]
    written += [route["description"] for route in ROUTES] + [session["abstract"] for session in forum]
    for language in ("ru", "en"):
        values = [text[language] for text in written]
        assert len(values) == len(set(values))


def test_enterprises_cover_regions_and_industries() -> None:
    per_region = [item["region"] for item in ENTERPRISES]

    assert len(ENTERPRISES) == len({item["slug"] for item in ENTERPRISES}) == 24
    assert len(set(per_region)) == 8
    assert set(per_region) <= set(REGIONS)
    assert max(set(per_region), key=per_region.count) == "klu"
    assert per_region.count("klu") == 7
    assert {item["industry"] for item in ENTERPRISES} == INDUSTRIES
    assert {item["region"] for item in load("region_texts")} == set(per_region)
    assert len({REGIONS[region]["timezone"] for region in per_region}) >= 5


@pytest.mark.parametrize("enterprise", ENTERPRISES, ids=lambda item: item["slug"])
def test_enterprise_is_complete(enterprise: dict[str, Any]) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", enterprise["slug"])
    assert 1700 <= enterprise["founded_year"] <= 2025
    assert re.fullmatch(r"\+7 9\d\d 000-\d\d-\d\d", enterprise["phone"])
    assert enterprise["email"].endswith("@example.org")
    assert 1 <= len(enterprise["sites"]) <= 2
    for language in ("ru", "en"):
        assert len(enterprise["summary"][language]) <= 160
        assert 2 <= len(enterprise["description"][language].split("\n\n")) <= 4
    own = REGIONS[enterprise["region"]]
    west, south, east, north = own["bbox"]
    for site in enterprise["sites"]:
        assert site["gate"]["ru"]
        if "timezone" in site:
            assert ZoneInfo(site["timezone"])
            assert site["timezone"] != own["timezone"]
        else:
            assert west <= site["lon"] <= east
            assert south <= site["lat"] <= north


def test_tours_show_every_kind_and_every_requirement() -> None:
    filled = {key for tour in TOURS for key in tour["requirements"]}

    assert len(TOURS) == len(TOURS_BY_SLUG) >= 54
    assert {tour["kind"] for tour in TOURS} == KINDS
    assert filled == NUMBERS | YES_NO | TEXTS | set(CHOICES) | set(SEVERAL)
    assert 5 <= sum(tour["popular"] for tour in TOURS) <= 8
    assert sum(not tour["schedule"] for tour in TOURS) == 2
    assert {tour["enterprise"] for tour in TOURS} == {item["slug"] for item in ENTERPRISES}


@pytest.mark.parametrize("tour", TOURS, ids=lambda tour: tour["slug"])
def test_tour_is_bookable_as_described(tour: dict[str, Any]) -> None:
    sites = {site["key"] for item in ENTERPRISES if item["slug"] == tour["enterprise"] for site in item["sites"]}

    assert tour["site"] in sites
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", tour["slug"])
    assert len(tour["slug"]) <= 80
    assert tour["languages"][0] == "ru"
    assert set(tour["languages"]) <= {"ru", "en", "zh"}
    assert 6 <= tour["capacity"] <= 40
    assert 1 <= tour["party_min"] <= tour["party_max"] <= tour["capacity"]
    assert tour["reminder_minutes"] is None or tour["reminder_minutes"] == sorted(
        tour["reminder_minutes"], reverse=True
    )
    for language in ("ru", "en"):
        assert len(tour["title"][language]) <= 140
        assert len(tour["summary"][language]) <= 180
        assert 2 <= len(tour["description"][language].split("\n\n")) <= 4
    for rule in tour["schedule"]:
        assert set(rule["weekdays"]) <= set(range(7))
        assert 1 <= rule["capacity"] <= tour["capacity"]
        assert all(re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", start) for start in rule["times"])
    assert tour["categories"]
    spans = [(category.get("min_age"), category.get("max_age")) for category in tour["categories"]]
    assert first_gap((tour["requirements"].get("min_age"), tour["requirements"].get("max_age")), spans) is None
    for category in tour["categories"]:
        assert category["price_kopecks"] >= 0
        assert category["max_age"] is None or category["min_age"] <= category["max_age"]


@pytest.mark.parametrize("tour", TOURS, ids=lambda tour: tour["slug"])
def test_requirements_are_of_known_kinds(tour: dict[str, Any]) -> None:
    for key, value in tour["requirements"].items():
        if key in NUMBERS:
            assert type(value) is int
            assert value >= 0
        elif key in YES_NO:
            assert type(value) is bool
        elif key in TEXTS:
            assert set(value) == {"ru", "en"}
        elif key in CHOICES:
            assert value in CHOICES[key]
        else:
            assert set(value) <= SEVERAL[key]


@pytest.mark.parametrize("tour", TOURS, ids=lambda tour: tour["slug"])
def test_requirements_agree_with_each_other(tour: dict[str, Any]) -> None:
    asked = tour["requirements"]
    youngest = min(category["min_age"] for category in tour["categories"])

    assert youngest >= asked.get("min_age", 0)
    assert asked.get("min_age_unaccompanied", 99) >= asked.get("min_age", 0)
    assert asked.get("school_grade_from", 1) <= asked.get("school_grade_to", 11)
    assert asked.get("lead_time_days", 0) <= asked.get("lead_time_days_foreign", 99)
    assert asked.get("lead_time_days", 0) * 24 <= tour["booking_closes_hours"]
    assert asked.get("list_freeze_hours", 0) <= tour["booking_closes_hours"]
    if asked["admission"] == "groups":
        assert asked["group_min"] == tour["party_min"]
        assert asked["group_max"] == tour["party_max"]
    if asked.get("alcohol_18"):
        assert asked["min_age"] == 18
    if asked.get("heat") == "hot" and asked.get("noise") == "loud":
        assert asked["footwear"] != "any"
    if asked.get("foreigners") == "not_admitted":
        assert "lead_time_days_foreign" not in asked
    if asked.get("wheelchair") == "full":
        assert asked.get("stairs_steps", 0) == 0


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route["slug"])
def test_route_can_be_gone_on_two_weekdays(route: dict[str, Any]) -> None:
    days = [stop["day"] for stop in route["stops"]]

    assert days == sorted(days)
    assert (min(days), max(days)) == (1, route["days"])
    assert sum(route_fits(route, weekday) for weekday in range(7)) >= 2


def test_routes_cross_enterprises() -> None:
    of_kaluga = [route for route in ROUTES if route["region"] == "klu"]

    assert len(ROUTES) == 5
    assert len(of_kaluga) >= 2
    for route in of_kaluga:
        assert len({TOURS_BY_SLUG[stop["tour"]]["enterprise"] for stop in route["stops"]}) >= 2
    assert sum(len(route["stops"]) >= 3 for route in ROUTES) >= 3


def test_forum_names_what_exists() -> None:
    forum, named = load("forum_2027"), load("people")
    halls = {hall["key"] for hall in forum["halls"]}
    tracks = {track["key"] for track in forum["tracks"]}
    people = {person["key"] for person in named["people"]}
    organisations = {organisation["key"] for organisation in named["organisations"]}

    assert len(forum["sessions"]) == len({session["key"] for session in forum["sessions"]})
    assert sum(session["kind"] != "break" for session in forum["sessions"]) >= 30
    assert 4 <= len(halls) <= 5
    assert len(tracks) == 4
    assert {person["organisation"] for person in named["people"]} == organisations
    assert {role["person"] for session in forum["sessions"] for role in session["people"]} == people
    for session in forum["sessions"]:
        assert session["kind"] in SESSION_KINDS
        assert session["day"] in {1, 2}
        assert session["track"] is None or session["track"] in tracks
        if session["kind"] == "tour":
            assert session["minutes"] == TOURS_BY_SLUG[session["tour"]]["duration_minutes"]
        else:
            assert session["hall"] in halls
        assert {role["role"] for role in session["people"]} <= {"speaker", "moderator", "host"}


def test_forum_puts_no_hall_and_no_person_in_two_places() -> None:
    for one, other in combinations(load("forum_2027")["sessions"], 2):
        apart = (
            one["day"] != other["day"]
            or minutes(one["start"]) + one["minutes"] <= minutes(other["start"])
            or minutes(other["start"]) + other["minutes"] <= minutes(one["start"])
        )
        if not apart:
            assert one["hall"] is None or one["hall"] != other["hall"], (one["key"], other["key"])
            both = {role["person"] for role in one["people"]} & {role["person"] for role in other["people"]}
            assert not both, (one["key"], other["key"])


def test_forum_takes_no_tour_at_a_time_when_visitors_come() -> None:
    """It opens on a Thursday; a tour that a session leads to is not shown to the public just then."""
    for session in load("forum_2027")["sessions"]:
        if session["kind"] == "tour":
            begins = minutes(session["start"])
            length = TOURS_BY_SLUG[session["tour"]]["duration_minutes"]
            public = starts_on(TOURS_BY_SLUG[session["tour"]], 2 + session["day"])
            assert all(start + length <= begins or begins + length <= start for start in public), session["key"]


def test_no_text_promises_a_wait_list() -> None:
    """The portal keeps none."""
    for name in FILES:
        for _language, text in texts(load(name)):
            assert not re.search(r"лист[а-я]* ожидания|wait(ing)?[ -]list", text, re.IGNORECASE), text


def test_archived_forum_gives_nobody_what_the_report_does_not() -> None:
    forum = load("forum_2022")
    roles = [
        (session["key"], role["person"], role["role"]) for session in forum["sessions"] for role in session["people"]
    ]

    assert roles == [("manufactory-tour", "kusnirovich", "host")]
    assert [day["date"] for day in forum["days"]] == ["2022-04-06", "2022-04-07"]
    assert {person["key"] for person in forum["people"]} == {item["person"] for item in forum["present"]}
    assert all(session["start"] is None and session["hall"] is None for session in forum["sessions"])
    orders = [(session["day"], session["order"]) for session in forum["sessions"]]
    assert orders == sorted(set(orders))


def test_seasons_promise_no_result_before_the_end() -> None:
    past, coming = load("seasons")["seasons"]

    assert [item["region"] for item in past["regions"]] == ["klu"]
    assert len(coming["regions"]) == 12
    assert {item["region"] for item in coming["regions"]} <= set(REGIONS)
    assert all(item["result"] is None for item in coming["regions"])
    starts = [stage["starts_days_from_load"] for stage in coming["stages"][:-1]]
    assert starts == sorted(starts)
    days = [day["forum_day"] for day in load("forum_2027")["days"]]
    assert [coming["stages"][-1][f"{end}_forum_day"] for end in ("starts", "ends")] == [days[0], days[-1]]


def test_accounts_hold_every_role_once() -> None:
    accounts = load("accounts")["accounts"]

    assert [account["role"] for account in accounts] == ["owner", "manager", "guide", "gate", "organizer", "tourist"]
    assert all(account["email"] == f"{account['role']}@example.org" for account in accounts)
    staff = {account["enterprise"] for account in accounts if account["enterprise"]}
    assert staff == {load("accounts")["enterprise"]} <= {item["slug"] for item in ENTERPRISES}


def test_gate_of_the_accounts_has_somebody_to_let_in_on_every_day() -> None:
    of_accounts = [tour for tour in TOURS if tour["enterprise"] == load("accounts")["enterprise"]]

    assert all(any(starts_on(tour, weekday) for tour in of_accounts) for weekday in range(7))
