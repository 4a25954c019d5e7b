"""What the database itself refuses, past the ORM: every named constraint of our own apps is proven."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import Model
from django.utils import translation

from accelerator.base.common.transactions import ConstraintRefused, atomic
from tests.constraints import accounts, alerts, booking, enterprises, favourites, forum, portal, routes, search, tours
from tests.constraints.proofs import refused, written
from tests.factories.booking import held_order
from tests.factories.enterprises import AlbumFactory, SiteFactory
from tests.factories.forum import HallFactory, TrackFactory
from tests.factories.tours import SlotFactory, TourFactory, VisitorCategoryFactory
from tours.booking.models import Booking

pytestmark = pytest.mark.django_db

TESTS = Path(__file__).parent.parent
PROOFS = (
    accounts.PROOFS
    | enterprises.PROOFS
    | tours.PROOFS
    | routes.PROOFS
    | booking.PROOFS
    | alerts.PROOFS
    | favourites.PROOFS
    | forum.PROOFS
    | portal.PROOFS
    | search.PROOFS
)


def held_booking() -> Booking:
    return held_order().bookings.get()


# What the walls between two enterprises, and between two forums, lean on: the row's id together with whose it is.
KEYS: dict[str, Callable[[], Model]] = {
    "enterprises_album_of_enterprise": AlbumFactory,
    "enterprises_site_of_enterprise": SiteFactory,
    "tours_tour_of_enterprise": TourFactory,
    "tours_visitorcategory_of_enterprise": VisitorCategoryFactory,
    "tours_schedulerule_of_enterprise": tours.weekly_rule,
    "tours_slot_of_enterprise": SlotFactory,
    "booking_booking_of_enterprise": held_booking,
    "forum_hall_of_forum": HallFactory,
    "forum_track_of_forum": TrackFactory,
}

ELSEWHERE = {
    "forum/test_constraints.py": {
        "forum_day_once", "forum_forum_coordinates_whole", "forum_forum_ends_after_start", "forum_forumperson_once",
        "forum_hall_has_seats", "forum_personpost_until_after_since", "forum_release_number_once",
        "forum_session_hall_of_forum", "forum_session_minutes_sane", "forum_session_on_a_day_of_forum",
        "forum_session_time_whole", "forum_session_tour_only_of_tours", "forum_session_track_of_forum",
        "forum_sessionrole_once", "forum_track_slug_once",
    },
    "base/notifications/test_services.py": {
        "notifications_message_claim_has_time", "notifications_message_finished_has_no_body",
        "notifications_message_sent_has_time", "notifications_message_uncomposed_has_recipient",
        "notifications_message_waiting_has_recipient",
    },
    "seasons/test_constraints.py": {
        "seasons_season_year_sane", "seasons_seasonregion_once", "seasons_stage_ends_after_start",
    },
    "tours/booking/test_holds.py": {
        "booking_attendance_booking_of_enterprise", "booking_booking_cancelled_has_time", "booking_booking_has_seats",
        "booking_booking_only_holds_expire", "booking_booking_slot_of_enterprise", "booking_order_somebody_comes",
        "booking_order_confirmed_with_consent", "booking_visitor_age_sane", "tours_slot_never_oversold",
        "tours_slot_tour_of_enterprise", "tours_tour_site_of_enterprise", "tours_visitorcategory_tour_of_enterprise",
    },
}  # fmt: skip


@pytest.mark.parametrize("name", PROOFS)
def test_database_refuses(name):
    proof = PROOFS[name]
    values = proof.rows()
    for words in proof.accepted:
        assert written(proof.statement.format(words), values) > 0, words
    for words in proof.refused:
        assert refused(proof.statement.format(words), values) == name, words


@pytest.mark.parametrize("name", PROOFS)
def test_a_service_refuses_in_words_what_the_database_refuses(name):
    proof = PROOFS[name]
    values = proof.rows()
    for words in proof.refused:
        texts = {}
        for language in ("ru", "en"):
            with translation.override(language), pytest.raises(ConstraintRefused) as refusal:
                atomic(written)(proof.statement.format(words), values)
            texts[language] = str(refusal.value)
        assert refusal.value.constraint == name
        assert texts["ru"] != texts["en"]
        assert name not in texts["en"]


@pytest.mark.parametrize("name", KEYS)
def test_walls_have_their_key(name):
    """The primary key would refuse a copy first, so the key is asked by its name: it finds the row, by both columns."""
    row = KEYS[name]()
    table, owner = row._meta.db_table, f"{name.rpartition('_')[2]}_id"
    columns = [field.column for field in row._meta.local_concrete_fields if not field.generated]

    def copied(owned_by: str) -> str:
        values = [owned_by if column == owner else column for column in columns]
        return (
            f"INSERT INTO {table} ({', '.join(columns)}) SELECT {', '.join(values)}"  # noqa: S608 - our own words
            f" FROM {table} WHERE id = %(id)s ON CONFLICT ON CONSTRAINT {name} DO NOTHING"
        )

    assert written(copied(owner), {"id": row.pk}) == 0
    assert refused(copied(f"{owner} + 1"), {"id": row.pk}) == f"{table}_pkey"


def our_models() -> list[type[Model]]:
    ours = {"accelerator", "regions", "tours"}
    return [model for model in apps.get_models() if model.__module__.partition(".")[0] in ours]


def declared() -> set[str]:
    return {constraint.name for model in our_models() for constraint in model._meta.constraints}


def found() -> set[str]:
    """What stands on our tables, but for what a field brings along itself (`unique=True`, no number below 0)."""
    fields = [(model._meta.db_table, field.column) for model in our_models() for field in model._meta.local_fields]
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT conname FROM pg_constraint
            WHERE conrelid = ANY(%(tables)s::regclass[])
              AND (contype IN ('c', 'u', 'x') OR (contype = 'f' AND cardinality(conkey) > 1))
            UNION
            SELECT relname FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
            WHERE indrelid = ANY(%(tables)s::regclass[]) AND indisunique AND NOT indisprimary
            """,
            {"tables": sorted({table for table, _column in fields})},
        )
        names = {name for (name,) in cursor.fetchall()}
    return names - {f"{table}_{column}_{kind}" for table, column in fields for kind in ("check", "key")}


def test_every_named_constraint_is_proven():
    assert declared() | found() == PROOFS.keys() | KEYS.keys() | set().union(*ELSEWHERE.values())


@pytest.mark.parametrize("module", ELSEWHERE)
def test_what_is_proven_elsewhere_stands_there(module):
    text = (TESTS / module).read_text()
    assert {name for name in ELSEWHERE[module] if f'"{name}"' not in text} == set()
