"""Tours, what they require and cost, and their slots. All times are counted from the portal's clock."""

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import factory

from accelerator.base.common import clock
from tests.factories.enterprises import SiteFactory
from tours.models import Slot, Tour, VisitorCategory, VisitRequirements


class VisitorCategoryFactory(factory.django.DjangoModelFactory):
    """Everybody, for 500 rubles."""

    class Meta:
        model = VisitorCategory

    tour = factory.SubFactory("tests.factories.tours.TourFactory")
    enterprise = factory.SelfAttribute("tour.enterprise")
    name = factory.LazyFunction(lambda: {"ru": "Взрослый", "en": "Adult"})
    price_kopecks = 50_000
    position = factory.Sequence(int)


class RequirementsFactory(factory.django.DjangoModelFactory):
    """Nothing is known: every field is empty unless given."""

    class Meta:
        model = VisitRequirements

    tour = factory.SubFactory("tests.factories.tours.TourFactory")


class TourFactory(factory.django.DjangoModelFactory):
    """A draft; `TourFactory(published=True)` is public, with its enterprise.

    It has one category for everybody (`category=None` for none, `category__price_kopecks=0` to change it), requirements
    of which nothing is known (`requirements__min_age=12`), and `slots=3` gives it slots on the days after tomorrow.
    """

    class Meta:
        model = Tour
        skip_postgeneration_save = True

    class Params:
        published = factory.Trait(status=Tour.Status.PUBLISHED)

    slug = factory.Sequence(lambda n: f"ekskursiya-{n}")
    site = factory.SubFactory(SiteFactory, enterprise__published=True)
    enterprise = factory.SelfAttribute("site.enterprise")
    title = factory.Sequence(lambda n: {"ru": f"Экскурсия {n}", "en": f"Tour {n}"})
    summary = factory.LazyFunction(lambda: {"ru": "От слитка до детали", "en": "From ingot to part"})
    description = factory.LazyFunction(lambda: {"ru": "Покажем цех.", "en": "See the shop floor."})
    kind = Tour.Kind.SIGHTSEEING
    languages = factory.LazyFunction(lambda: ["ru"])
    duration_minutes = 90
    capacity = 15

    category = factory.RelatedFactory(VisitorCategoryFactory, factory_related_name="tour")
    requirements = factory.RelatedFactory(RequirementsFactory, factory_related_name="tour")

    @classmethod
    def _create(cls, model_class: type[Tour], *args: Any, **kwargs: Any) -> Tour:
        tour = model_class(*args, **kwargs)
        tour.set_derived()
        tour.save()
        return tour

    @factory.post_generation
    def slots(self, _created: bool, count: int | None, **kwargs: Any) -> None:
        for day in range(count or 0):
            SlotFactory(tour=self, days_ahead=day + 2, **kwargs)


def local_day(zone: str, days_ahead: int, at: time = time(10)) -> datetime:
    """A wall-clock time so many days from today, where the zone's clock shows today."""
    today = clock.now().astimezone(ZoneInfo(zone)).date()
    return datetime.combine(today + timedelta(days=days_ahead), at)


class SlotFactory(factory.django.DjangoModelFactory):
    """An open slot a week ahead at 10:00, site time: `days_ahead=-1`, `at=time(14)`, or `local_start` itself."""

    class Meta:
        model = Slot

    class Params:
        days_ahead = 7
        at = time(10)

    tour = factory.SubFactory(TourFactory, published=True)
    enterprise = factory.SelfAttribute("tour.enterprise")
    site = factory.SelfAttribute("tour.site")
    local_start = factory.LazyAttribute(lambda slot: local_day(slot.site.timezone, slot.days_ahead, slot.at))
    duration_minutes = factory.SelfAttribute("tour.duration_minutes")
    capacity = factory.SelfAttribute("tour.capacity")

    @classmethod
    def _create(cls, model_class: type[Slot], *args: Any, **kwargs: Any) -> Slot:
        slot = model_class(*args, **kwargs)
        slot.derive_times()
        slot.save()
        return slot
