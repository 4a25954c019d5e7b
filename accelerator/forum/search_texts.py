"""What the search reads of forums' sessions: what the last release of each programme says, without people's names."""

import re
from collections.abc import Collection, Iterator
from uuid import UUID

from accelerator.base.common.i18n import I18nText
from accelerator.base.search.hooks import LABEL, SUMMARY, TEXT, TITLE, Document
from accelerator.forum.models import Forum, Release, Session
from accelerator.forum.programme.release import read_release


def session_texts(ids: Collection[int] | None) -> Iterator[Document]:
    """Breaks and cancelled sessions are nothing to find; names would outlive a person's removal from the programme."""
    forums = Forum.objects.all() if ids is None else Forum.objects.filter(sessions__in=ids)
    releases = Release.objects.filter(forum__in=forums).order_by("forum", "-number").distinct("forum")
    for release in releases:
        keys = dict(Session.objects.filter(forum=release.forum_id).values_list("uuid", "pk"))
        programme = read_release(release)
        for session in programme.sessions:
            key = keys.get(UUID(session.uuid))
            if key is None or session.is_break or session.is_cancelled or (ids is not None and key not in ids):
                continue
            yield Document.of(
                key,
                (TITLE, session.title), (TEXT, _without_tags(session.abstract_html)),
                (LABEL, Session.Kind(session.kind)), (SUMMARY, programme.forum.title),
                *([(SUMMARY, session.track.name)] if session.track else []),
            )  # fmt: skip


def _without_tags(html: I18nText) -> I18nText:
    return I18nText({code: re.sub(r"<[^>]*>", " ", text) for code, text in html.items()})
