"""Drawn covers: small, sound, about their subject, and no two alike in one view."""

import gzip
import json
import re
from collections import defaultdict
from uuid import UUID, uuid5
from xml.etree import ElementTree

import pytest
from django.conf import settings

from accelerator.demo.load import CONTENT
from regions.enterprises.covers import TONES, VARIANTS, Cover, stamp_svg
from regions.enterprises.covers.compositions import COMPOSITIONS
from regions.enterprises.covers.drawing import FOLDER, drawing_of
from regions.enterprises.covers.motifs import Motif
from regions.enterprises.models import Enterprise, Industry, Subject
from tests.factories.enterprises import EnterpriseFactory, SiteFactory, SubjectFactory, starting_subjects
from tests.factories.tours import TourFactory
from tours.models import Tour

ENTERPRISE, SEED = UUID(int=1), UUID(int=2)
NAMED = UUID("0a8f6c0e-7d2b-4f0e-9a43-2f5f4a3f7d11")


def cover(motif: str = Motif.LADLE, variant: int = 0, **changes: object) -> Cover:
    return Cover(
        **{"motif": motif, "accent": "metal", "variant": variant, "enterprise": ENTERPRISE, "seed": SEED, **changes}
    )


def weight(text: str) -> int:
    return len(gzip.compress(text.encode(), 6))


def test_every_motif_is_drawn_and_each_looks_different():
    assert {file.stem for file in FOLDER.iterdir()} == set(Motif.values)
    assert len({drawing_of(motif).body for motif in Motif}) == len(Motif)


@pytest.mark.parametrize("motif", list(Motif))
def test_a_cover_is_sound_small_and_obeys_the_csp_in_every_composition(motif: str):
    for variant in range(VARIANTS):
        svg = cover(motif, variant, seed=UUID(int=variant)).svg()
        ElementTree.fromstring(svg)  # noqa: S314 - our own
        assert not re.search(r"style=|<style|<script|\sid=|#[0-9a-fA-F]{3}|nan|inf|-0[ \"a-z]|e-\d", svg)
        assert svg.count("cover__mark") + svg.count("cover__light") == 1
        assert drawing_of(motif).body in svg
        assert weight(svg) <= 1150


def test_a_page_of_covers_is_light():
    covers = [cover(motif, k, seed=UUID(int=k)).svg() for k, motif in enumerate(list(Motif)[:: len(Motif) // 24][:24])]

    assert len(covers) == 24
    assert weight("".join(covers)) / 24 <= 600


@pytest.mark.parametrize("motif", list(Motif))
def test_a_stamp_is_the_motif_alone(motif: str):
    svg = stamp_svg(motif, "food")

    ElementTree.fromstring(svg)  # noqa: S314 - our own
    assert 'class="cover accent-food"' in svg
    assert svg.count("<g ") == 1
    assert drawing_of(motif).body in svg


def test_a_cover_is_always_the_same_and_another_one_for_whatever_differs():
    others = [
        cover(),
        cover(motif=Motif.BELL),
        cover(variant=1),
        cover(accent="food"),
        cover(enterprise=UUID(int=3)),
        cover(seed=UUID(int=4)),
    ]

    assert cover().svg() == others[0].svg()
    assert len({one.svg() for one in others}) == len(others)


def test_an_enterprise_uses_all_compositions_before_one_comes_again():
    drawn = [cover(variant=variant) for variant in range(VARIANTS)]

    assert len(COMPOSITIONS) == VARIANTS >= 8
    assert {one.composition for one in drawn} == set(range(VARIANTS))
    assert len({one.svg().replace(one.tone, "") for one in drawn}) == VARIANTS
    assert {one.tone for one in drawn} == set(TONES)


def test_a_cover_says_its_label_escaped_and_else_nothing():
    assert 'role="img" aria-label="&lt;b&gt;"' in cover().svg("<b>")
    assert 'aria-hidden="true"' in cover().svg()


def test_an_unknown_motif_is_the_portals_own():
    assert drawing_of(Motif.GATE).body in cover("magic").svg()
    assert stamp_svg("magic", "metal") == stamp_svg(Motif.GATE, "metal")


@pytest.mark.django_db
def test_a_tour_is_drawn_by_its_subject_else_by_its_enterprises_else_by_the_gate():
    amber, gem = SubjectFactory(motif="amber"), SubjectFactory(motif="gem")
    site = SiteFactory(enterprise=EnterpriseFactory(subject=gem, industry="jewellery"))
    bare = SiteFactory(enterprise=EnterpriseFactory())

    covers = [
        tour.drawn_cover
        for tour in (
            TourFactory(site=site, subject=amber, cover_variant=3),
            TourFactory(site=site),
            TourFactory(site=bare),
        )
    ]

    assert [one.motif for one in covers] == ["amber", "gem", "gate"]
    assert (covers[0].accent, covers[0].variant, covers[0].enterprise) == ("jewellery", 3, site.enterprise.uuid)
    assert site.enterprise.drawn_cover.motif == "gem"
    assert bare.enterprise.drawn_cover.motif == "gate"


@pytest.mark.django_db
def test_a_cover_asks_nothing_of_the_database_once_its_subject_is_there(django_assert_num_queries):
    site = SiteFactory(enterprise=EnterpriseFactory(subject=SubjectFactory()))
    TourFactory(site=site, subject=SubjectFactory())
    TourFactory(site=site)

    with django_assert_num_queries(2):
        for tour in Tour.objects.with_subject():
            tour.drawn_cover.svg()
        for enterprise in Enterprise.objects.select_related("subject"):
            enterprise.drawn_cover.svg()


# --- The demo ---------------------------------------------------------------------------------------------------------


def content(name: str) -> list[dict]:
    return json.loads((CONTENT / f"{name}.json").read_text(encoding="utf-8"))


@pytest.fixture
def demo_covers(db: None) -> dict[str, dict[str, Cover]]:
    """The covers of the demo's tours, by enterprise; the last of each is the enterprise's own."""
    starting_subjects()
    motifs = dict(Subject.objects.values_list("slug", "motif"))
    found: dict[str, dict[str, Cover]] = defaultdict(dict)
    houses = {one["slug"]: one for one in content("enterprises")}
    for tour in content("tours"):
        house = houses[tour["enterprise"]]
        found[house["slug"]][tour["slug"]] = Cover(
            motifs[tour["subject"]], house["industry"], len(found[house["slug"]]), uuid5(NAMED, house["slug"]),
            uuid5(NAMED, tour["slug"]),
        )  # fmt: skip
    for slug, house in houses.items():
        identity = uuid5(NAMED, slug)
        found[slug][slug] = Cover(motifs[house["subject"]], house["industry"], -1, identity, identity)
    return found


def test_no_two_covers_of_the_demo_are_alike(demo_covers: dict[str, dict[str, Cover]]):
    drawn = [cover.svg() for covers in demo_covers.values() for cover in covers.values()]

    assert len(drawn) == len(content("tours")) + len(content("enterprises"))
    assert len(set(drawn)) == len(drawn)


def test_the_tours_of_each_demo_enterprise_are_composed_differently(demo_covers: dict[str, dict[str, Cover]]):
    for house, covers in demo_covers.items():
        places = {cover.composition for cover in covers.values()}
        assert len(places) == len(covers), house


def test_no_demo_cover_shows_what_is_not_made_there(demo_covers: dict[str, dict[str, Cover]]):
    seen = {house: {str(cover.motif) for cover in covers.values()} for house, covers in demo_covers.items()}

    assert seen["gradus-32"] == {"pod", "bar", "bonbon"}
    assert seen["kurshskaya-kaplya"] == {"amber"}
    assert seen["mergel-i-veter"] == {"grapes", "barrel"}
    assert seen["aly-plast"] == {"seaweed", "jelly"}
    assert seen["lisya-gora"] == {"rollers"}
    assert not any("gate" in motifs for motifs in seen.values())
    assert {house for house, motifs in seen.items() if "gem" in motifs} == {"siniy-log"}
    assert not {house for house, motifs in seen.items() if "wheat" in motifs}


def test_every_accent_of_a_cover_is_an_industry_with_a_colour():
    css = (settings.BASE_DIR / "static" / "css" / "tokens.css").read_text()

    assert all(f".accent-{industry} {{" in css for industry in Industry.values)
