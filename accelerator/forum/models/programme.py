"""The sessions and people of a programme's draft, and its releases, which the database refuses to change."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accelerator.base.common.constraints import CompositeForeignKey
from accelerator.base.common.i18n import I18nTextField
from accelerator.base.common.versions import Versioned
from accelerator.forum.models.forums import Forum, Hall, Track
from accelerator.forum.models.people import Person
from accelerator.forum.querysets import ReleaseQuerySet, SessionQuerySet, SessionRoleQuerySet
from tours.models import Tour


class SessionLanguage(models.TextChoices):
    RU = "ru", _("Russian")
    EN = "en", _("English")
    BOTH = "both", _("Russian and English")


class Session(Versioned):
    """Anything in a programme: on a day, at a clock time or merely in an order; or on no day yet."""

    class Kind(models.TextChoices):
        PLENARY = "plenary", _("plenary")
        ROUND_TABLE = "round_table", _("round table")
        PRESENTATION = "presentation", _("presentation")
        DISCUSSION = "discussion", _("discussion")
        TOUR = "tour", _("tour")
        BREAK = "break", _("break")

    class Status(models.TextChoices):
        TENTATIVE = "tentative", pgettext_lazy("session", "to be confirmed")
        CONFIRMED = "confirmed", pgettext_lazy("session", "confirmed")
        CANCELLED = "cancelled", pgettext_lazy("session", "cancelled")

    EDITABLE = (
        "title", "kind", "date", "start_time", "minutes", "hall", "track", "position", "tour", "language", "status",
        "abstract",
    )  # fmt: skip

    # The same in every release: calendars, links and diffs know a session by it.
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    forum = models.ForeignKey(Forum, on_delete=models.CASCADE, related_name="sessions")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices, default=Kind.PRESENTATION)
    title = I18nTextField(_("title"), max_length=200)
    abstract = I18nTextField(_("abstract"), rows=6, max_length=4000, blank=True)
    date = models.DateField(_("day"), null=True, blank=True)
    hall = models.ForeignKey(
        Hall, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("hall")
    )
    track = models.ForeignKey(
        Track, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("track")
    )
    start_time = models.TimeField(_("begins at"), null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(
        _("minutes"), null=True, blank=True, validators=[MinValueValidator(5), MaxValueValidator(720)]
    )
    position = models.PositiveSmallIntegerField(_("order within the day"), default=0)
    language = models.CharField(
        _("language"), max_length=4, choices=SessionLanguage.choices, default=SessionLanguage.RU
    )
    tour = models.ForeignKey(
        Tour, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("tour")
    )
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.CONFIRMED)

    objects: ClassVar[SessionQuerySet] = SessionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(start_time__isnull=True)
                | models.Q(date__isnull=False, minutes__isnull=False),
                name="forum_session_time_whole",
                violation_error_message=_("A start time needs a day and a length in minutes."),
            ),
            models.CheckConstraint(
                condition=models.Q(minutes__isnull=True) | models.Q(minutes__range=(5, 720)),
                name="forum_session_minutes_sane",
                violation_error_message=_("A session lasts between 5 minutes and 12 hours."),
            ),
            models.CheckConstraint(
                condition=models.Q(tour__isnull=True) | models.Q(kind="tour"),
                name="forum_session_tour_only_of_tours",
                violation_error_message=_("Only a session of the kind “tour” can have a tour."),
            ),
            CompositeForeignKey(
                fields=["forum", "date"], to="forum.Day", to_fields=["forum", "date"],
                name="forum_session_on_a_day_of_forum",
            ),
            CompositeForeignKey(
                fields=["hall", "forum"], to="forum.Hall", to_fields=["id", "forum"],
                name="forum_session_hall_of_forum",
            ),
            CompositeForeignKey(
                fields=["track", "forum"], to="forum.Track", to_fields=["id", "forum"],
                name="forum_session_track_of_forum",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return str(self.title)


class Role(models.TextChoices):
    SPEAKER = "speaker", _("speaker")
    MODERATOR = "moderator", _("moderator")
    HOST = "host", _("host")
    PARTICIPANT = "participant", _("participant")
    GUEST = "guest", _("guest")


class SessionRole(models.Model):
    """A person's part in a session."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="roles")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("person"))
    role = models.CharField(_("role"), max_length=12, choices=Role.choices, default=Role.SPEAKER)
    position = models.PositiveSmallIntegerField(default=0)

    objects: ClassVar[SessionRoleQuerySet] = SessionRoleQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "person", "role"], name="forum_sessionrole_once")]

    def __str__(self) -> str:
        return f"{self.person} ({self.role})"


class ForumPerson(models.Model):
    """A person who takes part in the forum as a whole, whether or not a session names them."""

    forum = models.ForeignKey(Forum, on_delete=models.CASCADE, related_name="people")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("person"))
    role = models.CharField(_("role"), max_length=12, choices=Role.choices, default=Role.PARTICIPANT)
    note = I18nTextField(_("note"), max_length=120, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["forum", "person"], name="forum_forumperson_once")]

    def __str__(self) -> str:
        return f"{self.person} ({self.role})"


class Release(models.Model):
    """A numbered, immutable state of a forum's programme: all that is needed to show it, in every language."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    forum = models.ForeignKey(Forum, on_delete=models.PROTECT, related_name="releases")
    number = models.PositiveIntegerField()
    published_at = models.DateTimeField()
    schema_version = models.PositiveSmallIntegerField()
    snapshot = models.JSONField()
    note = I18nTextField(_("note to readers"), rows=2, max_length=500, blank=True)
    # [{"key": …, "text": {"ru": …, "en": …}, "reason": …}]: conflicts, and why the release was made nevertheless
    waivers = models.JSONField(default=list)

    objects: ClassVar[ReleaseQuerySet] = ReleaseQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["forum", "number"], name="forum_release_number_once"),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="forum_release_number_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.forum} – {self.number}"


class ReleaseAuthor(models.Model):
    """Who published a release. Apart from it, since an account can be deleted and a release cannot be changed."""

    release = models.OneToOneField(Release, on_delete=models.PROTECT, related_name="author")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    def __str__(self) -> str:
        return f"{self.release}: {self.user}"
