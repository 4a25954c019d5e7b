"""Forums and their days, called directly: every way out."""

from datetime import date, timedelta
from typing import Any

import pytest

from accelerator.base.common.dates import DayOutOfRange
from accelerator.base.common.i18n import I18nText
from accelerator.base.common.slugs import SlugTaken, find_moved
from accelerator.base.common.versions import ANY_VERSION, EditConflict
from accelerator.forum.errors import (
    DaysInUse,
    ForumArchived,
    ForumReleased,
    ForumTooLong,
)
from accelerator.forum.models import Forum, Session
from accelerator.forum.models.forums import LONGEST_DAYS
from accelerator.forum.services.forums import announce_forum, create_forum, delete_forum, title_day, update_forum
from regions.enterprises.models import Photo
from tests.factories.enterprises import PhotoFactory, SiteFactory
from tests.factories.forum import ForumFactory, SessionFactory
from tests.forum.drafts import DAY, release

pytestmark = pytest.mark.django_db
ONE = timedelta(days=1)


def values(first: date = DAY, last: date = DAY + ONE, **changes: object) -> dict[str, Any]:
    title = I18nText(ru="Форум", en="Open Floor")
    return {"title": title, "starts_date": first, "ends_date": last, **changes}


def days(forum: Forum) -> list[date]:
    return list(forum.days.order_by("date").values_list("date", flat=True))


def update(forum: Forum, first: date, last: date, **changes: object) -> Forum:
    slug = changes.pop("slug", forum.slug)
    return update_forum(
        forum=forum, expected_version=forum.version, values=values(first, last, **changes), slug=str(slug)
    )


def test_address_that_a_forum_has_or_had_is_taken():
    forum = create_forum(values=values(), slug="open")
    update(forum, DAY, DAY, slug="renamed")
    other = create_forum(values=values())

    for slug in ("open", "renamed"):
        with pytest.raises(SlugTaken):
            create_forum(values=values(), slug=slug)
        with pytest.raises(SlugTaken):
            update(other, DAY, DAY, slug=slug)
    assert Forum.objects.count() == 2
    assert find_moved(Forum, "open") == forum.uuid
    back = update(Forum.objects.get(pk=forum.pk), DAY, DAY, slug="open")  # its own former one is not
    assert (back.slug, find_moved(Forum, "renamed")) == ("open", forum.uuid)


def test_address_is_made_of_the_title_unless_it_is_given():
    assert create_forum(values=values()).slug == "open-floor"
    assert create_forum(values=values(title=I18nText(ru="Цех"))).slug == "tseh"
    assert create_forum(values=values(), slug="mine").slug == "mine"


def test_forum_that_somebody_else_has_changed_is_left_alone():
    forum = ForumFactory(version=2)

    with pytest.raises(EditConflict):
        update_forum(forum=forum, expected_version=1, values=values(), slug=forum.slug)


@pytest.mark.parametrize(
    ("first", "last", "refusal"),
    [
        (DAY, DAY + LONGEST_DAYS * ONE, ForumTooLong),
        (date(1900, 1, 1), DAY, DayOutOfRange),
        (DAY, date(9999, 12, 31), DayOutOfRange),
    ],
)
def test_forum_that_nobody_means_is_refused(first: date, last: date, refusal: type[Exception]):
    forum = ForumFactory(starts_date=DAY)

    with pytest.raises(refusal):
        create_forum(values=values(first, last))
    with pytest.raises(refusal):
        update(forum, first, last)
    assert list(Forum.objects.values_list("starts_date", "ends_date")) == [(DAY, DAY + ONE)]
    assert update(forum, DAY, DAY + (LONGEST_DAYS - 1) * ONE).days.count() == LONGEST_DAYS


def test_forum_that_keeps_its_days_leaves_sessions_as_their_editors_know_them():
    session = SessionFactory(forum=ForumFactory(starts_date=DAY))

    update(session.forum, DAY, DAY + ONE, title=I18nText(ru="Иначе"))

    assert list(Session.objects.values_list("date", "version")) == [(DAY, 1)]


@pytest.mark.parametrize("by", [-1, 1, 5])
def test_forum_that_moves_as_a_whole_takes_its_sessions_along(by: int):
    forum = ForumFactory(starts_date=DAY)
    other = SessionFactory(forum__starts_date=DAY)
    first = SessionFactory(forum=forum, date=DAY)
    second = SessionFactory(forum=forum, date=DAY + ONE)
    unplaced = SessionFactory(forum=forum, date=None, hall=None)

    update(forum, DAY + by * ONE, DAY + (by + 1) * ONE)

    assert days(forum) == [DAY + by * ONE, DAY + (by + 1) * ONE]
    rows = {row.pk: (row.date, row.version) for row in Session.objects.all()}
    assert rows == {
        first.pk: (DAY + by * ONE, 2), second.pk: (DAY + (by + 1) * ONE, 2), unplaced.pk: (None, 1),
        other.pk: (DAY, 1),
    }  # fmt: skip
    assert days(other.forum) == [DAY, DAY + ONE]


def test_forum_grows_and_shrinks_by_days_on_which_nothing_stands():
    forum, other = ForumFactory(starts_date=DAY), ForumFactory(starts_date=DAY + 2 * ONE)
    SessionFactory(forum=other)
    session = SessionFactory(forum=forum, date=DAY + ONE)

    longer = update(forum, DAY, DAY + 2 * ONE)
    assert days(forum) == [DAY, DAY + ONE, DAY + 2 * ONE]
    shorter = update(longer, DAY + ONE, DAY + ONE)
    assert days(forum) == [DAY + ONE]
    with pytest.raises(DaysInUse):
        update(shorter, DAY + 3 * ONE, DAY + 4 * ONE)
    assert Session.objects.get(pk=session.pk).date == session.date
    assert days(other) == [DAY + 2 * ONE, DAY + 3 * ONE]


def test_forum_at_a_site_has_the_sites_place_and_clock():
    site = SiteFactory(timezone="Asia/Omsk")

    forum = create_forum(
        values=values(
            site=site, address=I18nText(ru="ул. Иная, 1"), city=I18nText(ru="Тула"), latitude=54, longitude=36
        )
    )

    assert (forum.timezone, forum.address, forum.city) == ("Asia/Omsk", {}, {})
    assert (forum.latitude, forum.longitude) == (None, None)
    elsewhere = create_forum(values=values(timezone="Asia/Tomsk", city=I18nText(ru="Томск")))
    assert (elsewhere.timezone, elsewhere.city) == ("Asia/Tomsk", {"ru": "Томск"})


def test_forum_that_was_released_stays():
    session = SessionFactory()
    release(session.forum)

    with pytest.raises(ForumReleased):
        delete_forum(forum=session.forum)
    photo, kept = PhotoFactory(of=ForumFactory()), PhotoFactory(of=session.forum)
    delete_forum(forum=Forum.objects.get(album=photo.album))
    assert list(Forum.objects.all()) == [session.forum]
    assert list(Photo.objects.all()) == [kept]  # its own went with it


@pytest.mark.parametrize(
    ("status", "after", "version"),
    [("draft", "published", 2), ("published", "published", 1), ("archived", "archived", 1)],
)
def test_announcing_publishes_a_draft_and_nothing_else(status: str, after: str, version: int):
    forum = announce_forum(forum=ForumFactory(status=status))

    assert list(Forum.objects.values_list("status", "version")) == [(after, version)]
    assert forum.status == after


def test_day_is_titled_unless_its_forum_is_archived():
    forum = ForumFactory(starts_date=DAY)
    title_day(forum=forum, date=DAY, values={"title": I18nText(ru="Тема")}, expected_version=ANY_VERSION)
    assert forum.days.get(date=DAY).title == {"ru": "Тема"}
    assert forum.days.get(date=DAY + ONE).title == {}

    Forum.objects.update(status=Forum.Status.ARCHIVED)
    with pytest.raises(ForumArchived):
        title_day(forum=forum, date=DAY, values={"title": I18nText(ru="Иная")}, expected_version=ANY_VERSION)
    assert forum.days.get(date=DAY).title == {"ru": "Тема"}
