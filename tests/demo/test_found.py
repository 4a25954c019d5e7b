"""The search over the demo's world: what people type has what they want among the first answers."""

import json
from typing import Any

import pytest

from accelerator.base.common import clock
from accelerator.base.search.services import reindex
from accelerator.demo.load import CONTENT, load_demo
from accelerator.forum.models import Session
from accelerator.portal.finding import find_everything
from regions.enterprises.models import Enterprise
from regions.models import Region
from regions.services import load_regions
from tests.factories.booking import consent_text
from tests.factories.enterprises import starting_subjects
from tests.tours.catalogue.queries import HALVES, WantedQuery, read_queries
from tours.catalogue.criteria import Criteria
from tours.catalogue.search import search
from tours.models import Tour
from tours.routes.models import Route

MEAN_RECIPROCAL_RANK = 0.93


def identities() -> dict[tuple[str, int], str]:
    """How the queries' files name the things of the demo."""
    models: dict[str, Any] = {"tour": Tour, "enterprise": Enterprise, "region": Region, "route": Route}
    found = {
        (kind, pk): f"{kind}:{slug}"
        for kind, model in models.items()
        for pk, slug in model.objects.values_list("pk", "slug")
    }
    for name in ("forum_2022", "forum_2027"):
        forum = json.loads((CONTENT / f"{name}.json").read_text(encoding="utf-8"))
        for content in forum["sessions"]:
            sessions = Session.objects.filter(forum__slug=forum["slug"], title__ru=content["title"]["ru"])
            found |= {("session", pk): f"session:{content['key']}" for pk in sessions.values_list("pk", flat=True)}
    return found


def answers(query: WantedQuery, names: dict[tuple[str, int], str]) -> list[str]:
    """The first page: the catalogue's where a tour is wanted, else that of everything."""
    if any(wanted.startswith("tour:") for wanted in query.wanted):
        results = search(Criteria(q=query.text), page=1, now=clock.now())
        return [f"tour:{card.slug}" for card in results.cards]
    return [names.get(thing, "") for thing in list(find_everything(query.text).scores)[:20]]


@pytest.mark.django_db
def test_what_people_type_finds_what_they_want(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    consent_text()
    load_regions()
    starting_subjects()
    load_demo()
    names = identities()
    assert reindex() == 0  # loading has left nothing to write
    for half in HALVES:
        queries = read_queries(half)
        found = {query: answers(query, names) for query in queries}
        assert [query.text for query, got in found.items() if not got] == []
        ranks = [
            next((place for place, name in enumerate(got, start=1) if name in query.wanted), 0)
            for query, got in found.items()
        ]
        assert sum(1 / rank for rank in ranks if rank) / len(ranks) >= MEAN_RECIPROCAL_RANK, half
