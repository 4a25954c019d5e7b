"""Cards of the pages there is one of, of a region, and what a page shows that has no card of its own."""

from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accelerator.base.common.sharing import HEIGHT, WIDTH, Card, uuid_of
from accelerator.portal.models import Page
from accelerator.portal.standard_pages import SLUGS
from regions.country_map import bounding_box
from regions.enterprises.models import Photo
from regions.enterprises.pictures import Picture, picture
from regions.enterprises.sharing import many_covers, many_photos, shared_photo
from regions.models import Region


class PageText(NamedTuple):
    """A page there is one of, as its card shows it: its heading, and below it what the portal is for."""

    view_name: str
    title: str | Promise
    line: str | Promise
    names_picture: bool = False  # shows photos of its own and names the one that stands for them


# Others show some of all photos that there are.
PAGES: dict[str, PageText] = {
    "home": PageText("portal:home", _("See how things are made"), _("Factory tours across Russia"), names_picture=True),
    "tours": PageText(
        "catalogue:tours", _("Factory tours"), _("Choose a place and a day, and book in a minute"), names_picture=True
    ),
    "routes": PageText(
        "routes:catalogue", _("Routes"), _("Several factories in one trip, booked together"), names_picture=True
    ),
    "regions": PageText("portal:regions", _("Regions"), _("Factory tours across Russia")),
    "forums": PageText("forum:catalogue", _("Forums"), _("The accelerator for industrial tourism"), names_picture=True),
    "seasons": PageText(
        "seasons:catalogue", _("Seasons of the accelerator"), _("The accelerator for industrial tourism")
    ),
    "privacy": PageText(
        "portal:privacy", _("Personal data"), _("What we keep, for how long, and how to have it erased")
    ),
}
_NAMES = {page.view_name: name for name, page in PAGES.items()}


def page_card(name: str, shown: Picture | None = None) -> Card:
    """The card of one of PAGES. What it shows belongs to its key, since the page shows another picture every hour."""
    page = PAGES[name]
    if shown and shown.photo:
        return Card("page", f"{name}-{shown.photo}", str(page.title), str(page.line), (shared_photo(shown),))
    pictures = many_covers(name) if page.names_picture else many_photos(name)
    return Card("page", name, str(page.title), str(page.line), pictures)


def find_page_card(key: str) -> Card | None:
    """The card of one of PAGES, with the photo that its key names if the public still sees it."""
    name, _hyphen, uuid = key.partition("-")
    if name not in PAGES or (uuid and not PAGES[name].names_picture):
        return None
    photo = Photo.objects.shown_publicly().filter(uuid=uuid_of(uuid)).first() if uuid else None
    return page_card(name, picture(photo) if photo else None)


def view_card(view_name: str, shown: Picture | None = None) -> Card:
    """The card of the page with this URL name, with the picture that the page shows first, or the portal's own."""
    return page_card(_NAMES.get(view_name, "home"), shown)


def text_card(page: Page) -> Card:
    """The card of a text about the portal."""
    return Card("text", str(page.slug), str(page.title), str(page.summary), many_photos(page.slug))


def find_text_card(slug: str) -> Card | None:
    """The card of a text that the public sees."""
    page = Page.objects.published().filter(slug=slug).first()
    if page is None and slug in SLUGS:
        page = Page.standard(slug)
    return text_card(page) if page else None


def region_card(region: Any) -> Card:
    """The card of a region's passport: its outline. The region is the model or a row of its columns."""
    line = " · ".join((str(_("Factory tours")), str(region.centre)))
    return Card("region", region.slug, str(region.name), line, (_outline(region),))


def _outline(region: Any) -> str:
    """The region's outline on the part of the card that the words leave free."""
    west, north, east, south = bounding_box(region)
    height = max((south - north) / 0.46, (east - west) / 0.8 * HEIGHT / WIDTH, 1.0)
    width = height * WIDTH / HEIGHT
    left, top = (west + east - width) / 2, north - 0.06 * height
    return (
        f'<svg class="accent-wood" viewBox="{left:.2f} {top:.2f} {width:.2f} {height:.2f}" '
        f'width="{WIDTH}" height="{HEIGHT}">'
        f'<path class="cover__bg" d="M{left:.2f} {top:.2f}h{width:.2f}v{height:.2f}h-{width:.2f}z"/>'
        f'<path class="cover__mark" d="{region.outline}"/></svg>'
    )


def find_region_card(slug: str) -> Card | None:
    """The card of a region."""
    region = Region.objects.filter(slug=slug).first()
    return region_card(region) if region else None
