"""The map of the site for search engines: every public page in every language, each naming the others."""

from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet
from django.urls import reverse

from accelerator.forum.models import Forum, Release
from accelerator.forum.programme.release import read_release
from accelerator.portal.models import Page
from accelerator.portal.sharing.pages import PAGES
from accelerator.portal.standard_pages import SLUGS
from accelerator.seasons.models import Season
from regions.enterprises.models import Enterprise
from regions.models import Region
from tours.models import Tour
from tours.routes.models import Route


class PortalSitemap(Sitemap):
    """Both languages, with hreflang alternates, at the portal's own address whatever host was asked."""

    i18n = True
    alternates = True
    x_default = True
    limit = 2000
    protocol = urlsplit(settings.BASE_URL).scheme

    def get_domain(self, site: Any = None) -> str:  # noqa: ARG002
        return urlsplit(settings.BASE_URL).netloc


class PageSitemap(PortalSitemap):
    """The pages there is one of."""

    def items(self) -> list[str]:
        return [*(page.view_name for page in PAGES.values()), *(f"portal:{slug}" for slug in SLUGS)]

    def location(self, item: str) -> str:
        return reverse(item)


class ProgrammeSitemap(PortalSitemap):
    """Programmes that have been released."""

    def items(self) -> QuerySet:
        return Release.objects.public().select_related("forum")

    def location(self, item: Release) -> str:
        return reverse("forum:programme", args=[item.forum.slug])

    def lastmod(self, item: Release) -> datetime:
        return item.published_at


class SessionSitemap(PortalSitemap):
    """The sessions of released programmes, but for breaks and what was cancelled."""

    def items(self) -> list[tuple[Release, str]]:
        releases = Release.objects.public().select_related("forum")
        return [(release, session.uuid) for release in releases for session in read_release(release).counted_sessions]

    def location(self, item: tuple[Release, str]) -> str:
        release, uuid = item
        return reverse("forum:session", args=[release.forum.slug, uuid])

    def lastmod(self, item: tuple[Release, str]) -> datetime:
        return item[0].published_at


class RowsSitemap(PortalSitemap):
    """A page for each row, with the time of its last change where a field tells it."""

    def __init__(self, rows: QuerySet, changed_field: str = "") -> None:
        self.rows = rows
        self.changed_field = changed_field

    def items(self) -> QuerySet:
        return self.rows.all()

    def lastmod(self, item: Any) -> datetime | None:
        return getattr(item, self.changed_field) if self.changed_field else None


SITEMAPS: dict[str, type[Sitemap] | Sitemap] = {
    "pages": PageSitemap,
    "own-pages": RowsSitemap(Page.objects.own().published(), "changed_at"),
    "regions": RowsSitemap(Region.objects.by_name()),
    "enterprises": RowsSitemap(Enterprise.objects.published().by_name()),
    "tours": RowsSitemap(Tour.objects.published().order_by("pk")),
    "routes": RowsSitemap(Route.objects.published().order_by("pk")),
    "forums": RowsSitemap(Forum.objects.published().latest_first()),
    "programmes": ProgrammeSitemap,
    "sessions": SessionSitemap,
    "seasons": RowsSitemap(Season.objects.published().order_by("-year")),
}
