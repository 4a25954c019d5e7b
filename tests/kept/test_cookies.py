"""Whoever has something of their own is known by a cookie."""

from __future__ import annotations


def test_holders_cookie_makes_a_request_personal() -> None:
    from accelerator.base.common import kept  # noqa: PLC0415 - settings are read later than test modules
    from tours.booking import holders  # noqa: PLC0415

    assert holders.COOKIE in kept._PERSONAL
