"""Dataclasses to plain JSON and back."""

import json
from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from accelerator.base.common.i18n import I18nText
from accelerator.base.common.json_codec import decode, encode


@dataclass(frozen=True)
class Stop:
    name: I18nText
    minutes: int | None


@dataclass(frozen=True)
class Trip:
    day: date
    starts: time | None
    zone: ZoneInfo
    latitude: Decimal
    stops: tuple[Stop, ...]
    last: Stop | None


@dataclass(frozen=True)
class Guest:
    name: I18nText
    role: str = "guest"
    stops: tuple[Stop, ...] = field(default_factory=tuple)


TRIP = Trip(
    day=date(2027, 4, 6),
    starts=time(9, 30),
    zone=ZoneInfo("Europe/Moscow"),
    latitude=Decimal("55.7"),
    stops=(Stop(I18nText(ru="Цех", en="Shop"), 5), Stop(I18nText(ru="Двор"), None)),
    last=Stop(I18nText(ru="Двор"), 0),
)


def test_values_come_back_from_json_as_they_went():
    decoded = json.loads(json.dumps(encode(TRIP)))

    assert decoded == {
        "day": "2027-04-06", "starts": "09:30", "zone": "Europe/Moscow", "latitude": 55.7,
        "stops": [{"name": {"ru": "Цех", "en": "Shop"}, "minutes": 5}, {"name": {"ru": "Двор"}, "minutes": None}],
        "last": {"name": {"ru": "Двор"}, "minutes": 0},
    }  # fmt: skip
    assert decode(Trip, decoded) == TRIP
    assert type(decode(Trip, decoded).stops[0].name) is I18nText


def test_nothing_stays_nothing_and_an_instance_itself():
    values = {**encode(TRIP), "starts": None, "last": TRIP.stops[0]}

    assert decode(Trip, values).starts is None
    assert decode(Trip, values).last is TRIP.stops[0]


def test_missing_field_has_its_default():
    assert decode(Guest, {"name": {"ru": "Анна"}}) == Guest(I18nText(ru="Анна"), "guest", ())
    assert decode(Guest, {"name": {}, "role": "host", "stops": [encode(TRIP.last)]}).stops == (TRIP.last,)


def test_missing_field_is_refused_and_an_unknown_one_passed_over():
    values = encode(TRIP)

    assert decode(Trip, {**values, "more": 1}) == TRIP
    del values["zone"]
    with pytest.raises(KeyError, match="zone"):
        decode(Trip, values)
