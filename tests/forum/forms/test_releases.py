"""What the form of a release makes of conflicts and of the service's refusal."""

from typing import Any

import pytest
from django.utils import translation

from accelerator.base.common.errors import Refusal
from accelerator.forum.forms.releases import ReleaseForm
from accelerator.forum.programme.conflicts import Conflict

ANNA = Conflict("anna", True, "Anna speaks twice.", ())
HALL = Conflict("hall", True, "The hall is taken.", ())
HINT = Conflict("hint", False, "Nobody speaks.", ())


class Lacking(Refusal):
    """As the service refuses: it names the conflicts that lack a reason."""

    def __init__(self, *conflicts: Conflict) -> None:
        super().__init__("Give reasons.")
        self.conflicts = conflicts


@pytest.fixture
def form() -> ReleaseForm:
    """With a reason for the first conflict alone."""
    data = {"draft": "d", "reason_0": "Her double."}
    made = ReleaseForm(data, conflicts=[ANNA, HINT, HALL], earlier={"hall": "As last time."})
    assert made.is_valid(), made.errors
    return made


def test_conflict_that_blocks_has_a_field_with_the_reason_of_before(form: ReleaseForm):
    assert [(conflict.key, field.name, field.initial) for conflict, field in form.waivable] == [
        ("anna", "reason_0", ""),
        ("hall", "reason_1", "As last time."),
    ]
    assert form.waivers == {"anna": "Her double.", "hall": ""}


@pytest.mark.parametrize(
    ("refusal", "errors"),
    [
        (Lacking(HALL), {"reason_1": "The hall is taken. Resolve it"}),
        (
            Lacking(ANNA, HALL),
            {"reason_0": "Anna speaks twice. Resolve it", "reason_1": "The hall is taken. Resolve it"},
        ),
        (Lacking(HINT, HALL), {"reason_1": "The hall is taken. Resolve it"}),  # has no field of its own
        (Lacking(HINT), {"__all__": "Give reasons."}),
        (Refusal("It is archived."), {"__all__": "It is archived."}),
    ],
    ids=["one", "both", "one with a hint", "hint", "of none"],
)
def test_refusal_stands_at_each_reason_that_is_missing(form: ReleaseForm, refusal: Refusal, errors: dict[str, Any]):
    with translation.override("en"):
        form.refuse(refusal)

    assert form.errors.keys() == errors.keys()
    assert all(form.errors[name][0].startswith(words) for name, words in errors.items())
