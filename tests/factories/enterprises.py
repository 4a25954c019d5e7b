"""Enterprises, their sites and the people who work there."""

from importlib import import_module
from typing import Any

import factory
from django.apps import apps

from regions.enterprises.models import Album, Enterprise, Industry, Membership, Photo, Role, Site, Subject, Theme
from regions.enterprises.querysets import PhotoQuerySet
from regions.enterprises.services.photos import album_of
from tests.factories.accounts import UserFactory
from tests.factories.regions import RegionFactory


class ThemeFactory(factory.django.DjangoModelFactory):
    """One more than the starting table has."""

    class Meta:
        model = Theme

    slug = factory.Sequence(lambda n: f"theme-{n}")
    name = factory.Sequence(lambda n: {"ru": f"Тема {n}", "en": f"Theme {n}"})
    position = factory.Sequence(lambda n: 100 + n)


class SubjectFactory(factory.django.DjangoModelFactory):
    """One more than the starting table has."""

    class Meta:
        model = Subject

    theme = factory.SubFactory(ThemeFactory)
    slug = factory.Sequence(lambda n: f"subject-{n}")
    name = factory.Sequence(lambda n: {"ru": f"Сюжет {n}", "en": f"Subject {n}"})
    motif = "ladle"
    position = factory.Sequence(int)


def starting_subjects() -> None:
    """The table of subjects as it was migrated; tests that commit may have taken it away."""
    if not Theme.objects.exists():
        import_module("regions.enterprises.migrations.0002_subjects").fill(apps, None)


class EnterpriseFactory(factory.django.DjangoModelFactory):
    """A draft; `EnterpriseFactory(published=True)` is what the public sees."""

    class Meta:
        model = Enterprise
        skip_postgeneration_save = True

    class Params:
        published = factory.Trait(status=Enterprise.Status.PUBLISHED)

    slug = factory.Sequence(lambda n: f"zavod-{n}")
    region = factory.SubFactory(RegionFactory)
    industry = Industry.METAL
    name = factory.Sequence(lambda n: {"ru": f"Завод {n}", "en": f"Works {n}"})
    summary = factory.LazyFunction(lambda: {"ru": "Льём и точим", "en": "We cast and turn"})
    description = factory.LazyFunction(lambda: {"ru": "Старый **завод**.", "en": "An old **works**."})
    founded_year = 1936

    @classmethod
    def _create(cls, model_class: type[Enterprise], *args: Any, **kwargs: Any) -> Enterprise:
        enterprise = model_class(*args, **kwargs)
        enterprise.set_derived()
        enterprise.save()
        return enterprise


class SiteFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Site

    enterprise = factory.SubFactory(EnterpriseFactory, published=True)
    name = factory.LazyFunction(lambda: {"ru": "Главная площадка", "en": "Main site"})
    address = factory.LazyFunction(lambda: {"ru": "ул. Заводская, 1", "en": "1 Zavodskaya St."})
    city = factory.LazyFunction(lambda: {"ru": "Калуга", "en": "Kaluga"})
    latitude = "54.51370"
    longitude = "36.26140"
    timezone = "Europe/Moscow"
    gate = factory.LazyFunction(lambda: {"ru": "Проходная № 2", "en": "Gate 2"})


class MembershipFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    enterprise = factory.SubFactory(EnterpriseFactory, published=True)
    role = Role.OWNER


class AlbumFactory(factory.django.DjangoModelFactory):
    """An album to which nothing points yet; `services.photos.album_of` makes those of things."""

    class Meta:
        model = Album

    enterprise = factory.SubFactory(EnterpriseFactory, published=True)


class PhotoFactory(factory.django.DjangoModelFactory):
    """A row whose files are there in name only; `services.photos.add_photo` makes them."""

    class Meta:
        model = Photo

    class Params:
        of = factory.SubFactory(EnterpriseFactory, published=True)

    album = factory.LazyAttribute(lambda photo: album_of(photo.of) if photo.of.pk else None)
    alt = factory.LazyFunction(lambda: {"ru": "Литейщик у печи", "en": "A caster at the furnace"})
    position = factory.Sequence(lambda n: n)
    file = factory.LazyAttribute(lambda photo: f"photos/none/{id(photo)}.webp")
    width, height, colour = 1280, 960, "#8a6f4c"


def photos_of(enterprise: Enterprise) -> PhotoQuerySet:
    """The enterprise's own photos."""
    return Photo.objects.filter(album__owner_enterprise=enterprise)
