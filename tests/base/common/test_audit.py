"""Audit rows: written by the application, never changed, gone after three years."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import ProgrammingError, connection, transaction
from django.utils import timezone

from accelerator.base.accounts.models import Consent, User
from accelerator.base.accounts.services import delete_account, remove_person
from accelerator.base.common.tasks import purge_audit
from accelerator.embedded.addresses import APP_ROLE
from tests.factories.accounts import UserFactory
from tests.factories.booking import confirmed_order, consent_text
from tests.factories.tours import SlotFactory
from tours.booking.models import IdentityReading
from tours.booking.services.identities import read_passes

pytestmark = pytest.mark.django_db

# The audit tables, and beside them what a person agreed to, and that they did.
WRITTEN_ONCE = ["accounts_consent", "accounts_consenttext", "booking_identityreading", "django_admin_log"]
# What may still happen to a consent: it is withdrawn, and its person and their address are forgotten.
CHANGES_OF_CONSENT = {"withdrawn_at", "ip_address", "user_id"}


def logged(user: User) -> LogEntry:
    row = LogEntry(
        user=user, content_type=ContentType.objects.get_for_model(User), object_id="7", object_repr=user.email,
        action_flag=CHANGE, change_message="[]",
    )  # fmt: skip
    row.save()
    return row


def fill() -> None:
    slot = SlotFactory()
    read_passes(slot=slot, reader=UserFactory())
    confirmed_order(slot)
    logged(UserFactory())


def run(statement: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize("table", WRITTEN_ONCE)
def test_application_changes_and_deletes_no_row(table: str):
    fill()
    [model] = [model for model in apps.get_models() if model._meta.db_table == table]
    assert model._default_manager.exists()
    columns = {field.column for field in model._meta.local_fields} - (
        CHANGES_OF_CONSENT if "consent" in table else set()
    )
    statements = [f"UPDATE {table} SET {column} = {column}" for column in sorted(columns)]  # noqa: S608 - our own words

    for statement in (*statements, f"DELETE FROM {table}", f"DELETE FROM {table} WHERE false"):  # noqa: S608
        with pytest.raises(ProgrammingError, match="permission denied"):
            run(statement)


def test_tables_of_evidence_are_all_that_the_application_may_not_change(django_db_setup: None):
    """Whatever else is written once, such as the releases of a programme, a trigger keeps."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
            " AND NOT has_table_privilege(%s, oid, 'DELETE')",
            [APP_ROLE],
        )
        assert sorted(name for (name,) in cursor.fetchall()) == WRITTEN_ONCE


def test_rows_go_after_three_years_and_not_before():
    fill()
    old = timezone.now() - timedelta(days=3 * 366)
    young = timezone.now() - timedelta(days=3 * 365 - 1)
    reader = UserFactory()
    for moment in (old, young):
        slot = SlotFactory()
        IdentityReading.objects.create(
            enterprise=slot.enterprise, slot=slot, reader=reader, read_at=moment, people=1
        )  # fmt: skip
        row = logged(reader)
        assert row.action_time
    LogEntry(user=reader, action_time=old, object_id="8", object_repr="", action_flag=CHANGE).save()

    assert purge_audit() == 2
    assert not IdentityReading.objects.filter(read_at=old).exists()
    assert IdentityReading.objects.filter(read_at=young).exists()
    assert not LogEntry.objects.filter(object_id="8").exists()


def test_audit_outlives_the_account_and_names_nobody():
    slot = SlotFactory()
    reader = UserFactory(email="canary@example.org", name="Канарейкина")
    read_passes(slot=slot, reader=reader)
    row = logged(reader)
    pk = reader.pk

    delete_account(user=reader, typed_email=reader.email)

    assert not User.objects.filter(pk=pk).exists()
    assert IdentityReading.objects.get().reader_id == pk
    row.refresh_from_db()
    assert (row.user_id, row.object_repr) == (pk, "#7")


def test_slot_goes_and_its_readings_stay():
    slot = SlotFactory()
    read_passes(slot=slot, reader=UserFactory())
    pk = slot.pk

    slot.delete()

    assert IdentityReading.objects.get().slot_id == pk


def test_address_of_a_consent_goes_with_the_account():
    user = UserFactory()
    Consent.objects.create(
        text=consent_text(), user=user, given_at=timezone.now(), ip_address="192.0.2.7", language="ru"
    )  # fmt: skip

    remove_person(user=user)

    kept = Consent.objects.get()
    assert (kept.ip_address, kept.user) == (None, None)


@pytest.mark.parametrize(
    "function", ["audit_protect('accounts_user', 'joined_at')", "audit_unprotect('accounts_user')"]
)
def test_application_cannot_make_a_way_to_delete(function: str):
    with pytest.raises(ProgrammingError, match="permission denied"):
        run(f"SELECT {function}")
