"""No date that a person types may be one that no one means: in no form, in no service, in no address."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from importlib import import_module
from pkgutil import walk_packages
from zoneinfo import ZoneInfo

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse

import accelerator
import regions
import tours
from accelerator.base.common import clock
from accelerator.base.common.dates import (
    DayOutOfRange,
    Within,
    any_day,
    birth_days,
    career_days,
    day_at,
    event_days,
    monday_of,
    read_day,
    read_month,
)
from accelerator.base.common.i18n import I18nText
from accelerator.base.common.versions import ANY_VERSION
from accelerator.forum.errors import ForumTooLong
from accelerator.forum.services.forums import create_forum, update_forum
from accelerator.forum.services.people import save_person
from accelerator.seasons import services as season_services
from accelerator.seasons.errors import StageOutsideSeason
from tests.factories.accounts import UserFactory
from tests.factories.forum import ForumFactory, SessionFactory
from tests.factories.seasons import SeasonFactory, StageFactory
from tests.factories.tours import SlotFactory, TourFactory
from tours.schedule.plans import Plan, history_days, preview_rule, schedule_days
from tours.schedule.services.rules import create_rule, update_rule
from tours.schedule.services.slots import add_slot, move_slot

RANGES = [any_day, event_days, career_days, birth_days, schedule_days, history_days]
SLIPS = [date(1, 1, 1), date(1900, 1, 1), date(2999, 1, 1), date(9999, 12, 31)]
TITLE = I18nText(ru="Название", en="Title")


def subclasses(cls: type) -> Iterator[type]:
    for one in cls.__subclasses__():
        yield one
        yield from subclasses(one)


def forms_of_ours() -> list[type[forms.BaseForm]]:
    for package in (accelerator, regions, tours):
        for module in walk_packages(package.__path__, f"{package.__name__}."):
            if "forms" in module.name.split("."):
                import_module(module.name)
    ours = {"accelerator", "regions", "tours"}
    found = {one for one in subclasses(forms.BaseForm) if one.__module__.partition(".")[0] in ours}
    return sorted(found, key=lambda one: (one.__module__, one.__qualname__))


def is_bounded(form: type[forms.BaseForm], name: str, field: forms.DateField) -> bool:
    validators = list(field.validators)
    if issubclass(form, forms.BaseModelForm) and form._meta.model:
        columns = {column.name: column for column in form._meta.model._meta.get_fields()}
        validators += getattr(columns.get(name), "validators", [])
    return any(isinstance(one, Within) for one in validators)


def test_every_date_of_every_form_has_its_range():
    dates = [
        (form, name, field)
        for form in forms_of_ours()
        for name, field in getattr(form, "base_fields", {}).items()  # a base of forms has none
        if isinstance(field, forms.DateField | forms.DateTimeField | forms.SplitDateTimeField)
    ]
    assert len(dates) >= 10
    assert [(form.__name__, name) for form, name, field in dates if not is_bounded(form, name, field)] == []


@pytest.mark.parametrize("days", RANGES)
def test_a_range_takes_its_ends_and_no_slip_in_the_year(days):
    taken = days()
    taken.check(taken.first, taken.last, None)
    for outside in (taken.first - timedelta(days=1), taken.last + timedelta(days=1), *SLIPS):
        with pytest.raises(DayOutOfRange):
            taken.check(outside)


def test_a_range_can_be_asked_for_on_a_leap_day(time_machine):
    time_machine.move_to(datetime(2028, 2, 29, 12, tzinfo=UTC))
    assert event_days().last == date(2033, 2, 28)


# --- Services -----------------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("day", SLIPS)
def test_a_forum_of_another_age_is_refused(day: date):
    forum = ForumFactory()
    values = {"title": TITLE, "starts_date": day, "ends_date": day}
    with pytest.raises(DayOutOfRange):
        create_forum(values=values)
    with pytest.raises(DayOutOfRange):
        update_forum(forum=forum, expected_version=1, values=values, slug=forum.slug)


@pytest.mark.django_db
def test_a_forum_lasts_a_month_at_most():
    first = clock.now().date()
    for days in (31, 32):
        values = {"title": TITLE, "starts_date": first, "ends_date": first + timedelta(days=days - 1)}
        if days == 31:
            assert create_forum(values=values).days.count() == 31
        else:
            with pytest.raises(ForumTooLong):
                create_forum(values=values)


@pytest.mark.django_db
@pytest.mark.parametrize("day", SLIPS)
def test_a_post_of_another_age_is_refused(day: date):
    for post in ({"title": TITLE, "since": day}, {"title": TITLE, "until": day}):
        with pytest.raises(DayOutOfRange):
            save_person(values={"name": TITLE}, posts=[post])


@pytest.mark.django_db
@pytest.mark.parametrize("day", [*SLIPS, date(2025, 12, 31), date(2028, 1, 1)])
def test_a_stage_outside_its_season_is_refused(day: date):
    season = SeasonFactory(year=2027)
    inside = date(2027, 5, 1)
    for first, last in ((day, inside), (inside, day), (day, day)):
        with pytest.raises(StageOutsideSeason):
            season_services.set_stages(
                season=season,
                expected_version=1,
                stages=[{"title": TITLE, "starts_date": first, "ends_date": last}],
            )


@pytest.mark.django_db
def test_a_season_keeps_to_the_year_of_its_stages():
    stage = StageFactory(season=SeasonFactory(year=2027), starts_date=date(2026, 7, 1), ends_date=date(2027, 2, 1))
    with pytest.raises(StageOutsideSeason):
        season_services.save_season(season=stage.season, expected_version=1, values={"year": 2029, "title": TITLE})


@pytest.mark.django_db
@pytest.mark.parametrize("day", SLIPS)
def test_a_slot_or_a_rule_of_another_age_is_refused(day: date):
    slot, today = SlotFactory(), clock.now().date()
    start = datetime.combine(day, datetime.min.time().replace(hour=10))
    plan = Plan(today, today + timedelta(days=7), range(7), [start.time()], [], 5)
    rule, _made = create_rule(tour=slot.tour, plan=plan)
    for outside in (Plan(day, plan.to_date, *_rest(plan)), Plan(plan.from_date, day, *_rest(plan))):
        for service in (
            lambda outside=outside: create_rule(tour=TourFactory(), plan=outside),
            lambda outside=outside: update_rule(rule=rule, plan=outside, expected_version=ANY_VERSION),
            lambda outside=outside: preview_rule(tour=slot.tour, plan=outside),
        ):
            with pytest.raises(DayOutOfRange):
                service()
    with pytest.raises(DayOutOfRange):
        add_slot(tour=slot.tour, local_start=start, capacity=5)
    with pytest.raises(DayOutOfRange):
        move_slot(slot=slot, local_start=start)


def _rest(plan: Plan) -> tuple:
    return plan.weekdays, plan.times, plan.except_dates, plan.capacity


def test_birth_date_of_today_further_east_is_accepted(time_machine):
    time_machine.move_to(datetime(2026, 3, 1, 23, tzinfo=UTC), tick=False)

    assert date(2026, 3, 2) in birth_days()
    assert date(2026, 3, 3) not in birth_days()


def test_validator_refuses_what_lies_outside_and_is_one_with_its_like():
    within = Within(career_days)

    within(date(1950, 1, 1))
    with pytest.raises(ValidationError) as refused:
        within(date(1949, 12, 31))
    assert refused.value.code == "out_of_range"
    # Migrations compare validators: one that only looks different would be a change of the column.
    assert (within == Within(career_days), within == Within(birth_days), within == career_days) == (True, False, False)
    assert len({within, Within(career_days), Within(birth_days)}) == 2


# --- Addresses ----------------------------------------------------------------------------------------------------

ODD = ["", "9999-12-31", "0001-01-01", "1999-12-31", "2101-01-01", "2026-13-01", "2026-2-1", "2026-02-30", "x" * 10,
       "20261215", "٢٠٢٦-١٢-١٥", "-026-12-15", "2026-12-15T10"]  # fmt: skip


@pytest.mark.parametrize("text", [*ODD, None])
def test_an_odd_day_of_an_address_is_none(text: str | None):
    assert read_day(text) is None
    assert read_month(text and text[:7]) in (None, date(2026, 2, 1), date(2026, 12, 1))


def test_a_day_and_a_month_of_an_address_are_read():
    assert read_day("2026-12-15") == date(2026, 12, 15)
    assert read_month("2026-12") == date(2026, 12, 1)

    assert read_day("20261215") is None
    for text in ("2026-1", "202612", "2026-12-15", ""):
        assert read_month(text) is None


@pytest.mark.django_db
@pytest.mark.parametrize("text", ODD)
def test_pages_that_read_a_day_take_any(client, text: str):
    slot = SlotFactory()
    session = SessionFactory()
    client.force_login(UserFactory(organizer=True))
    addresses = [
        f"{slot.tour.get_absolute_url()}?date={text}",
        f"{slot.tour.get_absolute_url()}?month={text[:7]}",
        f"{reverse('catalogue:tours')}?date_from={text}&date_to={text}",
        f"{reverse('forum:organizer_session_new', args=[session.forum.slug])}?day={text}&time={text}",
    ]
    assert [client.get(address).status_code for address in addresses] == [200] * len(addresses)


@pytest.mark.parametrize("day", [date(2027, 3, 1), date(2027, 3, 7)])
def test_week_begins_on_its_monday(day: date):
    assert monday_of(day) == date(2027, 3, 1)


def test_moment_falls_on_another_day_in_another_zone():
    moment = datetime(2027, 3, 1, 21, 30, tzinfo=UTC)

    assert day_at(ZoneInfo("Europe/Kaliningrad"), moment) == date(2027, 3, 1)
    assert day_at(ZoneInfo("Europe/Moscow"), moment) == date(2027, 3, 2)
