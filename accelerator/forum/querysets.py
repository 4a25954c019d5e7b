"""Reads of forums, their people, sessions and releases."""

from collections.abc import Iterable
from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.db.models.functions import Cast, Coalesce

from accelerator.base.accounts.permissions import is_organizer
from accelerator.forum.errors import ForumArchived


class ForumQuerySet(models.QuerySet):
    def published(self) -> Self:
        """What the public sees: coming forums and archived ones."""
        return self.filter(status__in=[self.model.Status.PUBLISHED, self.model.Status.ARCHIVED])

    def managed_by(self, user: Any) -> Self:
        """All forums for an organizer, none for others."""
        return self if is_organizer(user) else self.none()

    def visible_to(self, user: Any) -> Self:
        """What is public; an organizer sees drafts too."""
        return self.visible(drafts=is_organizer(user))

    def visible(self, *, drafts: bool) -> Self:
        """What is public, and drafts too where these may be seen."""
        return self.all() if drafts else self.published()

    def with_place(self) -> Self:
        """With the site, and `released`: the forum as in the last release, None before the first."""
        forums = self._last_releases().values(shown=KeyTransform("forum", "snapshot"))
        return self.select_related("site__enterprise__subject").annotate(released=models.Subquery(forums[:1]))

    def with_release_count(self) -> Self:
        """Adds `release_count`, and `session_count` of the draft, as `Programme.counted_sessions` counts."""
        releases = self.model.releases.rel.related_model.objects.filter(forum=models.OuterRef("pk"))
        session = self.model.sessions.rel.related_model
        sessions = session.objects.filter(forum=models.OuterRef("pk"))
        counted = sessions.exclude(kind=session.Kind.BREAK).exclude(status=session.Status.CANCELLED)
        return self.annotate(release_count=_count(releases), session_count=_count(counted))

    def with_release_number(self) -> Self:
        """Adds `release_number` of the last release, None before the first."""
        return self._with_release("number")

    def with_release(self) -> Self:
        """Adds `release_uuid` and the like of the last release: all but its programme. None before the first."""
        return self._with_release("uuid", "number", "published_at", "note")

    def _with_release(self, *columns: str) -> Self:
        last = self._last_releases()
        return self.annotate(**{f"release_{name}": models.Subquery(last.values(name)[:1]) for name in columns})

    def coming(self, today: date) -> Self:
        """Forums that are not over, the nearest first, by the days that the public sees."""
        return self._with_shown_days().filter(shown_end__gte=today).order_by("shown_start", "pk")

    def past(self, today: date) -> Self:
        """Forums that are over, the latest first, by the days that the public sees."""
        return self._with_shown_days().filter(shown_end__lt=today).order_by("-shown_start", "pk")

    def latest_first(self) -> Self:
        return self.order_by("-starts_date", "pk")

    def locked(self, pk: int) -> Any:
        """The forum's row, locked before any change of its programme, so that a release sees one state of it."""
        return self.select_for_update(no_key=True, of=("self",)).get(pk=pk)

    def locked_unarchived(self, pk: int) -> Any:
        """The forum's row, locked. Raise ForumArchived: the programme of an archived forum is not changed."""
        forum = self.locked(pk)
        if forum.is_archived:
            raise ForumArchived
        return forum

    def _last_releases(self) -> models.QuerySet:
        """Inside a query on forums: the releases of each, the last first."""
        releases = self.model.releases.rel.related_model.objects
        return releases.filter(forum=models.OuterRef("pk")).order_by("-number")

    def _with_shown_days(self) -> Self:
        def shown(name: str) -> Coalesce:
            day = Cast(KeyTextTransform(name, KeyTransform("forum", "snapshot")), models.DateField())
            return Coalesce(models.Subquery(self._last_releases().values(day=day)[:1]), models.F(name))

        return self.annotate(shown_start=shown("starts_date"), shown_end=shown("ends_date"))


def _count(rows: models.QuerySet) -> models.Subquery:
    counted = rows.order_by().values("forum").annotate(n=models.Count("pk")).values("n")
    return models.functions.Coalesce(models.Subquery(counted), 0)  # type: ignore[return-value]


class OrganisationQuerySet(models.QuerySet):
    def by_name(self) -> Self:
        return self.order_by("sort_name", "pk")


class PersonQuerySet(models.QuerySet):
    def by_name(self) -> Self:
        return self.order_by("sort_name", "pk")

    def with_posts(self) -> Self:
        return self.prefetch_related("posts__organisation")

    def named_like(self, words: str) -> Self:
        """People whose name contains each of these words."""
        people = self
        for word in words.lower().replace("ё", "е").split()[:5]:
            people = people.filter(models.Q(sort_name__contains=word) | models.Q(name__en__icontains=word))
        return people


class SessionQuerySet(models.QuerySet):
    """The draft of a programme: organizers only; what the public sees is a release."""

    def of_published_forums(self) -> Self:
        """The sessions of forums that the public sees, with whatever a release has said of them."""
        forums: Any = self.model._meta.get_field("forum").related_model
        return self.filter(forum__in=forums.objects.published().values("pk"))

    def in_order(self) -> Self:
        """By day, then by clock time; sessions without one come last, by position."""
        return self.order_by(
            models.F("date").asc(nulls_last=True), models.F("start_time").asc(nulls_last=True), "position", "pk"
        )

    def with_everything(self) -> Self:
        """With all that a programme shows: hall, track, tour, people with their posts."""
        return self.select_related("hall", "track", "tour__enterprise", "tour__site").prefetch_related(
            models.Prefetch(
                "roles",
                queryset=self.model.roles.rel.related_model.objects.select_related("person").order_by("position", "pk"),
            ),
            "roles__person__posts__organisation",
        )


class SessionRoleQuerySet(models.QuerySet):
    def elsewhere(self, forum: str, *, people: Iterable[str], first: date, last: date) -> Self:
        """These people's roles in timed sessions of other forums that are not archived, between these days."""
        others = self.exclude(session__forum__uuid=forum).exclude(session__forum__status="archived")
        timed = others.exclude(session__status="cancelled").filter(
            person__uuid__in=people, session__date__range=(first, last), session__start_time__isnull=False
        )
        return timed.select_related("session__forum", "person").order_by("session__date", "session__start_time", "pk")


class ReleaseQuerySet(models.QuerySet):
    def latest_first(self) -> Self:
        return self.order_by("-number", "pk")

    def public(self) -> Self:
        """The last release of every forum that the public sees."""
        forums: Any = self.model._meta.get_field("forum").related_model
        return self.filter(forum__in=forums.objects.published()).order_by("forum", "-number").distinct("forum")

    def last_of(self, forum: Any) -> Any:
        """The forum's last release, or None before the first."""
        return self.filter(forum=forum).latest_first().first()
