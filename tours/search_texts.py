"""What the search reads of tours, and which of them name an enterprise, a subject or a region."""

from collections.abc import Collection, Iterator

from django.db.models import Q

from accelerator.base.search.hooks import ASIDE, LABEL, NAME, SUMMARY, TEXT, TITLE, Document, asked
from regions.enterprises.models import Industry
from tours.models import Tour


def tour_texts(ids: Collection[int] | None) -> Iterator[Document]:
    rows = Tour.objects.select_related("site", "enterprise__region", "subject__theme", "enterprise__subject__theme")
    for tour in asked(rows, ids):
        subject = tour.subject or tour.enterprise.subject
        yield Document.of(
            tour.pk,
            (TITLE, tour.title), (NAME, tour.enterprise.name), (TITLE, tour.site.city), (SUMMARY, tour.summary),
            (SUMMARY, tour.moment), (TEXT, tour.description), (SUMMARY, tour.site.address), (SUMMARY, tour.site.name),
            (SUMMARY, tour.enterprise.region.short_name), (LABEL, Tour.Kind(tour.kind)),
            (SUMMARY, Industry(tour.enterprise.industry)), (TEXT, tour.enterprise.summary),
            *([(LABEL, subject.name), (ASIDE, subject.theme.name)] if subject else []),
        )  # fmt: skip


def tours_naming(kind: str, ids: Collection[int]) -> Iterator[tuple[str, Collection[int]]]:
    """Name the tours of an enterprise, of those in a region, and about a subject or theme, their own or its."""
    naming = {
        "enterprise": Q(enterprise__in=ids),
        "region": Q(enterprise__region__in=ids),
        "subject": Q(subject__in=ids) | Q(subject=None, enterprise__subject__in=ids),
        "theme": Q(subject__theme__in=ids) | Q(subject=None, enterprise__subject__theme__in=ids),
    }
    if kind in naming:
        yield "tour", list(Tour.objects.filter(naming[kind]).values_list("pk", flat=True))
