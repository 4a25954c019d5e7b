"""The search follows every service: what it has written is found at once, what it has replaced or hidden is not."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accelerator.base.common.i18n import I18nText
from accelerator.base.common.versions import ANY_VERSION
from accelerator.base.search.services import reindex
from accelerator.forum.services.forums import announce_forum, delete_forum
from accelerator.forum.services.sessions import create_session, delete_session, update_session
from accelerator.portal.finding import find_everything
from regions.enterprises.models import Site
from regions.enterprises.services import profile, subjects
from regions.enterprises.services.profile import add_site, delete_site, update_profile, update_site
from tests.base.accounts.keys import take_second_step
from tests.factories.accounts import UserFactory
from tests.factories.enterprises import SiteFactory, SubjectFactory, ThemeFactory
from tests.factories.forum import ForumFactory, SessionFactory
from tests.factories.regions import RegionFactory
from tests.factories.routes import route_over, stop_at
from tests.factories.tours import TourFactory, VisitorCategoryFactory
from tests.forum.drafts import release
from tests.forum.drafts import values as session_values
from tours import services as tours
from tours.routes.models import Route
from tours.routes.services import delete_route, save_route

pytestmark = pytest.mark.django_db
OLD, NEW = I18nText({"ru": "Якорь"}), I18nText({"ru": "Фонарь"})
Kinds = set[str]


def found(words: I18nText) -> Kinds:
    """The kinds of the things that have this word and no other in its place."""
    result = find_everything(words["ru"])
    return set() if result.corrections or result.missing else {kind for kind, _key in result.scores}


def with_(row: Any, names: Any, **changed: Any) -> dict[str, Any]:
    return {**{name: getattr(row, name) for name in names}, **changed}


# Each arranges and yields the kinds that are found by the old word; writes by a service; yields those of either word.
Scenario = Callable[[], Iterator[Any]]
NOTHING: Kinds = set()


def tour_created_published_renamed() -> Iterator[Any]:
    like = TourFactory(published=True)
    yield NOTHING
    tour = tours.create_tour(enterprise=like.enterprise, values=with_(like, tours.BASICS, title=OLD, slug=""))
    VisitorCategoryFactory(tour=tour)
    yield NOTHING, NOTHING
    tours.publish_tour(tour=tour)
    yield {"tour"}, NOTHING
    tour.refresh_from_db()
    tours.update_basics(
        tour=tour, values=with_(tour, tours.BASICS, title=NEW, slug=""), expected_version=tour.version
    )  # fmt: skip
    yield NOTHING, {"tour"}


def tour_withdrawn_and_back() -> Iterator[Any]:
    tour = TourFactory(published=True, title=OLD)
    yield {"tour"}
    tours.withdraw_tour(tour=tour)
    yield NOTHING, NOTHING
    tours.publish_tour(tour=tour)
    yield {"tour"}, NOTHING
    tours.archive_tour(tour=tour)
    yield NOTHING, NOTHING


def tour_copied() -> Iterator[Any]:
    tour = TourFactory(published=True, title=OLD)
    yield {"tour"}
    copy = tours.duplicate_tour(tour=tour)
    tours.withdraw_tour(tour=tour)
    yield NOTHING, NOTHING
    tours.publish_tour(tour=copy)
    yield {"tour"}, NOTHING


def enterprise_opened() -> Iterator[Any]:
    like = SiteFactory(enterprise__published=True)
    yield NOTHING
    enterprise = profile.open_enterprise(
        name=OLD, region=like.enterprise.region, industry="food", owner_email="o@example.org", opened_by=UserFactory()
    )
    add_site(enterprise=enterprise, values=with_(like, Site.EDITABLE))
    yield NOTHING, NOTHING
    values = with_(like.enterprise, enterprise.EDITABLE, name=OLD, slug="")
    update_profile(enterprise=enterprise, values=values, expected_version=ANY_VERSION)
    profile.publish_enterprise(enterprise=enterprise)
    yield {"enterprise", "site"}, NOTHING


def enterprise_renamed_and_withdrawn() -> Iterator[Any]:
    enterprise = TourFactory(published=True, site__enterprise__name=OLD).enterprise
    yield {"enterprise", "site", "tour"}
    values = with_(enterprise, enterprise.EDITABLE, name=NEW, slug="")
    update_profile(enterprise=enterprise, values=values, expected_version=ANY_VERSION)
    yield NOTHING, {"enterprise", "site", "tour"}
    profile.withdraw_enterprise(enterprise=enterprise)
    yield NOTHING, NOTHING


def site_added_moved_and_removed() -> Iterator[Any]:
    site = SiteFactory(enterprise__published=True)
    yield NOTHING
    new = add_site(enterprise=site.enterprise, values=with_(site, Site.EDITABLE, city=OLD))
    yield {"site", "enterprise"}, NOTHING
    new.refresh_from_db()
    update_site(site=new, values=with_(new, Site.EDITABLE, city=NEW), expected_version=ANY_VERSION)
    yield NOTHING, {"site", "enterprise"}
    delete_site(site=new)
    yield NOTHING, NOTHING


def site_of_a_tour_moved() -> Iterator[Any]:
    site = TourFactory(published=True, site__address=OLD).site
    yield {"site", "enterprise", "tour"}
    update_site(site=site, values=with_(site, Site.EDITABLE, address=NEW), expected_version=ANY_VERSION)
    yield NOTHING, {"site", "enterprise", "tour"}


def subject_renamed() -> Iterator[Any]:
    subject = SubjectFactory(name=OLD)
    TourFactory(published=True, site__enterprise__subject=subject)
    yield {"enterprise", "tour"}
    values = with_(subject, subject.EDITABLE, name=NEW)
    subjects.save_subject(values=values, subject=subject, expected_version=ANY_VERSION)
    yield NOTHING, {"enterprise", "tour"}


def theme_renamed_and_left() -> Iterator[Any]:
    subject = SubjectFactory(theme=ThemeFactory(name=OLD))
    TourFactory(published=True, subject=subject)
    yield {"tour"}
    subjects.save_theme(values={"name": NEW}, theme=subject.theme, expected_version=ANY_VERSION)
    yield NOTHING, {"tour"}
    left = subject.theme
    values = with_(subject, subject.EDITABLE, theme=ThemeFactory())
    subjects.save_subject(values=values, subject=subject, expected_version=ANY_VERSION)
    subjects.delete_theme(theme=left)
    yield NOTHING, NOTHING


def route_drawn_up_published_renamed_and_removed() -> Iterator[Any]:
    stops = [stop_at(TourFactory(published=True), 1, 10 * number) for number in (0, 1)]
    yield NOTHING

    def save(route: Route | None, title: I18nText, *, publish: bool) -> Route:
        values = {"title": title, "theme": I18nText(), "description": I18nText(), "region": None, "days": 1}
        return save_route(
            route=route, enterprise=None, values=values, stops=stops, publish=publish, expected_version=ANY_VERSION
        )

    route = save(None, OLD, publish=False)
    yield NOTHING, NOTHING
    route = save(route, OLD, publish=True)
    yield {"route"}, NOTHING
    route = save(route, NEW, publish=True)
    yield NOTHING, {"route"}
    save(route, NEW, publish=False)
    yield NOTHING, NOTHING
    delete_route(route=route)
    yield NOTHING, NOTHING


def route_hidden_with_its_tour() -> Iterator[Any]:
    tour = TourFactory(published=True)
    route_over([tour, TourFactory(published=True)], title=OLD)
    yield {"route"}
    tours.withdraw_tour(tour=tour)
    yield NOTHING, NOTHING


def session_written_released_renamed_and_removed() -> Iterator[Any]:
    forum = ForumFactory(status="draft")
    SessionFactory(forum=forum)
    yield NOTHING
    values = session_values(title=OLD, kind="presentation")
    session = create_session(forum=forum, values=values)
    release(forum)
    yield NOTHING, NOTHING
    announce_forum(forum=forum)
    yield {"session"}, NOTHING
    session.refresh_from_db()
    update_session(session=session, values={**values, "title": NEW}, expected_version=session.version, parts=())
    yield {"session"}, NOTHING  # of the draft nobody knows
    release(forum)
    yield NOTHING, {"session"}
    session.refresh_from_db()
    delete_session(session=session, expected_version=session.version)
    release(forum)
    yield NOTHING, NOTHING


def forum_removed() -> Iterator[Any]:
    forum = ForumFactory(title=OLD)
    SessionFactory(forum=forum, title=OLD)
    yield NOTHING
    delete_forum(forum=forum)
    yield NOTHING, NOTHING


SCENARIOS: tuple[Scenario, ...] = (
    tour_created_published_renamed, tour_withdrawn_and_back, tour_copied, enterprise_opened,
    enterprise_renamed_and_withdrawn, site_added_moved_and_removed, site_of_a_tour_moved, subject_renamed,
    theme_renamed_and_left, route_drawn_up_published_renamed_and_removed, route_hidden_with_its_tour,
    session_written_released_renamed_and_removed, forum_removed,
)  # fmt: skip


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.__name__)
def test_search_follows_services(scenario: Scenario) -> None:
    steps = scenario()
    before = next(steps)
    reindex()
    assert found(OLD) == before
    for number, (old, new) in enumerate(steps, start=1):
        assert (found(OLD), found(NEW)) == (old, new), number
    assert reindex() == 0


def test_search_follows_the_texts_of_a_region(client: Client) -> None:
    root = UserFactory(is_staff=True, is_superuser=True)
    client.force_login(root)
    take_second_step(client, root)
    region: Any = RegionFactory(known_for=OLD)
    reindex()
    address = reverse("admin:regions_region_change", args=[region.pk])
    response = client.post(address, {"known_for_ru": "Фонарь", "_save": "1"})
    assert response.status_code == 302
    assert (found(OLD), found(NEW)) == (NOTHING, {"region"})
