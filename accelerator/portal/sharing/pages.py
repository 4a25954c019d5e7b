"""Cards of the pages there is one of, of a region, and what a page shows that has no card of its own."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accelerator.common.sharing import Card
from regions.enterprises.sharing import many_covers
from regions.models import Region
from regions.sheet import frame_of

# What a page says of itself in its heading, and below it what the portal is for.
PAGES: dict[str, tuple[str | Promise, str | Promise]] = {
    "home": (_("See how things are made"), _("Factory tours across Russia")),
    "tours": (_("Factory tours"), _("Choose a place and a day, and book in a minute")),
    "routes": (_("Routes"), _("Several factories in one journey, in order and booked as one")),
    "regions": (_("Regions"), _("Factory tours across Russia")),
    "forums": (_("Forums"), _("The accelerator for industrial tourism")),
    "seasons": (_("Seasons of the accelerator"), _("The accelerator for industrial tourism")),
    "about": (_("About the portal"), _("A portal where anyone can go and see how things are made.")),
    "privacy": (_("Personal data"), _("What is kept, for how long, and how to have it erased")),
}
# Which of them stands at which address.
VIEWS = {
    "portal:home": "home",
    "tours:catalogue": "tours",
    "routes:catalogue": "routes",
    "portal:regions": "regions",
    "forum:catalogue": "forums",
    "seasons:catalogue": "seasons",
    "portal:about": "about",
    "portal:privacy": "privacy",
}


def find_page_card(key: str) -> Card | None:
    """The card of one of PAGES."""
    if key not in PAGES:
        return None
    title, line = PAGES[key]
    return Card("page", key, str(title), str(line), many_covers(key))


def view_card(view_name: str) -> Card:
    """The card of the page with this URL name, or else the portal's own."""
    card = find_page_card(VIEWS.get(view_name, "home"))
    assert card is not None  # noqa: S101 - every one of VIEWS is in PAGES
    return card


def region_card(region: Region) -> Card:
    """The card of a region's passport: its outline."""
    frame = frame_of(region)
    drawing = (
        f'<svg class="accent-wood" viewBox="{frame.view}" width="{frame.width}" height="{frame.height}">'
        f'<path class="cover__bg" d="M{frame.left} {frame.top}h{frame.width}v{frame.height}h-{frame.width}z"/>'
        f'<path class="cover__mark" d="{region.outline}"/></svg>'
    )
    line = f"{_('Factory tours')} · {region.centre}"
    return Card("region", region.slug, str(region.name), line, (drawing,))


def find_region_card(slug: str) -> Card | None:
    """The card of a region."""
    region = Region.objects.filter(slug=slug).first()
    return region_card(region) if region else None
