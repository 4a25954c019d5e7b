"""Seasons as tests need them."""

from datetime import date

import factory
from factory.django import DjangoModelFactory

from accelerator.seasons.models import Season, SeasonRegion, Stage
from tests.factories.regions import RegionFactory


class SeasonFactory(DjangoModelFactory):
    """A published season."""

    class Meta:
        model = Season

    year = factory.Sequence(lambda n: 2016 + n % 80)
    title = factory.LazyAttribute(lambda season: {"ru": f"Сезон {season.year}", "en": f"Season {season.year}"})
    status = Season.Status.PUBLISHED


class StageFactory(DjangoModelFactory):
    class Meta:
        model = Stage

    season = factory.SubFactory(SeasonFactory)
    title = factory.Sequence(lambda n: {"ru": f"Этап {n}", "en": f"Stage {n}"})
    starts_date = factory.LazyAttribute(lambda stage: date(stage.season.year, 2, 1))
    ends_date = factory.LazyAttribute(lambda stage: date(stage.season.year, 3, 1))


class SeasonRegionFactory(DjangoModelFactory):
    class Meta:
        model = SeasonRegion

    season = factory.SubFactory(SeasonFactory)
    region = factory.SubFactory(RegionFactory)
