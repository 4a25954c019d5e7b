"""Money, durations and dates in a site's zone, as readers of either language see them."""

from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest
import time_machine
from django.template import Context, Template
from django.utils import translation

from accelerator.base.common import formats
from accelerator.base.common.formats import NBSP

MOMENT = datetime(2026, 12, 19, 7, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _russian():
    with translation.override("ru"):
        yield


@pytest.mark.parametrize(("kopecks", "plain"), [(0, "0.00"), (5, "0.05"), (120_000, "1200.00"), (123_450, "1234.50")])
def test_rubles_as_machines_read_them(kopecks: int, plain: str) -> None:
    assert formats.rubles_plain(kopecks) == plain
    assert formats.rubles_amount(kopecks) == Decimal(plain)
    assert formats.rubles_amount(None) is None


@pytest.mark.parametrize(
    ("kopecks", "ru", "en"),
    [
        (0, "бесплатно", "free"),
        (120000, "1 200 ₽", "1,200 ₽"),
        (99950, "999,50 ₽", "999.50 ₽"),
        (123456700, "1 234 567 ₽", "1,234,567 ₽"),
        (-5000, "−50 ₽", "−50 ₽"),
        (None, "", ""),
    ],
)
def test_rubles(kopecks: int | None, ru: str, en: str) -> None:
    assert formats.rubles(kopecks) == ru.replace(" ", NBSP)
    with translation.override("en"):
        assert formats.rubles(kopecks) == en.replace(" ", NBSP)


@pytest.mark.parametrize(
    ("minutes", "words"), [(90, "1 ч 30 мин"), (45, "45 мин"), (120, "2 ч"), (0, "0 мин"), (None, "")]
)
def test_duration(minutes: int | None, words: str) -> None:
    assert formats.duration(minutes) == words.replace(" ", NBSP)


@time_machine.travel(datetime(2026, 11, 1, tzinfo=UTC))
def test_dates_are_written_in_the_sites_zone() -> None:
    assert formats.local_date(MOMENT, "Asia/Yekaterinburg").replace(NBSP, " ") == "сб, 19 декабря"
    assert formats.local_time(MOMENT, "Asia/Yekaterinburg") == "12:00"
    assert formats.slot_time(MOMENT, "Asia/Yekaterinburg").replace(NBSP, " ") == "сб, 19 декабря, 12:00 (МСК+2)"
    assert formats.slot_time(MOMENT, "Europe/Moscow").replace(NBSP, " ") == "сб, 19 декабря, 10:00"
    with translation.override("en"):
        assert formats.slot_time(MOMENT, "Europe/Kaliningrad").replace(NBSP, " ") == "Sat, 19 December, 09:00 (MSK−1)"


@time_machine.travel(datetime(2026, 11, 1, tzinfo=UTC))
def test_a_date_crosses_midnight_with_its_zone() -> None:
    late = datetime(2026, 12, 19, 20, 0, tzinfo=UTC)
    assert formats.local_date(late, "Asia/Kamchatka").replace(NBSP, " ") == "вс, 20 декабря"


@time_machine.travel(datetime(2026, 11, 1, tzinfo=UTC))
def test_a_date_of_another_year_names_it() -> None:
    assert formats.local_date(date(2027, 1, 9)).replace(NBSP, " ") == "сб, 9 января 2027"
    assert formats.local_time(time(9, 5)) == "09:05"


@time_machine.travel(datetime(2026, 11, 1, tzinfo=UTC))
@pytest.mark.parametrize(
    ("language", "price", "day", "days"),
    [
        ("de", "1.200,50 ₽", "Sa., 19 Dezember", "30 April – 1 Mai 2027"),
        ("zh-hans", "1,200.50 ₽", "周六, 19 十二月", "30 四月 – 1 五月 2027"),
    ],
)
def test_a_further_language_writes_numbers_and_dates_its_own_way(language: str, price: str, day: str, days: str):
    with translation.override(language):
        assert formats.rubles(120_050) == price.replace(" ", NBSP)
        assert formats.local_date(MOMENT, "Europe/Moscow").replace(NBSP, " ") == day
        assert formats.days_until(date(2027, 4, 30), date(2027, 5, 1)).replace(NBSP, " ") == days


@pytest.mark.parametrize(
    ("language", "title", "inner"),
    [
        ("ru", "Завод «Алый пласт»", "Завод „Алый пласт“"),
        ("en", "The “Red Layer” works", "The ‘Red Layer’ works"),
        ("en", "Завод «Алый пласт»", "Завод «Алый пласт»"),
        ("ru", "Литейный завод", "Литейный завод"),
    ],
)
def test_quotation_marks_of_a_title_become_the_inner_ones(language: str, title: str, inner: str) -> None:
    with translation.override(language):
        assert formats.nested(title) == inner
        assert Template("{{ title|nested }}").render(Context({"title": title})) == inner
