"""Regions for tests; the real list comes from regions.services.load_regions."""

import factory

from accelerator.base.common.text import sort_key
from regions.models import FederalDistrict, Region


class FederalDistrictFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = FederalDistrict
        django_get_or_create = ["code"]

    code = "cfo"
    name = factory.LazyFunction(
        lambda: {"ru": "Центральный федеральный округ", "en": "Central Federal District"},
    )
    position = 1


class RegionFactory(factory.django.DjangoModelFactory):
    """A region with a square for an outline."""

    class Meta:
        model = Region

    code = factory.Sequence(lambda n: f"RU-T{n}")
    slug = factory.Sequence(lambda n: f"test-{n}")
    type = "oblast"
    district = factory.SubFactory(FederalDistrictFactory)
    name = factory.Sequence(lambda n: {"ru": f"Испытательная {n} область", "en": f"Proving {n} Oblast"})
    short_name = factory.LazyAttribute(lambda region: dict(region.name))
    genitive = factory.Sequence(lambda n: f"Испытательной {n} области")
    locative = factory.Sequence(lambda n: f"в Испытательной {n} области")
    sort_name = factory.LazyAttribute(lambda region: sort_key(region.name["ru"]))
    centre = factory.LazyFunction(lambda: {"ru": "Испытательск", "en": "Ispytatelsk"})
    latitude = "54.51370"
    longitude = "36.26140"
    timezone = "Europe/Moscow"
    bounds = factory.LazyFunction(lambda: [33.4, 53.3, 37.2, 55.3])
    outline = "M100 100h20v20h-20z"
    outline_box = factory.LazyFunction(lambda: [100, 100, 120, 120])
    known_for = factory.LazyFunction(dict)
