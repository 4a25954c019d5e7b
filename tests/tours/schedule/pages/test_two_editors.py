"""Two people change one weekly rule at once: what the second would save is shown beside what the first has."""

import pytest

from tests.editors import differences, opened, saved_on_top
from tests.tours.schedule.pages.pages import ahead, url
from tests.tours.schedule.pages.test_weekly_rules import made_rule
from tours.models import ScheduleRule
from tours.schedule.services.rules import end_rule

pytestmark = pytest.mark.django_db


def test_second_editor_of_a_rule_sees_both_and_can_save_on_top(client, tour):
    rule = made_rule(tour)
    address = url("rule", tour.enterprise, rule.uuid)
    seen = opened(client, address)

    assert client.post(address, {**seen, "capacity": "20", "create": "1"}).status_code == 302
    response = client.post(address, {**seen, "weekdays": ["0", "1"], "create": "1"})

    assert response.status_code == 409
    assert ScheduleRule.objects.get().capacity == 20
    shown = differences(response)
    assert shown["Мест в сеансе"] == ("20", "15")
    assert shown["Дни недели"] == (
        "Понедельник, Вторник, Среда, Четверг, Пятница, Суббота, Воскресенье", "Понедельник, Вторник",
    )  # fmt: skip
    assert saved_on_top(client, address, response, create="1").status_code == 302
    assert (ScheduleRule.objects.get().capacity, ScheduleRule.objects.get().weekdays) == (15, [0, 1])


def test_rule_that_somebody_else_ends_does_not_go_on_unseen(client, tour):
    rule = made_rule(tour)
    address = url("rule", tour.enterprise, rule.uuid)
    seen = opened(client, address)
    end_rule(rule=rule, last_date=ahead(5))

    response = client.post(address, {**seen, "capacity": "20", "create": "1"})

    assert (response.status_code, ScheduleRule.objects.get().to_date) == (409, ahead(5))
