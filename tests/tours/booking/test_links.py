"""Who has the link has the order, and there is one link."""

import uuid

import pytest

from tours.booking.links import order_token, read_order_token

ORDER = uuid.UUID("6f1ed002-ab59-5f8b-a1cc-6a9ee92d5b1e")


def test_token_that_was_given_out_opens_the_order():
    assert read_order_token(order_token(ORDER)) == ORDER


@pytest.mark.parametrize(
    "respell",
    [
        lambda token: token.replace("-", ":", 1),
        str.upper,
        lambda token: token + "=",
        lambda token: token.replace("-", "--", 1),
        lambda token: f" {token}",
        lambda token: token[:8] + "-" + token[8:],
        lambda _token: "",
        lambda _token: "\0",
        lambda _token: "é:é",
    ],
)
def test_other_spelling_opens_nothing(respell):
    assert read_order_token(respell(order_token(ORDER))) is None
