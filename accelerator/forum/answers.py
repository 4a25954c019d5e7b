"""What the forums answer to the hooks of the apps below."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accelerator.base.accounts.desk import DeskSection
from accelerator.base.accounts.hooks import desk_sections
from accelerator.base.common.hooks import erasure_replays, share_cards
from accelerator.base.search.hooks import documents
from accelerator.forum.deletion import forums_at_site
from accelerator.forum.models import Forum
from accelerator.forum.search_texts import session_texts
from accelerator.forum.services.people import PERSON_REMOVED, delete_person_again
from accelerator.forum.sharing import find_forum_card, find_programme_card, find_session_card
from regions.enterprises.albums import AlbumKind
from regions.enterprises.hooks import album_kinds, site_deletion_blockers

site_deletion_blockers(order=20)(forums_at_site)
erasure_replays(PERSON_REMOVED)(delete_person_again)
share_cards("forum")(find_forum_card)
share_cards("programme")(find_programme_card)
share_cards("session")(find_session_card)
documents("session")(session_texts)


@desk_sections(order=30)
def forums_and_people() -> tuple[DeskSection, ...]:
    return (
        DeskSection("forum:organizer", _("Forums"), "presentation", _("Programme, halls, speakers, releases.")),
        DeskSection("forum:organizer_people", _("People"), "users"),
        DeskSection("forum:organizer_organisations", _("Organisations"), "building-2"),
    )


@album_kinds(order=50)
def forum_albums() -> AlbumKind:
    return AlbumKind(
        "forum", _("Forum"), lambda _enterprise: Forum.objects.none(),
        managed_by=lambda user: Forum.objects.managed_by(user).latest_first(),
        desk_page=lambda forum: reverse("forum:organizer_draft", args=[forum.slug]),
    )  # fmt: skip
