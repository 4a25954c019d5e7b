"""What pass offices ask for: sealed at booking, read by few and on record, erased on schedule."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import DateTimeField, ExpressionWrapper, F, Max, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce

from accelerator.base.common import clock, erasures
from accelerator.base.common.encryption import decrypt, encrypt, new_person_key, rewrapped
from accelerator.base.common.sealed import SealedRows
from accelerator.base.common.security_log import Event, record
from accelerator.base.common.transactions import atomic
from tours.booking.models import Attendance, Booking, IdentityReading, Visitor, VisitorIdentity
from tours.booking.querysets import IdentityQuerySet
from tours.models import Slot, VisitRequirements

# After the end of the last leg. People are promised 72 hours; the task that erases runs hourly and may once fail to.
KEPT_FOR = timedelta(hours=70)
IDENTITY_ERASED = "booking.identity_erased"
BATCH = 500


def seal(visitors: Collection[Visitor], identities: Collection[Mapping[str, str]], *, erase_at: datetime) -> None:
    """Store what each visitor's pass office asks for, under a key of this person's own."""
    rows = []
    for visitor, identity in zip(visitors, identities, strict=True):
        if not identity:
            continue
        person = str(visitor.uuid)
        key = new_person_key(person)
        text = encrypt(json.dumps(dict(identity)), wrapped_key=key, person=person, field="identity")
        rows.append(VisitorIdentity(visitor=visitor, wrapped_key=key, sealed=text, erase_at=erase_at))
    VisitorIdentity.objects.bulk_create(rows)


def keep_until_after_the_visit(orders: Collection[int], *, now: datetime) -> None:
    """Keep these orders' identity data until KEPT_FOR after their last leg that is still expected, wherever it was
    moved to; where none is left, erase them at once.

    Changes of a slot call this with the slot locked, so it must not write an order's row: those are locked first
    everywhere else, and the two would wait for each other.
    """
    expected = Booking.objects.expected().filter(order__visitors=OuterRef("visitor")).order_by()
    last = expected.values("order").annotate(ends=Max("slot__ends_at")).values("ends")
    due = ExpressionWrapper(F("ends") + Value(KEPT_FOR), output_field=DateTimeField())
    kept = VisitorIdentity.objects.filter(visitor__order__in=orders, erased_at__isnull=True)
    kept.update(
        erase_at=Coalesce(Subquery(last.annotate(due=due).values("due")), Value(now), output_field=DateTimeField())
    )
    erase(VisitorIdentity.objects.filter(visitor__order__in=orders), now=now)


def erase_identities(*, now: datetime | None = None) -> int:
    """Erase identity data whose time is over, the key with it; returns how many people's."""
    return erase(VisitorIdentity.objects.all(), now=now or clock.now())


def erase(rows: IdentityQuerySet, *, now: datetime) -> int:
    """Erase those of these rows whose time is over, some at a time; returns how many."""
    erased = 0
    while batch := _erase_batch(rows, now):
        erased += batch
    return erased


@atomic
def _erase_batch(rows: IdentityQuerySet, now: datetime) -> int:
    due = rows.to_erase(now).select_for_update(of=("self",), no_key=True).order_by("erase_at")
    people = dict(due.values_list("pk", "visitor__uuid")[:BATCH])
    if people:
        VisitorIdentity.objects.filter(pk__in=people).update(wrapped_key=None, sealed=None, erased_at=now)
        erasures.record(IDENTITY_ERASED, people.values())
    return len(people)


@dataclass(frozen=True)
class Pass:
    """A visitor as the pass office wants to know them; `identity` is by kind of PassData."""

    attendance: Attendance
    identity: Mapping[str, str]
    is_erased: bool = False


@atomic
def read_passes(*, slot: Slot, reader: Any) -> list[Pass]:
    """Everybody expected on the slot with what the pass office asks for; that it was read, and by whom, is recorded."""
    rows = (
        Attendance.objects.filter(booking__in=Booking.objects.expected().filter(slot=slot))
        .select_related("visitor__identity", "booking__order__contact", "category")
        .order_by("booking__order__contact__name", "booking", "position")
    )
    passes = [_opened(row) for row in rows]
    IdentityReading.objects.create(
        enterprise_id=slot.enterprise_id, slot=slot, reader=reader, read_at=clock.now(), people=len(passes)
    )
    record(Event.IDENTITY_READ, enterprise=slot.enterprise.uuid, slot=slot.uuid, people=len(passes), actor=reader.uuid)
    return passes


def wanted_kinds(slot: Slot) -> list[str]:
    """The kinds of PassData that the slot's pass office asks for besides the name, in the order of the form."""
    asked = set(slot.tour.requirements.pass_office_data) - {VisitRequirements.PassData.FULL_NAME}
    return [kind for kind in VisitRequirements.PassData.values if kind in asked]


def _opened(row: Attendance) -> Pass:
    visitor = row.visitor
    identity: VisitorIdentity | None = getattr(visitor, "identity", None)
    if visitor is None or identity is None or identity.sealed is None or identity.wrapped_key is None:
        return Pass(row, {}, is_erased=identity is not None)
    key = bytes(identity.wrapped_key)
    text = decrypt(bytes(identity.sealed), wrapped_key=key, person=str(visitor.uuid), field="identity")
    return Pass(row, json.loads(text))


def _rewrap(row: VisitorIdentity) -> None:
    person, old = str(row.visitor.uuid), bytes(row.wrapped_key or b"")
    new = rewrapped(old, person)
    opened = [decrypt(bytes(row.sealed or b""), wrapped_key=key, person=person, field="identity") for key in (old, new)]
    if opened[0] != opened[1]:
        raise ValueError("The identity data do not open to the same.")
    row.wrapped_key = new
    row.save(update_fields=["wrapped_key"])


def sealed_identities() -> SealedRows:
    """Return the rows that hold the keys of identity data."""
    return SealedRows(
        label="identity data",
        rows=lambda: VisitorIdentity.objects.filter(wrapped_key__isnull=False).select_related("visitor"),
        wrapped_keys=lambda row: [bytes(row.wrapped_key)],
        rewrap=_rewrap,
    )
