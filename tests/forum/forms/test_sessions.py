"""What the form of a session makes of an order that is not given."""

import pytest

from accelerator.forum.forms.sessions import SessionForm
from tests.factories.forum import ForumFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("typed", "position"), [("", None), ("0", None), ("3", 3)])
def test_order_that_is_not_given_puts_a_session_last(typed: str, position: int | None):
    form = SessionForm(
        {"title_ru": "Доклад", "kind": "break", "language": "ru", "status": "confirmed", "position": typed},
        forum=ForumFactory(),
    )

    assert form.is_valid(), form.errors
    assert form.cleaned_data["position"] == position
