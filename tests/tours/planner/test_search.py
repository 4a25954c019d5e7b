"""The search for the best plan, compared with trying everything, and what it costs."""

import random
from itertools import combinations, pairwise, permutations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tours.planner.search import Meal, Plan, Rules, Stop, Visit, between, find_plans, joins

DAY = 24 * 60


# --- All plans there are, by the rules as they are said, without a thought of speed -----------------------------------


def _has_meal(visits: list[Visit], rules: Rules) -> tuple[bool, bool]:
    """Whether one day's visits leave time to eat, and whether that is between two of them."""
    meal = rules.meal
    if meal is None:
        return True, False

    def is_free(since: int, until: int, noon: int) -> bool:
        return len(range(max(since, noon), min(until, noon + meal.span))) >= meal.minutes

    if is_free(0, visits[0].arrive, visits[0].noon):
        return True, False

    def lasts_through(visit: Visit) -> bool:
        return not is_free(0, visit.arrive, visit.noon) and not is_free(visit.end, 10**6, visit.noon)

    for at, visit in enumerate(visits):
        if lasts_through(visit):
            return True, False
        if at + 1 < len(visits):
            following = visits[at + 1]
            way = rules.way(visit.place, following.place)
            here = is_free(visit.end, following.arrive - way, visit.noon)
            there = is_free(visit.end + way, following.arrive, following.noon)
            if here or there:
                return True, True
    return is_free(visits[-1].end, 10**6, visits[-1].noon), False


def _judged(stops: list[Stop], order: tuple[int, ...], visits: tuple[Visit, ...], rules: Rules) -> Plan | None:
    idle = 0
    days: list[list[Visit]] = [[visits[0]]]
    for one, other in pairwise(visits):
        way = rules.way(one.place, other.place)
        if one.end + way > other.arrive or other.day < one.day:
            return None
        if one.day == other.day:
            idle += other.arrive - one.end
            days[-1].append(other)
        else:
            idle += way
            days.append([other])
    for day in days:
        has_meal, is_between = _has_meal(day, rules)
        if not has_meal:
            return None
        idle -= rules.meal.minutes if is_between and rules.meal else 0
    price = sum(stops[stop].price for stop in order)
    length = visits[-1].day - visits[0].day + 1
    return Plan(tuple(zip(order, visits, strict=True)), length, idle, visits[-1].end, price)


def _every_plan(stops: list[Stop], rules: Rules, members: tuple[int, ...], longest: int | None = None) -> list[Plan]:
    plans = []
    for order in permutations(members):
        for visits in product(*(stops[stop].visits for stop in order)):
            plan = _judged(stops, order, visits, rules)
            if plan and (longest is None or plan.days <= longest):
                plans.append(plan)
    return plans


# --- Small worlds -----------------------------------------------------------------------------------------------------


@st.composite
def worlds(draw: st.DrawFn) -> tuple[list[Stop], Rules]:
    count = draw(st.integers(1, 4))
    places = count + 1
    minutes = st.sampled_from([0, 5, 20, 45, 90, 240, 900])
    ways = {pair: draw(minutes) for pair in combinations(range(places), 2)}
    stops, slot = [], 0
    for stop in range(count):
        visits = []
        before = draw(st.sampled_from([0, 15, 30]))
        for _visit in range(draw(st.integers(0, 4 if count < 4 else 3))):
            slot += 1
            day = draw(st.integers(0, 3))
            zone = draw(st.sampled_from([0, 0, 0, 120]))
            start = day * DAY + draw(st.integers(16, 44)) * 30 - zone
            place = stop if draw(st.integers(0, 9)) else places - 1
            length = draw(st.sampled_from([30, 60, 90, 150, 300]))
            visits.append(Visit(slot, place, day, start - before, start, start + length, day * DAY + 720 - zone))
        stops.append(Stop(stop, draw(st.integers(0, 3)) * 100, visits))
    return stops, Rules(ways, draw(st.sampled_from([Meal(), Meal(), None])))


@settings(max_examples=250, deadline=None)
@given(worlds(), st.integers(1, 3), st.sampled_from([None, None, 1, 2]))
def test_search_finds_what_trying_everything_finds(world: tuple, most: int, longest: int | None) -> None:
    stops, rules = world
    everything = tuple(range(len(stops)))
    answer = find_plans(stops, rules, most=most, longest=longest)
    plans = _every_plan(stops, rules, everything, longest)
    best_of_day: dict[int, tuple] = {}
    for plan in plans:
        best_of_day[plan.first_day] = min(plan.key, best_of_day.get(plan.first_day, plan.key))
    assert [plan.key for plan in answer.plans] == sorted(best_of_day.values())[:most]
    assert len({plan.first_day for plan in answer.plans}) == len(answer.plans)
    for plan in answer.plans:
        assert plan in plans  # every rule is kept, and what it says of itself is true
    if plans:
        assert (answer.partial, answer.clash) == (None, None)
        return
    for size in range(len(stops) - 1, 0, -1):
        smaller = [p for members in combinations(everything, size) for p in _every_plan(stops, rules, members, longest)]
        if smaller:
            assert answer.partial is not None
            assert len(answer.partial.visits) == size
            assert answer.partial.key[:3] == min(plan.key[:3] for plan in smaller)
            assert answer.partial in smaller
            break
    else:
        assert answer.partial is None
    if answer.clash:
        assert set(answer.clash) <= set(everything)
        assert not set(answer.clash) <= (answer.partial.stops if answer.partial else frozenset())


@settings(max_examples=100, deadline=None)
@given(worlds())
def test_what_lies_between_adds_up_to_what_a_plan_is_judged_by(world: tuple) -> None:
    stops, rules = world
    for plan in find_plans(stops, rules).plans:
        visits = [visit for _stop, visit in plan.visits]
        assert joins(visits, rules)
        assert sum(gap.way + gap.waiting for gap in between(visits, rules)) == plan.idle


# --- One rule each ----------------------------------------------------------------------------------------------------


def _visit(start: float, end: float, *, slot: int = 1, place: int = 0, day: int = 0, before: int = 0) -> Visit:
    at = day * DAY
    return Visit(slot, place, day, at + int(start * 60) - before, at + int(start * 60), at + int(end * 60), at + 720)


def _stops(*each: list[Visit]) -> list[Stop]:
    return [Stop(number, 100, visits) for number, visits in enumerate(each)]


def test_arriving_early_counts_before_the_start() -> None:
    early = [_visit(9, 10)]
    rules = Rules({(0, 1): 30})
    assert find_plans(_stops(early, [_visit(10.75, 11.5, place=1, before=15)]), rules).plans
    assert not find_plans(_stops(early, [_visit(10.75, 11.5, place=1, before=20)]), rules).plans


def test_a_day_leaves_time_for_a_meal_unless_one_visit_lasts_through_it() -> None:
    rules = Rules({(0, 1): 30})
    cramped = _stops([_visit(10.5, 12.5)], [_visit(13.25, 14.5, place=1)])
    assert not find_plans(cramped, rules).plans
    assert find_plans(cramped, rules._replace(meal=None)).plans
    assert find_plans(_stops([_visit(10.5, 12.5)], [_visit(13.75, 15, place=1)]), rules).plans[0].idle == 30
    assert find_plans(_stops([_visit(11, 16)]), rules).plans


def test_fewest_days_come_before_the_least_waiting() -> None:
    one = [_visit(9, 10), _visit(14, 15, day=1, slot=2)]
    other = [_visit(17, 18, place=1, slot=3), _visit(15.5, 16, place=1, day=2, slot=4)]
    [best, *_rest] = find_plans(_stops(one, other), Rules({(0, 1): 30})).plans
    assert [visit.slot for _stop, visit in best.visits] == [1, 3]


def test_names_the_two_stops_that_do_not_fit_and_the_plan_without_one() -> None:
    stops = _stops([_visit(9, 10)], [_visit(15, 16, place=1)], [_visit(15.5, 17, place=2)])
    answer = find_plans(stops, Rules(dict.fromkeys(combinations(range(3), 2), 20)))
    assert answer.plans == []
    assert answer.clash is not None
    assert set(answer.clash) == {1, 2}
    assert answer.partial is not None
    assert answer.partial.stops == {0, 1}


def test_three_stops_of_which_any_two_fit() -> None:
    stops = _stops([_visit(15, 16)], [_visit(15, 16), _visit(16, 17, slot=2)], [_visit(16, 17, slot=3)])
    answer = find_plans(stops, Rules({}))
    assert answer.plans == []
    assert answer.clash is not None
    assert len(answer.partial.visits if answer.partial else ()) == 2


def test_nothing_at_all() -> None:
    assert find_plans([], Rules({})) == ([], None, None, 0)
    assert find_plans(_stops([]), Rules({})) == ([], None, None, 0)


# --- What it costs ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("ways", "steps"), [((20, 60), 45_000), ((30, 400), 60_000), ((2_000, 3_000), 120_000)])
def test_five_stops_with_a_month_of_slots_cost_few_steps(ways: tuple[int, int], steps: int) -> None:
    """Near ones, ones of a region, and ones so far apart that each takes days of travel."""
    drawn = random.Random(5)
    between_places = {pair: drawn.randint(*ways) for pair in combinations(range(5), 2)}
    stops = []
    for stop in range(5):
        visits = [
            _visit(hour, hour + drawn.choice([1, 1.5, 2]), place=stop, day=day, slot=stop * 1000 + day * 10 + at)
            for day in range(31)
            for at, hour in enumerate(sorted(drawn.sample(range(9, 18), 3)))
        ]
        stops.append(Stop(stop, 100, visits))
    answer = find_plans(stops, Rules(between_places))
    assert answer.plans
    assert answer.steps < steps
