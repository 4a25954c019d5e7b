"""What the public pages of forums read: plain rows, by prepared statements."""

from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import BigIntegerField, CharField, DateField, QuerySet, UUIDField

from accelerator.base.common.addresses import address
from accelerator.base.common.i18n import I18nText
from accelerator.base.common.prepared import prepared
from accelerator.base.common.slugs import moved_or_404
from accelerator.forum.models import Forum, Release, ShownForum
from accelerator.forum.models.forums import Announced
from regions.enterprises.covers import Cover
from regions.enterprises.models import enterprise_cover


class ReleaseRow(NamedTuple):
    """A release without its programme, which `programme.release` reads."""

    uuid: UUID
    number: int
    published_at: datetime
    note: I18nText


class HostRow(NamedTuple):
    """The enterprise where a forum meets."""

    pk: int
    name: I18nText
    slug: str
    status: str
    album_id: int | None
    drawn_cover: Cover

    def get_absolute_url(self) -> str:
        return address("portal:enterprise", self.slug)


class SiteRow(NamedTuple):
    """The site where a forum meets."""

    enterprise: HostRow
    enterprise_id: int
    address: I18nText
    city: I18nText
    latitude: Decimal | None
    longitude: Decimal | None
    album_id: int | None


class _ForumColumns(NamedTuple):
    pk: int
    uuid: UUID
    version: int
    slug: str
    status: str
    title: I18nText
    summary: I18nText
    description_html: I18nText
    source: I18nText
    starts_date: date
    ends_date: date
    timezone: str
    place_name: I18nText
    address: I18nText
    city: I18nText
    latitude: Decimal | None
    longitude: Decimal | None
    album_id: int | None
    release_uuid: UUID | None
    release_number: int | None
    release_published_at: datetime | None
    release_note: I18nText | None
    released: dict[str, Any] | None
    site__pk: int | None
    site__address: I18nText
    site__city: I18nText
    site__latitude: Decimal | None
    site__longitude: Decimal | None
    site__album_id: int | None
    site__enterprise__pk: int
    site__enterprise__name: I18nText
    site__enterprise__slug: str
    site__enterprise__status: str
    site__enterprise__album_id: int | None
    site__enterprise__uuid: UUID
    site__enterprise__industry: str
    site__enterprise__subject__motif: str | None


class ForumRow(Announced, _ForumColumns):
    """A forum as its public pages print it; it knows what the model knows after `with_place()`."""

    @cached_property
    def site(self) -> SiteRow | None:
        if self.site__pk is None:
            return None
        host = HostRow(
            self.site__enterprise__pk, self.site__enterprise__name, self.site__enterprise__slug,
            self.site__enterprise__status, self.site__enterprise__album_id,
            enterprise_cover(
                self.site__enterprise__subject__motif, self.site__enterprise__industry, self.site__enterprise__uuid
            ),
        )  # fmt: skip
        return SiteRow(
            host, host.pk, self.site__address, self.site__city, self.site__latitude, self.site__longitude,
            self.site__album_id,
        )  # fmt: skip

    @cached_property
    def release(self) -> ReleaseRow | None:
        """The last release."""
        if self.release_uuid is None:
            return None
        columns: Any = (self.release_uuid, self.release_number, self.release_published_at, self.release_note)
        return ReleaseRow(*columns)

    @cached_property
    def shown(self) -> ShownForum:
        return super().shown


class SnapshotRow(NamedTuple):
    snapshot: dict[str, Any]
    schema_version: int


AnyForum = Forum | ForumRow
AnyRelease = Release | ReleaseRow


@prepared(ForumRow, slug=CharField())
def _forums_at(the: Any, drafts: bool) -> QuerySet:
    return _shown(drafts=drafts).filter(slug=the.slug)


@prepared(ForumRow, pk=BigIntegerField())
def _forums_by_key(the: Any, drafts: bool) -> QuerySet:
    return _shown(drafts=drafts).filter(pk=the.pk)


@prepared(ForumRow, today=DateField())
def _coming_forums(the: Any, drafts: bool) -> QuerySet:
    return _shown(drafts=drafts).coming(the.today)


@prepared(ForumRow, today=DateField())
def _past_forums(the: Any, drafts: bool) -> QuerySet:
    return _shown(drafts=drafts).past(the.today)


@prepared(SnapshotRow, release=UUIDField())
def snapshots(the: Any) -> QuerySet:
    """The programme of this release, as it is stored."""
    return Release.objects.filter(uuid=the.release)


def _shown(*, drafts: bool) -> Any:
    return Forum.objects.visible(drafts=drafts).with_place().with_release()


def forum_at(slug: str, *, drafts: bool) -> ForumRow:
    """Return the forum with this slug. Raises Moved or Http404."""
    forum = _forums_at.one(drafts, slug=slug)
    if forum is None:
        raise moved_or_404(Forum.objects.visible(drafts=drafts), slug)
    return forum


def public_forum(slug: str) -> ForumRow | None:
    """Return the forum with this slug if the public sees it."""
    return _forums_at.one(False, slug=slug)


def forum_by_key(pk: int, *, drafts: bool) -> ForumRow | None:
    """Return the forum with this key, if it is visible."""
    return _forums_by_key.one(drafts, pk=pk)


def coming_forums(today: date, *, drafts: bool) -> list[ForumRow]:
    """Return the forums that are not over, the nearest first."""
    return _coming_forums(drafts, today=today)


def past_forums(today: date, *, drafts: bool) -> list[ForumRow]:
    """Return the forums that are over, the latest first."""
    return _past_forums(drafts, today=today)
