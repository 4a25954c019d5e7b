"""Who wants to hear of a tour's dates."""

from tests.constraints.proofs import Proof, Values, one
from tests.factories.alerts import asked_alert, waiting_alert
from tests.factories.tours import TourFactory


def two_of_a_tour() -> Values:
    first = asked_alert()
    second = asked_alert(first.tour, email="petr@example.org")
    return {"id": second.pk, "email": first.email}


PROOFS = {
    "alerts_datealert_once": Proof(
        two_of_a_tour,
        "UPDATE alerts_datealert SET (email, done_at) = ({}) WHERE id = %(id)s",
        ["'', now()", "'anna@example.org', NULL"],
        ["%(email)s, NULL", "upper(%(email)s), NULL"],
    ),
    "alerts_datealert_done_is_erased": Proof(
        one(asked_alert),
        "UPDATE alerts_datealert SET (email, done_at) = ({}) WHERE id = %(id)s",
        ["'', now()", "'anna@example.org', NULL"],
        ["'anna@example.org', now()", "'', NULL"],
    ),
    "alerts_datealert_planned_once_confirmed": Proof(
        one(waiting_alert),
        "UPDATE alerts_datealert SET (confirmed_at, planned_at, expires_at) = ({}, asked_at) WHERE id = %(id)s",
        ["confirmed_at, now()", "confirmed_at, NULL", "NULL, NULL"],
        ["NULL, now()"],
    ),
    "alerts_datealert_lives_180_days": Proof(
        one(waiting_alert),
        "UPDATE alerts_datealert SET expires_at = confirmed_at + {} WHERE id = %(id)s",
        ["interval '180 days'"],
        ["interval '180 days 1 second'"],
    ),
    "alerts_datealert_tour_of_enterprise": Proof(
        lambda: {"id": asked_alert().pk, "other": TourFactory().enterprise_id},
        "UPDATE alerts_datealert SET enterprise_id = {} WHERE id = %(id)s",
        ["enterprise_id"],
        ["%(other)s"],
    ),
}
