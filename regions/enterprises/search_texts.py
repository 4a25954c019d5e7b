"""What the search reads of regions, enterprises and sites, and which of them name one another."""

from collections.abc import Collection, Iterator

from accelerator.base.search.hooks import LABEL, NAME, SUMMARY, TEXT, TITLE, Document, asked
from regions.enterprises.models import Enterprise, Industry, Site
from regions.models import Region


def region_texts(ids: Collection[int] | None) -> Iterator[Document]:
    for region in asked(Region.objects.all(), ids):
        yield Document.of(
            region.pk,
            (TITLE, region.name),
            (TITLE, region.short_name),
            (LABEL, region.centre),
            (TEXT, region.known_for),
        )


def enterprise_texts(ids: Collection[int] | None) -> Iterator[Document]:
    for one in asked(Enterprise.objects.select_related("region", "subject").prefetch_related("sites"), ids):
        yield Document.of(
            one.pk,
            (TITLE, one.name), (SUMMARY, one.summary), (TEXT, one.description), (LABEL, one.region.short_name),
            (SUMMARY, Industry(one.industry)), *([(LABEL, one.subject.name)] if one.subject else []),
            *((NAME, site.city) for site in one.sites.all()), *((SUMMARY, site.address) for site in one.sites.all()),
        )  # fmt: skip


def site_texts(ids: Collection[int] | None) -> Iterator[Document]:
    for site in asked(Site.objects.select_related("enterprise__region"), ids):
        yield Document.of(
            site.pk,
            (NAME, site.name), (LABEL, site.city), (NAME, site.address), (SUMMARY, site.enterprise.name),
            (TEXT, site.enterprise.region.short_name),
        )  # fmt: skip


def naming_regions_and_enterprises(kind: str, ids: Collection[int]) -> Iterator[tuple[str, Collection[int]]]:
    """Name the enterprises in a region, those about a subject, and the sites of an enterprise."""
    if kind in ("region", "subject"):
        enterprises = Enterprise.objects.filter(**{f"{kind}__in": ids})
        yield "enterprise", list(enterprises.values_list("pk", flat=True))
        yield "site", list(Site.objects.filter(enterprise__in=enterprises).values_list("pk", flat=True))
    elif kind == "enterprise":
        yield "site", list(Site.objects.filter(enterprise__in=ids).values_list("pk", flat=True))
