"""Of several values of a facet those that are known count, once each."""

import pytest

from regions.enterprises.models import Industry
from tours.forms.catalogue import _KnownChoices


@pytest.mark.parametrize(
    ("sent", "understood"),
    [(["metal", "magic", "food", "metal"], ("metal", "food")), ([], ()), (None, ()), (["", "metal"], ("metal",))],
)
def test_unknown_values_are_left_out(sent: list[str] | None, understood: tuple[str, ...]):
    assert _KnownChoices(choices=Industry.choices).clean(sent) == understood
