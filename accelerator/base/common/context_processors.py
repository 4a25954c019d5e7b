"""What every template knows of the portal itself."""

from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse, translate_url
from django.utils.functional import cached_property
from django.utils.translation import get_language, get_language_info, override
from django.utils.translation import gettext_lazy as _

from accelerator.base.common.addresses import address_if_any, surroundings, under
from accelerator.base.common.i18n import portal_name
from accelerator.base.common.look import Look

ROOMS = (
    ("catalogue:tours", _("Tours")),
    ("routes:catalogue", _("Routes")),
    ("portal:regions", _("Regions")),
    ("forum:catalogue", _("Forums")),
    ("seasons:catalogue", _("Seasons")),
    ("portal:search", _("Search")),
)


class Room(NamedTuple):
    """A room of the portal in its navigation."""

    href: str
    label: str
    current: str  # the value of `aria-current`: "page", "true" on a page within the room, or nothing


@cache
def _rooms(*_surroundings: Any) -> tuple[Room, ...]:
    """Those that are there."""
    return tuple(Room(href, str(label), "") for name, label in ROOMS if (href := address_if_any(name)))


@dataclass(frozen=True)
class Language:
    """A language of the portal, and the address of the current page in it."""

    code: str
    name: str
    path: str
    url: str
    current: bool


class Portal:
    """The page's frame, computed only as far as the template asks."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request
        self.look = Look.of(request)

    @property
    def name(self) -> str:
        return portal_name()

    @property
    def home(self) -> str:
        """Return where the portal's sign leads."""
        return address_if_any("portal:home") or "/"

    @property
    def rooms(self) -> tuple[Room, ...]:
        """Return the navigation, as `components/_site_nav.jinja` prints it."""
        path = self._request.path
        return tuple(
            room._replace(current="page" if path == room.href else "true") if under(path, room.href) else room
            for room in _rooms(*surroundings())
        )

    @property
    def canonical(self) -> str:
        """Return this page's address without a query: filtered and paged lists are one page to a search engine."""
        return settings.BASE_URL + self._request.path

    @cached_property
    def languages(self) -> list[Language]:
        """Return this page in each language; `path` keeps the query for the switch, `url` omits it for hreflang."""
        query = self._request.META.get("QUERY_STRING", "")
        languages = []
        for code, _name in settings.LANGUAGES:
            current = code == get_language()
            path = self._request.path if current else self._path_in(code)
            languages.append(
                Language(
                    code=code,
                    name=get_language_info(code)["name_local"].capitalize(),
                    path=f"{path}?{query}" if query else path,
                    url=settings.BASE_URL + path,
                    current=current,
                )
            )
        return languages

    def _path_in(self, code: str) -> str:
        """Return the page's path in another language, as `translate_url` does, which resolves it once more."""
        match = self._request.resolver_match
        if match is None or not match.view_name:
            return translate_url(self._request.path, code)
        with override(code), suppress(NoReverseMatch):  # an address that has no languages
            return reverse(match.view_name, args=match.args, kwargs=match.kwargs)
        return self._request.path

    @property
    def here(self) -> str:
        return self._request.get_full_path()


def portal(request: HttpRequest) -> dict[str, Any]:
    """Return `portal` (see Portal)."""
    return {"portal": Portal(request)}
