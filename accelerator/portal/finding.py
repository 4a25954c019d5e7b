"""One search over everything that visitors can find: tours, enterprises, sites, regions, routes, sessions of forums."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy, pgettext_lazy

from accelerator.base.common.i18n import I18nText, Words
from accelerator.base.search.ranking import Found, find
from accelerator.base.search.words import forms_of, tokens
from accelerator.forum.models import Release, Session
from accelerator.forum.programme.release import read_release
from regions.enterprises.models import Enterprise, Site
from regions.models import Region
from tours.catalogue.wishes import NEUTRAL
from tours.models import Tour
from tours.routes.models import Route

KINDS: dict[str, tuple[Words, Words, str]] = {  # of several, of one, icon
    "tour": (gettext_lazy("Tours"), gettext_lazy("Tour"), "ticket"),
    "enterprise": (gettext_lazy("Enterprises"), gettext_lazy("Enterprise"), "factory"),
    "site": (gettext_lazy("Sites"), pgettext_lazy("thing found", "Site"), "map-pin"),
    "region": (gettext_lazy("Regions"), gettext_lazy("Region"), "map"),
    "route": (gettext_lazy("Routes"), gettext_lazy("Route"), "route"),
    "session": (gettext_lazy("Forum sessions"), gettext_lazy("Forum session"), "presentation"),
}
# A word for a kind of thing asks for that kind, whatever else is found.
_NAMED = {
    "tour": {"экскурсия", "тур", "мастер-класс", "tour"},
    "enterprise": {"завод", "фабрика", "предприятие", "мастерская", "типография", "винодельня", "factori", "enterpris"},
    "region": {"область", "край", "республика", "регион", "oblast", "region"},
    "route": {"маршрут", "rout"},
    "session": {"форум", "доклад", "секция", "программа", "forum", "session"},
}
_NEUTRAL = NEUTRAL | _NAMED["route"] | {"форум", "forum"}
_ASKED_FOR = 1.5


@dataclass(frozen=True)
class Thing:
    """One of the things found, as the list of all kinds shows it."""

    kind: str
    title: I18nText | Words
    address: str
    place: I18nText | Words = ""
    text: I18nText | Words = ""

    @property
    def kind_name(self) -> Words:
        return KINDS[self.kind][1]

    @property
    def icon(self) -> str:
        return KINDS[self.kind][2]


def find_everything(text: str, *, tours: QuerySet[Tour] | None = None, being_typed: bool = False) -> Found:
    """Return the public things that the text finds, of all kinds, the best first; of tours only of these."""
    forms = {form for token in tokens(text) for form in forms_of(token)[:1]}
    within = _public_things() if tours is None else {**_public_things(), "tour": tours}
    found = find(text, within, neutral=_NEUTRAL, being_typed=being_typed)
    asked_for = {kind for kind, names in _NAMED.items() if names & forms}
    scores = {thing: score * (_ASKED_FOR if thing[0] in asked_for else 1) for thing, score in found.scores.items()}
    return replace(found, scores=dict(sorted(scores.items(), key=lambda item: -item[1])))


def _public_things() -> Mapping[str, QuerySet]:
    return {
        "tour": Tour.objects.published(),
        "enterprise": Enterprise.objects.published(),
        "site": Site.objects.published(),
        "region": Region.objects.all(),
        "route": Route.objects.published(),
        "session": Session.objects.of_published_forums(),
    }


def things(found: Sequence[tuple[str, int]]) -> list[Thing]:
    """Return the things of these kinds and keys as they are shown, in this order; a query for each kind."""
    shown: dict[tuple[str, int], Thing] = {}
    for kind, rows in _public_things().items():
        if keys := [key for other, key in found if other == kind]:
            shown |= {(kind, key): thing for key, thing in _SHOWN[kind](rows.filter(pk__in=keys))}
    return [shown[thing] for thing in found if thing in shown]


def _tours(rows: QuerySet[Tour]) -> Iterator[tuple[int, Thing]]:
    for tour in rows.select_related("enterprise", "site"):
        place = f"{tour.enterprise.name} · {tour.site.city}"
        yield tour.pk, Thing("tour", tour.title, tour.get_absolute_url(), place, tour.summary)


def _enterprises(rows: QuerySet[Enterprise]) -> Iterator[tuple[int, Thing]]:
    for one in rows.select_related("region"):
        yield one.pk, Thing("enterprise", one.name, one.get_absolute_url(), one.region.short_name, one.summary)


def _sites(rows: QuerySet[Site]) -> Iterator[tuple[int, Thing]]:
    for site in rows.select_related("enterprise"):
        place = f"{site.enterprise.name} · {site.city}"
        yield site.pk, Thing("site", site.name, site.enterprise.get_absolute_url(), place, site.address)


def _regions(rows: QuerySet[Region]) -> Iterator[tuple[int, Thing]]:
    for region in rows:
        yield region.pk, Thing("region", region.name, region.get_absolute_url(), region.centre, region.known_for)


def _routes(rows: QuerySet[Route]) -> Iterator[tuple[int, Thing]]:
    for route in rows.select_related("region"):
        place = route.region.short_name if route.region else ""
        yield route.pk, Thing("route", route.title, route.get_absolute_url(), place, route.theme)


def _sessions(rows: QuerySet[Session]) -> Iterator[tuple[int, Thing]]:
    """As the last release has them: what the draft says by now is not public."""
    keys = {str(uuid): pk for uuid, pk in rows.values_list("uuid", "pk")}
    releases = Release.objects.public().filter(forum__in=rows.values("forum")).select_related("forum")
    for release in releases:
        programme = read_release(release)
        for session in programme.sessions:
            if session.uuid in keys:
                address = reverse("forum:session", args=[release.forum.slug, session.uuid])
                place = session.hall.name if session.hall else ""
                yield keys[session.uuid], Thing("session", session.title, address, place, programme.forum.title)


_SHOWN: dict[str, Callable[[Any], Iterator[tuple[int, Thing]]]] = {
    "tour": _tours,
    "enterprise": _enterprises,
    "site": _sites,
    "region": _regions,
    "route": _routes,
    "session": _sessions,
}
