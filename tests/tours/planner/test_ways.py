"""The way between two sites."""

import pytest

from tours.planner.ways import Point, Transport, distance_km, way_minutes, ways_between

KALUGA, TULA = Point(54.5137, 36.2614), Point(54.1931, 37.6173)
NOWHERE = Point(None, None)


def test_distance_is_that_of_the_globe() -> None:
    assert distance_km(KALUGA, TULA) == pytest.approx(94.8, abs=0.5)
    assert distance_km(Point(0, 0), Point(0, 180)) == pytest.approx(20_015, abs=1)
    assert distance_km(KALUGA, NOWHERE) is None


def test_way_is_a_distance_a_factor_and_a_speed(settings) -> None:
    settings.WAY_SPEEDS = {"car": 60, "transit": 30, "walk": 5}
    settings.WAY_BENDS = {"car": 100, "transit": 200, "walk": 100}
    settings.WAY_START_MINUTES = {"car": 0, "transit": 10, "walk": 0}
    degree = 6371 * 3.141592653589793 / 180
    far = Point(60 / degree, 0)
    assert way_minutes(Point(0, 0), far, Transport.CAR) == 60
    assert way_minutes(Point(0, 0), far, Transport.TRANSIT) == 250
    assert way_minutes(Point(0, 0), far, Transport.WALK) == 720
    assert way_minutes(Point(0, 0), Point(61 / degree, 0), Transport.CAR) == 65


def test_there_is_no_way_within_a_place_and_a_usual_one_to_an_unknown(settings) -> None:
    settings.WAY_UNKNOWN_MINUTES = 75
    assert way_minutes(KALUGA, KALUGA, Transport.TRANSIT) == 0
    assert way_minutes(KALUGA, NOWHERE, Transport.CAR) == 75
    assert way_minutes(NOWHERE, NOWHERE, Transport.CAR) == 75


def test_ways_go_by_the_keys_of_both_places() -> None:
    ways = ways_between({7: KALUGA, 3: TULA, 5: NOWHERE}, Transport.CAR)
    assert set(ways) == {(3, 5), (3, 7), (5, 7)}
    assert ways[3, 7] == way_minutes(TULA, KALUGA, Transport.CAR)
