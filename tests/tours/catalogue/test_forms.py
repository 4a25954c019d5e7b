"""Of several values of a facet those that are known count, once each; a day by date is a range of one day."""

from datetime import date

import pytest
from django.http import QueryDict

from regions.enterprises.models import Industry
from tours.catalogue.forms import CatalogueForm, _KnownChoices


@pytest.mark.parametrize(
    ("sent", "understood"),
    [(["metal", "magic", "food", "metal"], ("metal", "food")), ([], ()), (None, ()), (["", "metal"], ("metal",))],
)
def test_unknown_values_are_left_out(sent: list[str] | None, understood: tuple[str, ...]):
    assert _KnownChoices(label="", known=frozenset(Industry.values)).clean(sent) == understood


@pytest.mark.parametrize(
    ("query", "when", "days"),
    [
        ("when=2026-12-05", "", (date(2026, 12, 5), date(2026, 12, 5))),
        ("when=2026-12-05&date_from=2026-12-01", "", (date(2026, 12, 5), date(2026, 12, 5))),
        ("when=today&date_from=2026-12-01", "today", (None, None)),
        ("when=2026-02-30", "", (None, None)),
    ],
)
def test_day_that_the_home_page_offers_by_date_is_a_range(
    query: str, when: str, days: tuple[date | None, date | None]
) -> None:
    form = CatalogueForm(QueryDict(query), themes={}, regions={})
    assert (form.criteria.when, (form.criteria.date_from, form.criteria.date_to)) == (when, days)
    assert bool(form.misunderstood) == (query == "when=2026-02-30" or query.startswith("when=today"))
