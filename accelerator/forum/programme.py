"""A programme as it is shown, compared and checked: read from a snapshot, whether a release's or the draft's own."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from accelerator.base.common.i18n import I18nText, as_text
from accelerator.forum.models import Role, Session, SessionLanguage

SCHEMA_VERSION = 1


@dataclass(frozen=True)
class ShownHall:
    uuid: str
    name: I18nText = field(hash=False)
    note: I18nText = field(hash=False)
    capacity: int | None


@dataclass(frozen=True)
class ShownTrack:
    slug: str
    name: I18nText
    colour: str


@dataclass(frozen=True)
class ShownDay:
    date: date
    title: I18nText

    @property
    def anchor(self) -> str:
        return f"day-{self.date.isoformat()}"


@dataclass(frozen=True)
class ShownPerson:
    """Somebody in their role, with the post they held on the day."""

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
        """Whether the role is worth naming beside the speakers."""
        return self.role != Role.SPEAKER


@dataclass(frozen=True)
class ShownTour:
    slug: str
    title: I18nText
    enterprise: I18nText
    address: I18nText = field(default_factory=I18nText)
    city: I18nText = field(default_factory=I18nText)

    @property
    def line(self) -> str:
        """Where it begins: the enterprise, and the address where the release has one."""
        return ", ".join(text for text in (str(self.enterprise), str(self.address), str(self.city)) if text)


@dataclass(frozen=True)
class Talk:
    """A session of whatever kind, as a snapshot holds it."""

    uuid: str
    kind: str
    title: I18nText
    abstract_html: I18nText
    date: date | None
    hall: ShownHall | None
    track: ShownTrack | None
    start: time | None
    minutes: int | None
    order: int
    language: str
    status: str
    tour: ShownTour | None
    people: tuple[ShownPerson, ...]
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

    @property
    def first_minute(self) -> int:
        """Of its day, by the clock on the wall; only of a timed session."""
        assert self.start is not None  # noqa: S101 - said by the docstring
        return self.start.hour * 60 + self.start.minute

    @property
    def last_minute(self) -> int:
        return self.first_minute + (self.minutes or 0)

    @property
    def end(self) -> time | None:
        return self.ends_at.time() if self.ends_at else None

    @property
    def time_words(self) -> str:
        """«10:00–11:30», or nothing where only the order is known."""
        if self.start is None:
            return ""
        return f"{self.start:%H:%M}–{self.end:%H:%M}" if self.end else f"{self.start:%H:%M}"

    @property
    def kind_words(self) -> str:
        return str(Session.Kind(self.kind).label)

    @property
    def status_words(self) -> str:
        return str(Session.Status(self.status).label)

    @property
    def language_words(self) -> str:
        """Named where it is not simply Russian."""
        return "" if self.language == SessionLanguage.RU else str(SessionLanguage(self.language).label)

    @property
    def is_break(self) -> bool:
        return self.kind == Session.Kind.BREAK

    @property
    def is_cancelled(self) -> bool:
        return self.status == Session.Status.CANCELLED

    @property
    def is_tentative(self) -> bool:
        return self.status == Session.Status.TENTATIVE

    def overlap(self, other: "Talk") -> int:
        """Minutes during which both take place, whichever days they stand on: a night goes on after midnight."""
        if not (self.starts_at and self.ends_at and other.starts_at and other.ends_at):
            return 0
        # In UTC: two clock times of one zone are subtracted by the wall clock, which may have been changed in between.
        begins = max(self.starts_at.astimezone(UTC), other.starts_at.astimezone(UTC))
        ends = min(self.ends_at.astimezone(UTC), other.ends_at.astimezone(UTC))
        return max(0, (ends - begins) // timedelta(minutes=1))


@dataclass(frozen=True)
class ShownPlace:
    name: I18nText
    address: I18nText
    city: I18nText
    latitude: float | None
    longitude: float | None

    @property
    def on_map(self) -> bool:
        return self.latitude is not None and self.longitude is not None

    @property
    def line(self) -> str:
        """Name, address and city in one line; the city once, where the address names it already."""
        city = "" if str(self.city) in str(self.address) else str(self.city)
        return ", ".join(text for text in (str(self.name), str(self.address), city) if text)


@dataclass(frozen=True)
class Programme:
    """Everything a page, a calendar or a comparison needs, without another query."""

    title: I18nText
    zone: ZoneInfo
    place: ShownPlace
    days: tuple[ShownDay, ...]
    halls: tuple[ShownHall, ...]
    tracks: tuple[ShownTrack, ...]
    people: tuple[ShownPerson, ...]
    talks: tuple[Talk, ...]

    @property
    def sessions(self) -> list[Talk]:
        """What counts as a session wherever a number is told: breaks do not, nor does what is cancelled."""
        return [talk for talk in self.talks if not talk.is_break and not talk.is_cancelled]

    @property
    def tracks_in_use(self) -> list[ShownTrack]:
        """Those in which something stands, in their order."""
        used = {talk.track.slug for talk in self.talks if talk.track}
        return [track for track in self.tracks if track.slug in used]

    def on(self, day: date | None) -> list[Talk]:
        """The day's sessions in their order."""
        return [talk for talk in self.talks if talk.date == day]

    def find(self, uuid: UUID | str) -> Talk | None:
        return next((talk for talk in self.talks if talk.uuid == str(uuid)), None)

    def by_uuid(self) -> dict[str, Talk]:
        return {talk.uuid: talk for talk in self.talks}

    def in_track(self, slug: str) -> list[Talk]:
        return [talk for talk in self.talks if talk.track and talk.track.slug == slug]

    def now_and_next(self, now: datetime) -> tuple[frozenset[str], frozenset[str]]:
        """What takes place at this moment, and what begins next on the same day."""
        live = [talk for talk in self.talks if talk.starts_at and talk.ends_at and not talk.is_cancelled]
        running = frozenset(t.uuid for t in live if t.starts_at <= now < t.ends_at)  # type: ignore[operator]
        today = now.astimezone(self.zone).date()
        ahead = [talk for talk in live if talk.date == today and talk.starts_at > now]  # type: ignore[operator]
        first = min((talk.starts_at for talk in ahead), default=None)  # type: ignore[type-var]
        return running, frozenset(talk.uuid for talk in ahead if talk.starts_at == first)


def read_programme(snapshot: Mapping[str, Any]) -> Programme:
    """A programme out of a snapshot of this schema version."""
    forum, place = snapshot["forum"], snapshot["forum"]["place"]
    zone = ZoneInfo(forum["timezone"])
    halls = {hall["uuid"]: _hall(hall) for hall in snapshot["halls"]}
    tracks = {track["slug"]: _track(track) for track in snapshot["tracks"]}
    return Programme(
        title=as_text(forum["title"]),
        zone=zone,
        place=ShownPlace(
            as_text(place["name"]), as_text(place["address"]), as_text(place["city"]),
            place["latitude"], place["longitude"],
        ),
        days=tuple(ShownDay(date.fromisoformat(day["date"]), as_text(day["title"])) for day in snapshot["days"]),
        halls=tuple(halls.values()),
        tracks=tuple(tracks.values()),
        people=_people(snapshot["people"]),
        talks=tuple(_talk(session, halls, tracks, zone) for session in snapshot["sessions"]),
    )  # fmt: skip


def _hall(data: Mapping[str, Any]) -> ShownHall:
    return ShownHall(data["uuid"], as_text(data["name"]), as_text(data["note"]), data["capacity"])


def _track(data: Mapping[str, Any]) -> ShownTrack:
    return ShownTrack(data["slug"], as_text(data["name"]), data["colour"])


def _people(rows: Iterable[Mapping[str, Any]]) -> tuple[ShownPerson, ...]:
    return tuple(
        ShownPerson(
            row["uuid"],
            as_text(row["name"]),
            row["role"],
            as_text(row["post"]),
            as_text(row["organisation"]),
            as_text(row.get("note")),
        )
        for row in rows
    )


def _tour(data: Mapping[str, Any]) -> ShownTour:
    texts = (as_text(data.get(name)) for name in ("title", "enterprise", "address", "city"))
    return ShownTour(data["slug"], *texts)


def _talk(
    data: Mapping[str, Any], halls: Mapping[str, ShownHall], tracks: Mapping[str, ShownTrack], zone: ZoneInfo
) -> Talk:
    return Talk(
        uuid=data["uuid"],
        kind=data["kind"],
        title=as_text(data["title"]),
        abstract_html=as_text(data["abstract_html"]),
        date=date.fromisoformat(data["date"]) if data["date"] else None,
        hall=halls.get(data["hall"]),
        track=tracks.get(data["track"]),
        start=time.fromisoformat(data["start"]) if data["start"] else None,
        minutes=data["minutes"],
        order=data["order"],
        language=data["language"],
        status=data["status"],
        tour=_tour(data["tour"]) if data["tour"] else None,
        people=_people(data["people"]),
        zone=zone,
    )
