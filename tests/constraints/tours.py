"""Tours, their slots and the weekly rules that make them."""

from accelerator.base.common import clock
from tests.constraints.enterprises import albums_of
from tests.constraints.proofs import Proof, Values, one
from tests.factories.enterprises import SiteFactory
from tests.factories.tours import RequirementsFactory, SlotFactory, TourFactory, VisitorCategoryFactory, local_day
from tours.models import ScheduleRule, Tour, VisitRequirements


def requirements() -> VisitRequirements:
    return RequirementsFactory(tour=TourFactory(requirements=None))


def weekly_rule(tour: Tour | None = None) -> ScheduleRule:
    tour = tour or TourFactory()
    today = clock.now().date()
    return ScheduleRule.objects.create(
        enterprise=tour.enterprise, tour=tour, from_date=today, to_date=today, weekdays=[0], times=["10:00"], capacity=5
    )


def rule() -> Values:
    made = weekly_rule()
    return {"id": made.pk, "own_tour": TourFactory(site=made.tour.site).pk, "other_tour": TourFactory().pk}


def slot_and_another_enterprise() -> Values:
    """A slot with what else belongs to its enterprise, and what belongs to another."""
    own, other = SlotFactory(), SlotFactory()
    return {
        "id": own.pk, "enterprise": own.enterprise_id, "other_slot": other.pk,
        "own_site": SiteFactory(enterprise=own.enterprise).pk, "other_site": other.site_id,
        "own_rule": weekly_rule(own.tour).pk, "other_rule": weekly_rule(other.tour).pk,
    }  # fmt: skip


def two_slots_of_a_rule() -> Values:
    made = weekly_rule()
    first, second = (
        SlotFactory(tour=made.tour, days_ahead=day, rule=made, planned_start=local_day("Europe/Moscow", day))
        for day in (2, 3)
    )
    return {"first": first.pk, "second": second.pk}


PROOFS = {
    "tours_tour_album_of_enterprise": Proof(
        lambda: albums_of(TourFactory()),
        "UPDATE tours_tour SET album_id = {} WHERE id = %(id)s",
        ["%(own_album)s", "NULL"],
        ["%(other_album)s", "%(nobodys_album)s"],
    ),
    "tours_tour_party_sane": Proof(
        one(TourFactory),
        "UPDATE tours_tour SET (party_min, party_max) = ({}) WHERE id = %(id)s",
        ["1, 1", "5, 9"],
        ["0, 9", "5, 4"],
    ),
    "tours_tour_duration_sane": Proof(
        one(TourFactory),
        "UPDATE tours_tour SET duration_minutes = {} WHERE id = %(id)s",
        ["10", "720"],
        ["9", "721"],
    ),
    "tours_tour_capacity_sane": Proof(
        one(TourFactory), "UPDATE tours_tour SET capacity = {} WHERE id = %(id)s", ["1", "500"], ["0", "501"]
    ),
    "tours_visitorcategory_ages_sane": Proof(
        one(VisitorCategoryFactory),
        "UPDATE tours_visitorcategory SET (min_age, max_age) = ({}) WHERE id = %(id)s",
        ["NULL, 17", "18, NULL", "18, 18"],
        ["18, 17"],
    ),
    "tours_visitrequirements_ages_sane": Proof(
        one(requirements),
        "UPDATE tours_visitrequirements SET (min_age, max_age) = ({}) WHERE id = %(id)s",
        ["NULL, 17", "18, NULL", "18, 18"],
        ["18, 17"],
    ),
    "tours_visitrequirements_group_sane": Proof(
        one(requirements),
        "UPDATE tours_visitrequirements SET (group_min, group_max) = ({}) WHERE id = %(id)s",
        ["NULL, 9", "10, NULL", "10, 10"],
        ["10, 9"],
    ),
    "tours_schedulerule_tour_of_enterprise": Proof(
        rule,
        "UPDATE tours_schedulerule SET tour_id = {} WHERE id = %(id)s",
        ["%(own_tour)s"],
        ["%(other_tour)s"],
    ),
    "tours_schedulerule_dates_sane": Proof(
        rule, "UPDATE tours_schedulerule SET to_date = from_date + {} WHERE id = %(id)s", ["0"], ["-1"]
    ),
    "tours_schedulerule_capacity_sane": Proof(
        rule, "UPDATE tours_schedulerule SET capacity = {} WHERE id = %(id)s", ["1", "500"], ["0", "501"]
    ),
    "tours_slot_site_of_enterprise": Proof(
        slot_and_another_enterprise,
        "UPDATE tours_slot SET site_id = {} WHERE id = %(id)s",
        ["%(own_site)s"],
        ["%(other_site)s"],
    ),
    "tours_slot_rule_of_enterprise": Proof(
        slot_and_another_enterprise,
        "UPDATE tours_slot SET (planned_start, rule_id) = (local_start, {}) WHERE id = %(id)s",
        ["%(own_rule)s"],
        ["%(other_rule)s"],
    ),
    "tours_slot_of_rule_knows_its_place": Proof(
        slot_and_another_enterprise,
        "UPDATE tours_slot SET (rule_id, planned_start) = ({}) WHERE id = %(id)s",
        ["NULL, NULL", "%(own_rule)s, local_start"],
        ["%(own_rule)s, NULL"],
    ),
    "tours_slot_once_by_rule": Proof(
        two_slots_of_a_rule,
        "UPDATE tours_slot SET planned_start = {} WHERE id = %(second)s",
        ["planned_start + interval '1 day'"],
        ["(SELECT planned_start FROM tours_slot WHERE id = %(first)s)"],
    ),
    "tours_slot_capacity_sane": Proof(
        slot_and_another_enterprise, "UPDATE tours_slot SET capacity = {} WHERE id = %(id)s", ["1", "500"], ["0", "501"]
    ),
    "tours_slot_languages_known": Proof(
        slot_and_another_enterprise,
        "UPDATE tours_slot SET languages = {} WHERE id = %(id)s",
        ["NULL", "'{zh}'", "'{ru,en}'"],
        ["'{}'", "'{ru,xx}'"],
    ),
    "tours_schedulerule_languages_known": Proof(
        rule,
        "UPDATE tours_schedulerule SET languages = {} WHERE id = %(id)s",
        ["NULL", "'{zh}'"],
        ["'{}'", "'{xx}'"],
    ),
    "tours_slot_ends_after_start": Proof(
        slot_and_another_enterprise,
        "UPDATE tours_slot SET ends_at = starts_at + interval '{}' WHERE id = %(id)s",
        ["1 second"],
        ["0 seconds", "-1 second"],
    ),
}
