"""The draft of a forum's programme, read from its tables."""

from datetime import date

from accelerator.base.common.i18n import I18nText
from accelerator.base.common.markdown import i18n_markdown_html
from accelerator.forum import models
from accelerator.forum.models import Forum, ForumPerson
from accelerator.forum.programme.schema import COPIED, Day, Hall, Person, Programme, Session, Tour, Track
from tours.models import Tour as CatalogueTour


def read_draft(forum: Forum, *, unplaced: bool = False) -> Programme:
    """Return the draft; sessions without a day only where `unplaced` asks for them.

    People have the post they held on the day of their session, or on the forum's first day.
    """
    halls = {
        row.pk: Hall(str(row.uuid), row.name, row.note, row.capacity) for row in forum.halls.order_by("position", "pk")
    }
    tracks = {row.pk: Track(row.slug, row.name, row.colour) for row in forum.tracks.order_by("position", "pk")}
    rows = models.Session.objects.filter(forum=forum).with_everything().in_order()
    present = ForumPerson.objects.filter(forum=forum).select_related("person").order_by("position", "pk")
    return Programme(
        forum=forum.as_drafted,
        days=tuple(Day(day.date, day.title) for day in forum.days.order_by("date", "pk")),
        halls=tuple(halls.values()),
        tracks=tuple(tracks.values()),
        people=tuple(
            _person(part.person, part.role, forum.starts_date, part.note)
            for part in present.prefetch_related("person__posts__organisation")
        ),
        sessions=tuple(
            Session(
                uuid=str(row.uuid),
                abstract_html=i18n_markdown_html(row.abstract),
                hall=halls[row.hall_id] if row.hall_id else None,
                track=tracks[row.track_id] if row.track_id else None,
                start=row.start_time,
                order=row.position,
                tour=_tour(row.tour) if row.tour else None,
                people=tuple(
                    _person(part.person, part.role, row.date or forum.starts_date) for part in row.roles.all()
                ),
                zone=forum.zone,
                **{name: getattr(row, name) for name in COPIED},
            )
            for row in (rows if unplaced else rows.filter(date__isnull=False))
        ),
    )


def _tour(tour: CatalogueTour) -> Tour:
    return Tour(tour.slug, tour.title, tour.enterprise.name, tour.site.address, tour.site.city)


def _person(person: models.Person, role: str, day: date, note: I18nText | None = None) -> Person:
    post = person.post_on(day)
    organisation = post.organisation if post else None
    return Person(
        uuid=str(person.uuid),
        name=person.name,
        role=role,
        post=post.title if post else I18nText(),
        organisation=organisation.name if organisation else I18nText(),
        note=note or I18nText(),
    )
