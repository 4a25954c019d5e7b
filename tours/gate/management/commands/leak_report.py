"""manage.py leak_report: whose data an enterprise, or one reader, could see of the visits of some days."""

import csv
import os
from argparse import ArgumentParser
from collections import Counter
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from accelerator.base.accounts.models import User
from accelerator.base.common.emails import account_address
from accelerator.base.common.tables import neutral
from regions.enterprises.models import Enterprise
from tours.gate.leaks import Leak, trace_leak

COLUMNS = ("order", "code", "contact", "email", "phone", "language", "visitors", "fields")


class Command(BaseCommand):
    help = (
        "Whose data an enterprise, or one reader, could see of the visits of some days: counts here, and everybody to "
        "notify in a file that only you can read."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--enterprise", required=True, help="its slug")
        parser.add_argument("--from", required=True, dest="first", type=date.fromisoformat, help="first day of visits")
        parser.add_argument("--to", required=True, dest="last", type=date.fromisoformat, help="last day of visits")
        parser.add_argument("--reader", help="e-mail or uuid of an account: only what it opened for the pass office")
        parser.add_argument("--out", help="a new file (CSV, mode 600) with everybody to notify")

    def handle(self, *args: Any, **options: Any) -> None:
        enterprise = Enterprise.objects.filter(slug=options["enterprise"]).first()
        if enterprise is None:
            raise CommandError(f"There is no enterprise “{options['enterprise']}”.")
        if options["last"] < options["first"]:
            raise CommandError("The last day is before the first.")
        leak = trace_leak(
            enterprise=enterprise, first=options["first"], last=options["last"], reader=_reader(options["reader"])
        )
        self._print(leak)
        if options["out"]:
            _write(options["out"], leak)
            self.stdout.write(f"written to {options['out']}, readable to you alone; delete it after notifying them")

    def _print(self, leak: Leak) -> None:
        people = sum(order.named or 1 for order in leak.orders)
        self.stdout.write(f"slots {leak.slots}, orders {len(leak.orders)}, people {people}")
        for name, count in Counter(name for order in leak.orders for name in order.fields).most_common():
            self.stdout.write(f"  {name}: {count} orders")
        held = sum(order.passes_held for order in leak.orders)
        erased = sum(order.passes_erased for order in leak.orders)
        self.stdout.write(f"  pass data of {held} people still held, of {erased} erased by now")
        for reader in leak.readers:
            who = reader.uuid or f"account {reader.user_id}, deleted"
            self.stdout.write(
                f"  opened by {who}: {reader.lists} lists, {reader.people} people, "
                f"{reader.first_at:%Y-%m-%d %H:%M} to {reader.last_at:%Y-%m-%d %H:%M} UTC"
            )


def _reader(named: str | None) -> User | None:
    if named is None:
        return None
    by = {"email__iexact": account_address(named)} if "@" in named else {"uuid": named}
    try:
        return User.objects.get(**by)
    except (User.DoesNotExist, ValidationError) as missing:
        raise CommandError(f"There is no account “{named}”.") from missing


def _write(path: str, leak: Leak) -> None:
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as there:
        raise CommandError(f"{path} already exists; name a new file.") from there
    with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(COLUMNS)
        for order in leak.orders:
            contact = [neutral(str(text or "")) for text in (order.contact_name, order.email, order.phone)]
            rows.writerow([order.number, order.code, *contact, order.language, order.named, ", ".join(order.fields)])
