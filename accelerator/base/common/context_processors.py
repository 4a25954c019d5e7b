"""What every template knows of the portal itself."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import translate_url
from django.utils.functional import cached_property
from django.utils.translation import get_language, get_language_info

from accelerator.base.common.i18n import portal_name
from accelerator.base.common.look import Look


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
    def canonical(self) -> str:
        """Return this page's address without a query: filtered and paged lists are one page to a search engine."""
        return settings.BASE_URL + self._request.path

    @cached_property
    def languages(self) -> list[Language]:
        """Return this page in each language; `path` keeps the query for the switch, `url` omits it for hreflang."""
        query = self._request.META.get("QUERY_STRING", "")
        languages = []
        for code, _ in settings.LANGUAGES:
            current = code == get_language()
            path = self._request.path if current else translate_url(self._request.path, code)
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

    @property
    def here(self) -> str:
        return self._request.get_full_path()


def portal(request: HttpRequest) -> dict[str, Any]:
    """Return `portal` (see Portal)."""
    return {"portal": Portal(request)}
