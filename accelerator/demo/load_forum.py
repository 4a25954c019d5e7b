"""The demo's forums and seasons, made of content/*.json through the services that organizers use."""

import json
from collections.abc import Mapping
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction

from accelerator.base.common.i18n import I18nText, as_text
from accelerator.base.common.versions import ANY_VERSION
from accelerator.forum.models import Colour, Forum, Organisation, Person, Role, Session
from accelerator.forum.programme.conflicts import find_conflicts
from accelerator.forum.programme.draft import read_draft
from accelerator.forum.services.forums import create_forum, update_forum
from accelerator.forum.services.halls import save_hall, save_track
from accelerator.forum.services.people import Part, save_organisation, save_person, set_forum_people
from accelerator.forum.services.releases import release_programme
from accelerator.forum.services.sessions import create_session
from accelerator.seasons.models import Season, SeasonRegion
from accelerator.seasons.services import (
    save_season,
    set_regions,
    set_stages,
)
from regions.enterprises.models import Enterprise, Site
from regions.models import Region
from tours.models import Tour

CONTENT = Path(__file__).parent / "content"
FORUMS = ("forum_2022", "forum_2027")
# The coming forum opens about so many days after the load, on a Thursday, and not while the country is on holiday.
FORUM_AHEAD = 45
THURSDAY = 3
_HOLIDAYS = ((12, 29), (1, 10)), ((4, 29), (5, 11))
# What the content says of the year that it was written for.
_WRITTEN_FOR = 2027
_COLOURS = (Colour.METAL, Colour.ENERGY, Colour.AGRO, Colour.JEWELLERY, Colour.CHEMISTRY, Colour.TEXTILE)
_NOT_IN_THE_CATALOGUE = I18nText(
    ru="Экскурсия состоялась на самом форуме; в каталоге портала её нет.",
    en="The tour took place at the forum itself; the portal’s catalogue does not have it.",
)


def load_forums(today: date) -> list[Forum]:
    """The demo's forums with a released programme each; one that is there already is left as it is.

    Dates given as days from the load are counted from `today`.
    """
    people = _load_people()
    return [_load_forum(_read(name, today), people, today) for name in FORUMS]


def load_seasons(today: date) -> list[Season]:
    """The demo's seasons; one that is there already is left as it is. Forums and regions come first."""
    return [_load_season(content, today) for content in _read("seasons", today)["seasons"]]


def forum_opens(today: date) -> date:
    """The first day of the forum to come: a Thursday, so that it ends on a Friday."""
    day = today + timedelta(days=FORUM_AHEAD - 3)
    day += timedelta(days=(THURSDAY - day.weekday()) % 7)
    while _is_holiday(day):
        day += timedelta(days=7)
    return day


def _is_holiday(day: date) -> bool:
    """New Year's weeks and the first days of May, when neither plants nor offices work."""
    (winter, new_year), (spring, summer) = _HOLIDAYS
    month_day = (day.month, day.day)
    return month_day >= winter or month_day <= new_year or spring <= month_day <= summer


def _read(name: str, today: date | None = None) -> Any:
    """A file of content; as of `today` the forum to come and its season are of the year in which that forum meets."""
    text = (CONTENT / f"{name}.json").read_text(encoding="utf-8")
    if today is not None:
        year, written = forum_opens(today).year, _WRITTEN_FOR
        for said, meant in (
            (f"{written - 1}/{written % 100}", f"{year - 1}/{year % 100:02d}"),
            (f"forum-{written}", f"forum-{year}"),
            (f'"year": {written}', f'"year": {year}'),
        ):
            text = text.replace(said, meant)
    return json.loads(text)


def _day(content: Mapping[str, Any], prefix: str, today: date) -> date:
    """A date given as such, as days from the load, or as a day of the forum to come."""
    if (counted := f"{prefix}days_from_load") in content:
        return today + timedelta(days=content[counted])
    if (counted := f"{prefix}forum_day") in content:
        return forum_opens(today) + timedelta(days=content[counted] - 1)
    return date.fromisoformat(content[f"{prefix}on"] if prefix else content["date"])


# --- People -----------------------------------------------------------------------------------------------------------


@transaction.atomic
def _load_people() -> dict[str, Person]:
    """Everybody by the key that programmes name them with."""
    people: dict[str, Person] = {}
    for name in ("people", *FORUMS):
        content = _read(name)
        organisations = {row["key"]: _organisation(row) for row in content.get("organisations", [])}
        for row in content.get("people", []):
            people[row["key"]] = _person(row, organisations)
    return people


def _organisation(content: Mapping[str, Any]) -> Organisation:
    name = as_text(content["name"])
    known = Organisation.objects.filter(name__ru=name["ru"]).by_name().first()
    enterprise = Enterprise.objects.filter(name__ru=name["ru"]).by_name().first()
    return known or save_organisation(values={"name": name, "enterprise": enterprise})


def _person(content: Mapping[str, Any], organisations: Mapping[str, Organisation]) -> Person:
    name = as_text(content["name"])
    if known := Person.objects.filter(name__ru=name["ru"]).by_name().first():
        return known
    post = {"title": as_text(content["post"]), "organisation": organisations.get(content["organisation"] or "")}
    return save_person(values={"name": name}, posts=[post])


# --- Forums -----------------------------------------------------------------------------------------------------------


@transaction.atomic
def _load_forum(content: Mapping[str, Any], people: Mapping[str, Person], today: date) -> Forum:
    if known := Forum.objects.filter(slug=content["slug"]).first():
        return known
    days = {day["day"]: _day(day, "", today) for day in content["days"]}
    values = _forum_values(content, days)
    forum = create_forum(values=values, slug=content["slug"])
    halls = {
        row["key"]: save_hall(forum=forum, values={"name": as_text(row["name"]), "capacity": row.get("capacity")})
        for row in content["halls"]
    }
    tracks = {
        row["key"]: save_track(forum=forum, values={"name": as_text(row["name"]), "colour": colour})
        for row, colour in zip(content["tracks"], _COLOURS, strict=False)
    }
    set_forum_people(
        forum=forum,
        parts=[
            Part(people[row["person"]], Role.PARTICIPANT, note=as_text(row["note"]))
            for row in content.get("present", [])
        ],
        expected_version=ANY_VERSION,
    )
    tours = {tour.slug: tour for tour in Tour.objects.filter(slug__in=[row["tour"] for row in content["sessions"]])}
    for row in content["sessions"]:
        create_session(
            forum=forum,
            values={
                "title": as_text(row["title"]),
                "abstract": as_text(row["abstract"]),
                "kind": row["kind"],
                "date": days[row["day"]],
                "hall": halls.get(row["hall"]),
                "track": tracks.get(row["track"]),
                "start_time": time.fromisoformat(row["start"]) if row["start"] else None,
                "minutes": row["minutes"],
                "position": row.get("order"),
                "tour": tours.get(row["tour"]),
                "status": row.get("status", Session.Status.CONFIRMED),
            },
            parts=[Part(people[part["person"]], part["role"]) for part in row["people"]],
        )
    _release(forum, of_the_past=content["archived"])
    if content["archived"]:
        archived = {**values, "status": Forum.Status.ARCHIVED}
        forum = update_forum(forum=forum, expected_version=forum.version, values=archived, slug=forum.slug)
    return forum


def _forum_values(content: Mapping[str, Any], days: Mapping[int, date]) -> dict[str, Any]:
    place = content["place"]
    site = site_called(place["enterprise"], place["site"]) if "enterprise" in place else None
    return {
        "title": as_text(content["title"]),
        "summary": as_text(content.get("subtitle")),
        "description": as_text(content["description"]),
        "source": as_text(content.get("source")),
        "starts_date": min(days.values()),
        "ends_date": max(days.values()),
        "site": site,
        "place_name": as_text(place.get("name")),
        "city": as_text(place.get("city")),
        "address": as_text(place.get("address")),
        "status": Forum.Status.PUBLISHED,
    }


def site_called(enterprise: str, key: str) -> Site | None:
    """The site that the enterprises' content calls so."""
    rows = [row for row in _read("enterprises") if row["slug"] == enterprise]
    names = [site["name"]["ru"] for row in rows for site in row["sites"] if site["key"] == key]
    return Site.objects.filter(enterprise__slug=enterprise, name__ru__in=names).order_by("pk").first()


def _release(forum: Forum, *, of_the_past: bool) -> None:
    """Publish the programme; a forum of the past says why its own tour stands in no catalogue."""
    draft = read_draft(forum)
    waivers = {
        conflict.key: _NOT_IN_THE_CATALOGUE.in_language("ru")
        for conflict in find_conflicts(draft)
        if of_the_past and conflict.key.startswith("tour:")
    }
    release_programme(forum=forum, user=None, waivers=waivers, note=I18nText(), expected_draft=draft.fingerprint)


# --- Seasons ----------------------------------------------------------------------------------------------------------


@transaction.atomic
def _load_season(content: Mapping[str, Any], today: date) -> Season:
    if known := Season.objects.filter(year=content["year"]).first():
        return known
    named = next((as_text(row["result"]) for row in content["regions"] if row["result"]), I18nText())
    season = save_season(
        values={
            "year": content["year"],
            "title": as_text(content["title"]),
            "summary": as_text(content.get("summary")),
            "description": as_text(content["description"]),
            "source": as_text(content.get("source")),
            "shortlist_name": named,
            "closing_forum": Forum.objects.filter(slug=content["closing_forum"]).first(),
            "status": Season.Status.PUBLISHED,
        }
    )
    season = set_stages(
        season=season,
        expected_version=season.version,
        stages=[
            {
                "title": as_text(row["name"]),
                "description": as_text(row.get("description")),
                "starts_date": _day(row, "starts_", today),
                "ends_date": _day(row, "ends_", today),
            }
            for row in content["stages"]
        ],
    )
    regions = Region.objects.in_bulk([row["region"] for row in content["regions"]], field_name="slug")
    return set_regions(
        season=season,
        expected_version=season.version,
        results=[
            {
                "region": regions[row["region"]],
                "result": SeasonRegion.Result.SHORTLISTED if row["result"] else SeasonRegion.Result.PARTICIPANT,
            }
            for row in content["regions"]
            if row["region"] in regions
        ],
    )
