"""What the search reads of routes."""

from collections.abc import Collection, Iterator

from accelerator.base.search.hooks import LABEL, SUMMARY, TEXT, TITLE, Document, asked
from tours.routes.models import Route


def route_texts(ids: Collection[int] | None) -> Iterator[Document]:
    for route in asked(Route.objects.select_related("region"), ids):
        yield Document.of(
            route.pk,
            (TITLE, route.title), (SUMMARY, route.theme), (TEXT, route.description),
            *([(LABEL, route.region.short_name)] if route.region else []),
        )  # fmt: skip


def routes_naming(kind: str, ids: Collection[int]) -> Iterator[tuple[str, Collection[int]]]:
    """Name the routes in a region."""
    if kind == "region":
        yield "route", list(Route.objects.filter(region__in=ids).values_list("pk", flat=True))
