"""A session's values, and a release of the draft as it was just looked at."""

from datetime import date

from accelerator.base.common.i18n import I18nText
from accelerator.forum.models import Forum, Release, Session
from accelerator.forum.programme.draft import read_draft
from accelerator.forum.services.releases import release_programme
from tests.factories.accounts import UserFactory

DAY = date(2027, 4, 6)


def values(**changes):
    return {
        "title": I18nText(ru="Доклад", en="Talk"),
        "date": DAY,
        "minutes": 60,
        "kind": Session.Kind.BREAK,
        **changes,
    }


def release(forum: Forum, waivers=None, **changes) -> Release:
    """Publish the draft as an organizer does who has just looked at it."""
    return release_programme(
        forum=forum, waivers=waivers or {}, user=changes.pop("user", None) or UserFactory(organizer=True),
        note=I18nText(), expected_draft=changes.pop("expected_draft", read_draft(forum).fingerprint),
    )  # fmt: skip
