"""The restore, drilled with compose's own scripts: to the last commit, to a moment, and what the portal does then."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from pytest_django import DjangoDbBlocker

from accelerator.base.accounts.models import User
from accelerator.base.accounts.services import remove_person
from accelerator.base.common import clock
from accelerator.base.notifications.delivery import deliver_due
from accelerator.base.notifications.models import Message
from accelerator.embedded.addresses import NOBODY
from accelerator.embedded.processes import Child, spawn, wait_until
from accelerator.embedded.services import Services, postgres_binary
from tests.cluster import ROOT, copy_template_to
from tests.elsewhere import connected_to
from tests.factories.accounts import UserFactory
from tests.factories.booking import confirmed_order
from tests.factories.tours import SlotFactory
from tests.post_office import PostOffice
from tours.booking.models import Order, OrderContact, Visitor, VisitorIdentity
from tours.booking.services.cancellations import cancel_by_visitor
from tours.booking.services.erasure import withdraw_consent
from tours.booking.services.identities import seal
from tours.booking.services.seats import audit_capacity

pytestmark = pytest.mark.slow
PATIENCE = 60.0


@pytest.fixture
def folder() -> Iterator[Path]:
    """Short, since sockets' names must be; as root, PostgreSQL runs as nobody and passes through."""
    with tempfile.TemporaryDirectory(prefix="pr") as made:
        Path(made).chmod(0o711)
        yield Path(made)


@pytest.fixture
def ledger(folder: Path, settings: Any) -> Path:
    settings.ERASURE_LEDGER = folder / "ledger" / "erasures.jsonl"
    return settings.ERASURE_LEDGER


def script(name: str, *arguments: str, folder: Path, **more: str) -> list[str | Path]:
    """The command of one of deploy's scripts; its environment is given to env."""
    known = {
        "PATH": f"{postgres_binary('psql').parent}:{os.environ['PATH']}",
        "BACKUPS": str(folder / "backups"),
        **more,
    }
    return ["env", "-i", *(f"{key}={value}" for key, value in known.items()), str(ROOT / "deploy" / name), *arguments]


def all_written(services: Services, folder: Path) -> bool:
    """Whether the log that has been received goes as far as the server's."""
    with services.superuser() as connection:
        found = connection.execute(
            "SELECT flush_lsn >= pg_current_wal_flush_lsn() FROM pg_stat_replication"
            " WHERE application_name = 'pg_receivewal'"
        ).fetchone()
    return found == (True,)


def restored(folder: Path, name: str, moment: str = "") -> Services:
    """A new cluster made of the backup."""
    data = folder / name / "postgres"
    data.parent.mkdir()
    argv = script("restore.sh", *([moment] if moment else []), folder=folder, PGDATA=str(data))
    subprocess.run(argv, check=True, capture_output=True)
    if os.geteuid() == 0:
        for path in (data, *data.rglob("*")):
            os.chown(path, NOBODY, NOBODY)
        for path in (folder / "backups").rglob("*"):
            os.chown(path, NOBODY, NOBODY)
    services = Services(folder / name)
    services.start()
    return services


def order_with_passport(email: str) -> Order:
    order = confirmed_order(SlotFactory(), people=2, email=email)
    visitors = list(order.visitors.order_by("position"))
    numbers = [{"document_number": "4500 123456"} for _one in visitors]
    seal(visitors, numbers, erase_at=order.bookings.get().slot.ends_at)
    return order


@pytest.mark.parametrize("to", ["a moment", "the last commit"])
def test_restore(
    to: str,
    folder: Path,
    ledger: Path,
    post_office: PostOffice,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
) -> None:
    began: list[float] = []
    original = Services(folder / "a")
    original.start()
    receiver: Child | None = None
    try:
        copy_template_to(original)
        socket = {"PGHOST": str(original.addresses.sockets)}
        with connected_to(original, django_db_blocker):
            withdrawn, kept = order_with_passport("withdrawn@example.org"), order_with_passport("kept@example.org")
            leaving = UserFactory(email="leaving@example.org")
            receiver = spawn("wal", script("backup.sh", "wal", folder=folder, **socket))
            began.append(time.monotonic())
            subprocess.run(script("backup.sh", "base", folder=folder, **socket), check=True, capture_output=True)
            took_backup = time.monotonic() - began.pop()
            subprocess.run(script("backup.sh", "check", folder=folder, **socket), check=True)

            late = order_with_passport("late@example.org")  # after the base backup: in the log alone
            moment = clock.now()
            deliver_due()
            assert sorted(set(post_office.counted().values())) == [1]
            mails = len(post_office.taken)
            assert mails == 3
            withdraw_consent(order=withdrawn)
            remove_person(user=User.objects.get(pk=leaving.pk))
            cancel_by_visitor(order=late)
            lost = order_with_passport("lost@example.org")
            assert wait_until(lambda: all_written(original, folder), seconds=PATIENCE)
            stopped = clock.now()
    finally:
        original.stop()
        if receiver is not None:
            receiver.stop()

    began.append(time.monotonic())
    again = restored(folder, "b", moment.isoformat() if to == "a moment" else "")
    took_restore = time.monotonic() - began.pop()
    try:
        with connected_to(again, django_db_blocker):
            assert audit_capacity() == []
            assert Order.objects.filter(pk=late.pk).exists()
            assert Order.objects.filter(pk=lost.pk).exists() == (to == "the last commit")
            if to == "a moment":  # the people who were erased are there again, and their letters wait
                assert OrderContact.objects.filter(order=withdrawn).exists()
                assert VisitorIdentity.objects.filter(visitor__order=withdrawn, erased_at__isnull=True).count() == 2
                assert User.objects.filter(pk=leaving.pk).exists()
                assert Message.objects.filter(state="queued", due_at__lte=moment).count() == 3
            _settle(moment if to == "a moment" else stopped, stopped)
            call_command("replay_erasures")

            assert not OrderContact.objects.filter(order=withdrawn).exists()
            assert not Visitor.objects.filter(order=withdrawn).exists()
            assert not User.objects.filter(pk=leaving.pk).exists()
            held = VisitorIdentity.objects.filter(erased_at__isnull=True)
            assert {row.visitor.order_id for row in held} <= {kept.pk, lost.pk}
            deliver_due()
            assert not post_office.to("withdrawn@example.org")[1:]
            assert max(post_office.counted().values()) == 1  # no one has heard a thing twice
            unknown = Message.objects.filter(state="unknown").exclude(recipient="")
            assert unknown.count() == (2 if to == "a moment" else 0)  # the third was the erased one's
            assert audit_capacity() == []
    finally:
        again.stop()
        shutil.rmtree(folder / "b", ignore_errors=True)
    print(f"\n| {to} | {took_backup:.1f} | {took_restore:.1f} |")  # noqa: T201 - for docs/benchmarks.md


def _settle(restored_to: datetime, sent_until: datetime) -> None:
    call_command("settle_messages", "--restored-to", restored_to.isoformat(), "--sent-until", sent_until.isoformat())
