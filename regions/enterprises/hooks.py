"""What apps above add to an enterprise, its sites and its cabinet."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from accelerator.base.common.errors import Blocker
from accelerator.base.common.hooks import Hook

if TYPE_CHECKING:
    from regions.enterprises.albums import AlbumKind
    from regions.enterprises.cabinet import Section
    from regions.enterprises.models import Enterprise, Site

cabinet_sections: Hook[[], Iterable["Section"]] = Hook("Return entries of a cabinet's navigation.")
album_kinds: Hook[[], "AlbumKind"] = Hook("Name a kind of thing that has an album of photos.")
unpublish_effects: Hook[["Enterprise"], Iterable[str]] = Hook(
    "Say what the public stops seeing when an enterprise is taken back into draft, a sentence each."
)
site_deletion_blockers: Hook[["Site"], Iterable[Blocker]] = Hook("Return what keeps a site from being deleted.")
zone_change_effects: Hook[["Site", str], Iterable[str]] = Hook(
    "Say what another time zone of a site would change for people, a sentence each.", needs=1
)
zone_changed: Hook[["Site"], object] = Hook(
    "Let what stands on a site's clock follow its new time zone, in the same transaction.", needs=1
)
