"""The card that a shared link shows: the page's picture, its title and a line below it.

An app makes the card of its page and answers `share_cards` to find it again, since the picture is drawn when it is
first requested (accelerator.portal.sharing). The address ends in a digest of all that the card shows: a change gives a
new address at once, and nothing else can be requested.
"""

import hashlib
import json
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.urls import reverse

from accelerator.base.common.hooks import share_cards
from accelerator.base.common.i18n import active_language, portal_name

WIDTH, HEIGHT = 1200, 630  # as social networks recommend
MOST_PICTURES = 6
NO_UUID = UUID(int=0)
_DRAWN_FROM = ("accelerator/base/common/share.typ", "accelerator/portal/sharing/drawing.py")
LAYOUT = Path(__file__).with_name("share.typ")


@dataclass(frozen=True)
class Card:
    """The card of a page in one language; `kind` and `key` find it again."""

    kind: str
    key: str
    title: str
    line: str = ""
    pictures: tuple[str, ...] = ()  # each the address of a photo, or a drawing as SVG
    language: str = field(default_factory=active_language)

    @property
    def digest(self) -> str:
        """Return a digest of everything that the picture shows."""
        name = portal_name(self.language)
        shown = [_layout_digest(), name, self.language, self.title, self.line, *self.pictures[:MOST_PICTURES]]
        return hashlib.blake2b(json.dumps(shown).encode(), digest_size=8).hexdigest()

    @property
    def path(self) -> str:
        """Return the path of the picture."""
        return reverse("share_image", args=[self.language, self.kind, self.key, self.digest])

    @property
    def url(self) -> str:
        return settings.BASE_URL + self.path

    @property
    def alt(self) -> str:
        """Return the text of the picture."""
        return " · ".join(filter(None, (self.title, self.line)))


def find_card(kind: str, key: str) -> Card | None:
    """Return the current card of a public page in the active language, or None if there is no such page."""
    find = share_cards.find(kind)
    return find(key) if find else None


def uuid_of(key: str) -> UUID:
    """Parse the key of a thing that is found by its UUID; return a UUID that nothing has if it is invalid."""
    with suppress(ValueError):
        return UUID(key)
    return NO_UUID


@cache
def _layout_digest() -> str:
    digest = hashlib.blake2b(digest_size=8)
    for name in _DRAWN_FROM:
        digest.update((settings.BASE_DIR / name).read_bytes())
    return digest.hexdigest()
