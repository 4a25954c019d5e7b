"""A programme as it is published: what a release stores as JSON, and what pages, calendars and comparisons read.

A new field has a default, with which the releases made before it are read. Any other change of a field needs the next
VERSION and an upgrade in programme.release.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from accelerator.base.common.dates import day_at
from accelerator.base.common.i18n import I18nText
from accelerator.base.common.json_codec import decode, encode
from accelerator.forum import models
from accelerator.forum.models import Role, SessionLanguage, ShownForum

VERSION = 2


@dataclass(frozen=True)
class Hall:
    uuid: str
    name: I18nText = field(hash=False)
    note: I18nText = field(hash=False)
    capacity: int | None


@dataclass(frozen=True)
class Track:
    slug: str
    name: I18nText
    colour: str


@dataclass(frozen=True)
class Day:
    date: date
    title: I18nText

    @property
    def anchor(self) -> str:
        return f"day-{self.date.isoformat()}"


@dataclass(frozen=True)
class Person:
    """A person in their role, with the post they held on the day."""

    uuid: str
    name: I18nText
    role: str
    post: I18nText
    organisation: I18nText
    note: I18nText = field(default_factory=I18nText)

    @property
    def role_words(self) -> str:
        return str(Role(self.role).label)

    @property
    def leads(self) -> bool:
        """Whether the role is named beside the speakers."""
        return self.role != Role.SPEAKER


@dataclass(frozen=True)
class Tour:
    slug: str
    title: I18nText
    enterprise: I18nText
    address: I18nText
    city: I18nText

    @property
    def line(self) -> str:
        """The place where the tour begins: the enterprise, and the address where the release has one."""
        return ", ".join(text for text in (str(self.enterprise), str(self.address), str(self.city)) if text)


@dataclass(frozen=True)
class Session:
    """A session of any kind. In JSON it has the keys of its hall and track, which the programme lists once."""

    uuid: str
    kind: str
    title: I18nText
    abstract_html: I18nText
    date: date | None
    hall: Hall | None
    track: Track | None
    start: time | None
    minutes: int | None
    order: int
    language: str
    status: str
    tour: Tour | None
    people: tuple[Person, ...]
    zone: ZoneInfo = field(repr=False)

    @cached_property
    def starts_at(self) -> datetime | None:
        if self.date is None or self.start is None:
            return None
        return datetime.combine(self.date, self.start, tzinfo=self.zone)

    @cached_property
    def ends_at(self) -> datetime | None:
        if self.starts_at is None or self.minutes is None:
            return None
        return (self.starts_at.astimezone(UTC) + timedelta(minutes=self.minutes)).astimezone(self.zone)

    @cached_property
    def first_minute(self) -> int:
        """Minutes from midnight by the local clock, of a timed session."""
        assert self.start is not None  # noqa: S101 - for the type checker
        return self.start.hour * 60 + self.start.minute

    @cached_property
    def last_minute(self) -> int:
        return self.first_minute + (self.minutes or 0)

    @property
    def end(self) -> time | None:
        return self.ends_at.time() if self.ends_at else None

    @cached_property
    def time_words(self) -> str:
        """«10:00–11:30», or nothing where only the order is known."""
        if self.start is None:
            return ""
        return f"{self.start:%H:%M}–{self.end:%H:%M}" if self.end else f"{self.start:%H:%M}"

    @property
    def kind_words(self) -> str:
        return str(models.Session.Kind(self.kind).label)

    @property
    def status_words(self) -> str:
        return str(models.Session.Status(self.status).label)

    @property
    def language_words(self) -> str:
        """The language, where it is not simply Russian."""
        return "" if self.language == SessionLanguage.RU else str(SessionLanguage(self.language).label)

    @property
    def is_break(self) -> bool:
        return self.kind == models.Session.Kind.BREAK

    @property
    def is_cancelled(self) -> bool:
        return self.status == models.Session.Status.CANCELLED

    @property
    def is_tentative(self) -> bool:
        return self.status == models.Session.Status.TENTATIVE

    def overlap(self, other: "Session") -> int:
        """Minutes during which both take place; a session may go on after midnight."""
        if not (self.starts_at and self.ends_at and other.starts_at and other.ends_at):
            return 0
        # In UTC: two clock times of one zone are subtracted by the wall clock, which may have been changed in between.
        begins = max(self.starts_at.astimezone(UTC), other.starts_at.astimezone(UTC))
        ends = min(self.ends_at.astimezone(UTC), other.ends_at.astimezone(UTC))
        return max(0, (ends - begins) // timedelta(minutes=1))


# The fields that a session has under the same name in the draft and here.
COPIED = [item.name for item in fields(Session) if item.name in {*models.Session.EDITABLE} - {"hall", "track", "tour"}]


@dataclass(frozen=True)
class Programme:
    """Everything a page, a calendar or a comparison needs, without another query."""

    forum: ShownForum
    days: tuple[Day, ...]
    halls: tuple[Hall, ...]
    tracks: tuple[Track, ...]
    people: tuple[Person, ...]
    sessions: tuple[Session, ...]

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Programme":
        """Return the programme of a snapshot of this VERSION."""
        halls = {hall.uuid: hall for hall in decode(tuple[Hall, ...], data["halls"])}
        tracks = {track.slug: track for track in decode(tuple[Track, ...], data["tracks"])}
        sessions = [
            {
                **session,
                "hall": halls.get(session["hall"]),
                "track": tracks.get(session["track"]),
                "zone": data["forum"]["timezone"],
            }
            for session in data["sessions"]
        ]
        return decode(cls, {**data, "halls": halls.values(), "tracks": tracks.values(), "sessions": sessions})

    def to_json(self) -> dict[str, Any]:
        """Return the snapshot that a release of it stores."""
        data: dict[str, Any] = encode(self)
        for encoded, session in zip(data["sessions"], self.sessions, strict=True):
            del encoded["zone"]
            encoded["hall"] = session.hall and session.hall.uuid
            encoded["track"] = session.track and session.track.slug
        return data

    @cached_property
    def fingerprint(self) -> str:
        """Tell two programmes apart: an organizer publishes the draft that they looked at, or none."""
        canonical = json.dumps(self.to_json(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(canonical.encode()).hexdigest()[:32]

    @property
    def counted_sessions(self) -> list[Session]:
        """The sessions that every number of sessions counts: neither breaks nor what is cancelled."""
        return [session for session in self.sessions if not session.is_break and not session.is_cancelled]

    @property
    def tracks_in_use(self) -> list[Track]:
        """The tracks that have sessions."""
        used = {session.track.slug for session in self.sessions if session.track}
        return [track for track in self.tracks if track.slug in used]

    def on(self, day: date | None) -> list[Session]:
        """The day's sessions, or those that stand on no day."""
        return [session for session in self.sessions if session.date == day]

    def find(self, uuid: UUID | str) -> Session | None:
        return next((session for session in self.sessions if session.uuid == str(uuid)), None)

    def in_track(self, slug: str) -> list[Session]:
        return [session for session in self.sessions if session.track and session.track.slug == slug]

    def now_and_next(self, now: datetime) -> tuple[frozenset[str], frozenset[str]]:
        """Return the UUIDs of the sessions that run now, and of those that begin next on the same day."""
        live = [
            session for session in self.sessions if session.starts_at and session.ends_at and not session.is_cancelled
        ]
        running = frozenset(t.uuid for t in live if t.starts_at <= now < t.ends_at)  # type: ignore[operator]
        today = day_at(self.forum.zone, now)
        ahead = [session for session in live if session.date == today and session.starts_at > now]  # type: ignore[operator]
        first = min((session.starts_at for session in ahead), default=None)  # type: ignore[type-var]
        return running, frozenset(session.uuid for session in ahead if session.starts_at == first)

    def next_boundary(self, now: datetime) -> datetime | None:
        """Return when the next session begins or ends; None after the last."""
        moments = (moment for session in self.sessions for moment in (session.starts_at, session.ends_at))
        return min((moment for moment in moments if moment and moment > now), default=None)
