"""Pages about the portal as tests need them."""

import factory
from factory.django import DjangoModelFactory

from accelerator.portal.models import Page


class PageFactory(DjangoModelFactory):
    """A published page that organizers have added."""

    class Meta:
        model = Page

    slug = factory.Sequence(lambda n: f"page-{n}")
    title = factory.Sequence(lambda n: {"ru": f"Страница {n}", "en": f"Page {n}"})
    summary = factory.LazyFunction(lambda: {"ru": "Коротко.", "en": "In short."})
    body = factory.LazyFunction(lambda: {"ru": "## Раздел\n\nТекст.", "en": "## Part\n\nText."})
    status = Page.Status.PUBLISHED
