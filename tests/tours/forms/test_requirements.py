"""Ends of the same thing stand in their order."""

import pytest

from tours.forms.requirements import RequirementsForm

pytestmark = pytest.mark.django_db
BOUNDS = [
    ("min_age", "max_age"), ("min_age", "min_age_unaccompanied"), ("school_grade_from", "school_grade_to"),
    ("group_min", "group_max"),
]  # fmt: skip


@pytest.mark.parametrize(("lower", "upper"), BOUNDS)
@pytest.mark.parametrize(
    ("least", "most", "fine"), [("7", "7", True), ("8", "7", False), ("8", "", True), ("", "7", True)]
)
def test_upper_end_is_not_below_the_lower_one(lower: str, upper: str, least: str, most: str, fine: bool):
    form = RequirementsForm({lower: least, upper: most})

    assert set(form.errors) == (set() if fine else {upper})
