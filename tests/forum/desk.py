"""The organizers' desk: a forum to work on, and what its forms send."""

from datetime import time

from accelerator.forum.models import Forum, Session
from accelerator.forum.programme.draft import read_draft
from tests.factories.forum import PersonPostFactory, SessionFactory, TrackFactory


def forum_with_everything() -> Forum:
    session = SessionFactory(kind="presentation", start_time=time(10), speakers=[PersonPostFactory().person])
    TrackFactory(forum=session.forum)
    SessionFactory(forum=session.forum, date=None)
    SessionFactory(forum=session.forum, hall=None)
    SessionFactory(forum=session.forum, hall=session.hall, start_time=time(10, 30))
    return session.forum


def session_data(session: Session, **changes):
    return {
        "title_ru": "Новое имя", "title_en": "New name", "kind": "break", "date": session.forum.starts_date.isoformat(),
        "start_time": "11:15", "minutes": 45, "hall": session.hall_id or "", "track": "", "position": "", "tour": "",
        "language": "ru", "status": "confirmed", "version": session.version,
        "parts-TOTAL_FORMS": 0, "parts-INITIAL_FORMS": 0, **changes,
    }  # fmt: skip


def publish_data(forum: Forum, **changes):
    return {"draft": read_draft(forum).fingerprint, "note_ru": "", "note_en": "", **changes}
