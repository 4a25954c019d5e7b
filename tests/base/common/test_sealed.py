"""Retiring a key of IDENTITY_KEYS: everything that lies under it moves, and nothing is lost on the way."""

import base64
import inspect
import io
import os
import re
import sys
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.core.management import CommandError, call_command
from django.db import connection

from accelerator.base.common import sealed
from accelerator.base.common.hooks import sealed_rows
from tests.base.accounts.keys import with_passkey
from tests.cluster import ROOT
from tests.factories.accounts import UserFactory
from tests.factories.booking import consent_text, held_order
from tests.factories.tours import RequirementsFactory, SlotFactory, TourFactory
from tours.booking.models import VisitorIdentity
from tours.booking.requirement_checks import VisitorDetails
from tours.booking.services.confirmations import ConsentGiven, confirm
from tours.booking.services.identities import erase_identities, read_passes
from tours.booking.services.people import Contact
from tours.models import Slot

pytestmark = pytest.mark.django_db
SECRET = "JBSWY3DPEHPK3PXP"


def key(name: str) -> str:
    return f"{name}:{base64.b64encode(os.urandom(32)).decode()}"


OLD, NEW = key("the-old-one"), key("the-new-one")
# How the old key's name begins what it wraps: as bytes, or (three bytes to four characters) in base64.
MARKS = [b"the-old-one:", base64.urlsafe_b64encode(b"the-old-one:")]


@pytest.fixture
def slot() -> Slot:
    tour = TourFactory(published=True, requirements=None)
    RequirementsFactory(tour=tour, pass_office_data=["full_name", "document_number"])
    return SlotFactory(tour=tour, capacity=30, days_ahead=10)


@pytest.fixture
def house(settings: Any, slot: Slot) -> Any:
    """A person's document, an app's secret, recovery codes made and brought along, and a passkey, under the old key."""
    settings.IDENTITY_KEYS = [OLD]
    book(slot, "4510 000001")
    user, other = UserFactory(), UserFactory()
    TOTP.activate(user, SECRET)
    RecoveryCodes.activate(user)
    with_passkey(user)
    Authenticator.objects.create(
        user=other,
        type=Authenticator.Type.RECOVERY_CODES,
        data={"migrated_codes": [get_adapter().encrypt("brought-1"), get_adapter().encrypt("brought-2")]},
    )
    settings.IDENTITY_KEYS = [NEW, OLD]
    return settings


def book(slot: Slot, number: str) -> None:
    confirm(
        order=held_order(slot),
        contact=Contact(name="Анна Белова", email="anna@example.org"),
        visitors=[VisitorDetails("Анна Белова", 40, identity={"document_number": number})],
        consent=ConsentGiven(text=consent_text(), ip_address=None),
    )


def rewrap(*arguments: str) -> str:
    out = io.StringIO()
    call_command("rewrap_keys", *arguments, stdout=out, stderr=out)
    return out.getvalue()


def places_under_the_old_key() -> set[str]:
    """Every table that holds something wrapped by the old key, in whatever column."""
    found = set()
    with connection.cursor() as cursor:
        cursor.execute("SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema()")
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - a name that PostgreSQL gave
            for row in cursor.fetchall():
                values = [bytes(value) if isinstance(value, memoryview) else str(value).encode() for value in row]
                if any(mark in value for mark in MARKS for value in values):
                    found.add(table)
    return found


def secrets_that_open() -> dict[str, list[str]]:
    apps = Authenticator.objects.filter(type=Authenticator.Type.TOTP)
    codes = Authenticator.objects.filter(type=Authenticator.Type.RECOVERY_CODES).order_by("pk")
    return {
        "apps": [get_adapter().decrypt(app.data["secret"]) for app in apps],
        "codes": [code for row in codes for code in row.wrap().get_unused_codes()],
    }


def test_nothing_is_left_under_the_old_key_and_everything_opens(house: Any, slot: Slot) -> None:
    registered = {kind.rows().model._meta.db_table for kind in sealed_rows.ask()}
    assert places_under_the_old_key() == registered
    before = secrets_that_open()

    output = rewrap()

    assert places_under_the_old_key() == set()
    assert "Everything is under key the-new-one: the other keys can be removed." in output
    house.IDENTITY_KEYS = [NEW]  # the old one is gone
    assert [visitor.identity for visitor in read_passes(slot=slot, reader=UserFactory())] == [
        {"document_number": "4510 000001"}
    ]
    assert secrets_that_open() == before
    assert before["apps"] == [SECRET]
    assert before["codes"][-2:] == ["brought-1", "brought-2"]


def test_every_module_that_seals_is_registered() -> None:
    """A module that makes wrapped keys is one whose rows can be moved."""
    seals = {
        path.resolve()
        for room in ("accelerator", "tours", "regions")
        for path in (ROOT / room).rglob("*.py")
        if re.search(r"\bnew_person_key\(", path.read_text()) and path.name != "encryption.py"
    }
    registers = {Path(inspect.getfile(sys.modules[kind.rewrap.__module__])).resolve() for kind in sealed_rows.ask()}

    assert len(seals) == 2
    assert seals == registers


def test_only_looking_changes_nothing_and_says_what_is_left(house: Any) -> None:
    before = places_under_the_old_key()

    with pytest.raises(CommandError, match="4 are still under a key other than the-new-one"):
        rewrap("--check")

    assert places_under_the_old_key() == before


def test_interrupted_it_goes_on_where_it_stopped(house: Any, slot: Slot, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(2, 6):
        house.IDENTITY_KEYS = [OLD]
        book(slot, f"4510 00000{number}")
    house.IDENTITY_KEYS = [NEW, OLD]
    monkeypatch.setattr(sealed, "BATCH", 2)
    identities = next(kind for kind in sealed_rows.ask() if kind.label == "identity data")
    seen: list[int] = []

    def dying(row: VisitorIdentity) -> None:
        if len(seen) == 3:
            raise KeyboardInterrupt
        seen.append(row.pk)
        identities.rewrap(row)

    with pytest.raises(KeyboardInterrupt):
        sealed.rewrap_rows(
            sealed.SealedRows("dying", rows=identities.rows, wrapped_keys=identities.wrapped_keys, rewrap=dying)
        )
    assert sealed.key_usage(identities) == {"the-new-one": 2, "the-old-one": 3}  # whole batches only

    assert sealed.rewrap_rows(identities) == sealed.Rewrapped(moved=3, broken=[])
    assert sealed.key_usage(identities) == {"the-new-one": 5}
    assert sealed.rewrap_rows(identities) == sealed.Rewrapped(moved=0, broken=[])


def test_what_cannot_be_opened_is_named_and_stops_no_other(house: Any, slot: Slot) -> None:
    house.IDENTITY_KEYS = [key("lost")]
    book(slot, "4510 000002")
    house.IDENTITY_KEYS = [OLD]
    book(slot, "4510 000003")
    changed = VisitorIdentity.objects.latest("pk")
    changed.sealed = bytes(changed.sealed)[:-1] + bytes([bytes(changed.sealed)[-1] ^ 1])
    changed.save(update_fields=["sealed"])
    house.IDENTITY_KEYS = [NEW, OLD]
    lost = VisitorIdentity.objects.order_by("pk")[1]

    out = io.StringIO()
    with pytest.raises(CommandError, match="2 are still under a key other than"):
        call_command("rewrap_keys", stdout=out, stderr=out)

    assert f"identity data: cannot be opened: {lost.pk}, {changed.pk}" in out.getvalue()
    assert "1 under key lost, which IDENTITY_KEYS does not hold" in out.getvalue()
    assert "second steps: 3 moved" in out.getvalue()


def test_erased_data_stay_erased(house: Any) -> None:
    VisitorIdentity.objects.update(erase_at="2020-01-01T00:00Z")
    erase_identities()

    rewrap()

    assert VisitorIdentity.objects.get().wrapped_key is None
