"""The parts of the portal's pages print what people wrote, and no markup of theirs."""

from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from markupsafe import escape

from accelerator.base.common import parts
from accelerator.portal.showcase import EnterpriseCard, ForumTeaser, SeasonTeaser
from regions.country_map import COUNTRY, Point
from regions.enterprises.map_links import MapLink
from regions.enterprises.models import enterprise_cover
from regions.enterprises.pictures import Picture
from tours.catalogue.themes import OpenTheme
from tours.routes.cards import RouteCard

HOSTILE = "<x>&\"'"
PICTURE = Picture([("image/webp", f"{HOSTILE} 640w")], HOSTILE, 4, 3, HOSTILE, HOSTILE)
NO_COVER = enterprise_cover(None, "metal", UUID(int=1))
CARD = SimpleNamespace(
    picture=PICTURE, industry="metal", enterprise=HOSTILE, duration_minutes=60, min_age=7, age_words=HOSTILE,
    offer=SimpleNamespace(price_line="", is_free=False),
)  # fmt: skip
START = SimpleNamespace(
    card=CARD, address=HOSTILE, booking=HOSTILE, sentence=HOSTILE, summary="", places=""
)  # fmt: skip
STATIONS = ((HOSTILE, HOSTILE),)
ROUTE = RouteCard(HOSTILE, HOSTILE, HOSTILE, 2, STATIONS, None, (), None, "", HOSTILE, None, PICTURE)
# What each part is given, and how many hostile texts it prints; a picture prints four, sizes and the like aside.
PARTS: dict[str, tuple[dict[str, Any], int]] = {
    "portal/_atlas.jinja": ({"areas": [(HOSTILE, 1, HOSTILE, HOSTILE)]}, 3),
    "portal/_open_regions.jinja": ({"regions": [(HOSTILE, HOSTILE, HOSTILE, PICTURE)]}, 3 + 4),
    "portal/_closed_regions.jinja": ({"districts": [(HOSTILE, [(HOSTILE, HOSTILE)])]}, 3),
    "portal/_region_chips.jinja": ({"regions": [(HOSTILE, HOSTILE, HOSTILE, 2)]}, 2),
    "portal/_finder.jinja": (
        {
            "catalogue": HOSTILE, "suggestions": HOSTILE, "days": [(HOSTILE, HOSTILE)],
            "regions": [(HOSTILE, HOSTILE, HOSTILE, 2)],
        },
        6,
    ),
    "portal/_search_field.jinja": (dict.fromkeys(("id", "value", "placeholder", "suggestions"), HOSTILE), 5),
    "portal/_makers.jinja": (
        {"enterprises": [EnterpriseCard(*[HOSTILE] * 6, 2, NO_COVER, PICTURE, ())]},
        6 + 4,
    ),
    "portal/_themes.jinja": (
        {"catalogue": HOSTILE, "themes": [(OpenTheme(HOSTILE, HOSTILE, 2, 1, 1, "gate", "metal"), PICTURE)]}, 3 + 4,
    ),
    "portal/_forum_teaser.jinja": ({"forum": ForumTeaser(*[HOSTILE] * 6, None), "picture": PICTURE}, 6 + 4),
    "portal/_season_teaser.jinja": ({"season": SeasonTeaser(*[HOSTILE] * 5)}, 5),
    "portal/_featured_start.jinja": ({"start": START}, 5 + 4),
    "portal/_moments.jinja": ({"starts": [START]}, 2 + 4),
    "portal/_region_seasons.jinja": ({"seasons": [(HOSTILE, HOSTILE, True, HOSTILE, HOSTILE)]}, 4),
    "portal/_places.jinja": ({"sites": [(HOSTILE, HOSTILE, HOSTILE, [MapLink(HOSTILE, HOSTILE)])]}, 3 + 2),
    "enterprises/_map_links.jinja": ({"links": [MapLink(HOSTILE, HOSTILE, needs_app=True)]}, 2),
    "routes/_cards.jinja": (
        {
            "cards": [ROUTE],
        },
        6 + 4,
    ),
    "regions/_map.jinja": (
        {"frame": COUNTRY, "label": HOSTILE, "outline": HOSTILE, "dots": [Point(1.5, 2.0)], "line": True}, 2,
    ),
    "regions/_dots.jinja": ({"frame": COUNTRY, "dots": [(HOSTILE, HOSTILE)]}, 2),
}  # fmt: skip


@pytest.mark.parametrize("name", PARTS)
def test_what_people_wrote_is_escaped(name: str) -> None:
    context, texts = PARTS[name]

    drawn = parts.draw(name, **context)

    assert "<x>" not in drawn
    assert drawn.count(str(escape(HOSTILE))) == texts


def test_map_draws_only_what_it_is_given() -> None:
    bare = parts.draw("regions/_map.jinja", frame=COUNTRY, outline="", ring=None)

    assert 'aria-hidden="true"' in bare
    assert bare.count("<circle") == bare.count("<path") == bare.count("<polyline") == 0
    full = parts.draw("regions/_map.jinja", frame=COUNTRY, ring=Point(1, 2), dots=[Point(3.5, 4.0)], line=True)
    assert '<polyline class="country__way" points="3.5,4.0 "' in full
    assert full.count("<circle") == 2
