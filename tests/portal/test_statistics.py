"""What the database remembers of people for its planner: nothing."""

import pytest
from django.apps import apps
from django.db import connection, models
from phonenumber_field.modelfields import PhoneNumberField

from accelerator.base.accounts.models import Consent, User
from accelerator.base.notifications.models import Message
from accelerator.embedded.addresses import OWNER_ROLE
from tests import cluster
from tours.alerts.models import DateAlert
from tours.booking.models import OrderContact, Visitor, VisitorIdentity

# Tables of people: all that is written about one is theirs, but for words out of a list.
PEOPLE = {
    User, Consent, OrderContact, Visitor, VisitorIdentity,
    *(apps.get_model(name) for name in ("account.EmailAddress", "usersessions.UserSession", "sessions.Session",
                                        "socialaccount.SocialAccount", "mfa.Authenticator")),
}  # fmt: skip
WRITTEN = (models.CharField, models.TextField, models.JSONField, models.GenericIPAddressField, models.BinaryField)
# What says nothing of anybody.
NOT_OF_A_PERSON = {"language", "provider", "type", "role", "filled"}
ELSEWHERE = {
    (Message, "recipient"), (Message, "body"), (DateAlert, "email"),
    (apps.get_model("enterprises.Invitation"), "email"),
}  # fmt: skip

COLUMNS = sorted(
    {
        (model._meta.db_table, field.column)
        for model in PEOPLE
        for field in model._meta.local_fields
        if isinstance(field, WRITTEN) and field.name not in NOT_OF_A_PERSON
    }
    | {(model._meta.db_table, name) for model, name in ELSEWHERE}
)


OF_A_PERSON = (models.EmailField, models.GenericIPAddressField, PhoneNumberField)
PUBLISHED = {("enterprises_enterprise", "email")}  # an enterprise's own, printed on its page


def test_whatever_is_somebodys_by_its_type_is_listed():
    found = {
        (model._meta.db_table, field.column)
        for model in apps.get_models()
        for field in model._meta.local_fields
        if isinstance(field, OF_A_PERSON)
    }

    assert found - PUBLISHED <= set(COLUMNS)


@pytest.mark.parametrize(("table", "column"), COLUMNS)
@pytest.mark.django_db
def test_column_of_people_is_not_sampled(table: str, column: str):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT attstattarget FROM pg_attribute WHERE attrelid = %s::regclass AND attname = %s", [table, column]
        )
        assert cursor.fetchone() == (0,)


@pytest.mark.django_db
def test_index_over_a_column_of_people_is_not_sampled_either():
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT indexrelid::regclass::text, attname FROM pg_index JOIN pg_attribute ON attrelid = indexrelid
            WHERE indrelid = ANY(%s::regclass[]) AND indkey[attnum - 1] = 0 AND attstattarget IS DISTINCT FROM 0
            """,
            [sorted({table for table, _column in COLUMNS})],
        )
        assert cursor.fetchall() == []


def test_statistics_hold_no_name(django_db_setup: None):
    """As autovacuum would: many rows, analyzed by the owner, looked at by the superuser."""
    canaries = [f"Канарейкина-{number % 7}" for number in range(500)]
    database = connection.settings_dict["NAME"]
    with cluster.client().superuser(database) as owner, owner.transaction(force_rollback=True):
        owner.execute(f"SET LOCAL ROLE {OWNER_ROLE}")
        owner.execute("CREATE TEMP TABLE plain (name text)")
        with owner.cursor() as cursor:
            cursor.executemany("INSERT INTO plain VALUES (%s)", [(name,) for name in canaries])
            cursor.executemany(
                "INSERT INTO accounts_user (password, is_superuser, uuid, email, name, language, is_organizer,"
                " is_staff, is_active, joined_at)"
                " VALUES ('x', false, gen_random_uuid(), %s, %s, 'ru', false, false, true, now())",
                [(f"{name}{number}@example.org", name) for number, name in enumerate(canaries)],
            )
        owner.execute("ANALYZE plain, accounts_user")
        # The owner sees the statistics of its own tables.
        sampled = owner.execute(
            "SELECT tablename, attname FROM pg_stats"
            " WHERE concat(most_common_vals, histogram_bounds) LIKE '%Канарейкина%'"
        ).fetchall()
    assert sampled == [("plain", "name")]  # the test would see it
