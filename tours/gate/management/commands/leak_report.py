"""Say within seconds whom a leak concerned."""

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
        "be told in a file that only you can read."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--enterprise", required=True, help="its slug")
        parser.add_argument("--from", required=True, dest="first", type=date.fromisoformat, help="first day of visits")
        parser.add_argument("--to", required=True, dest="last", type=date.fromisoformat, help="last day of visits")
        parser.add_argument("--reader", help="e-mail or uuid of an account: only what it opened for the pass office")
        parser.add_argument("--out", help="a file to be made (CSV, mode 600) with everybody concerned")

    def handle(self, *args: Any, **options: Any) -> None:
        enterprise = Enterprise.objects.filter(slug=options["enterprise"]).first()
        if enterprise is None:
            raise CommandError(f"There is no enterprise “{options['enterprise']}”.")
        if options["last"] < options["first"]:
            raise CommandError("The last day comes before the first.")
        leak = trace_leak(
            enterprise=enterprise, first=options["first"], last=options["last"], reader=_reader(options["reader"])
        )
        self._tell(leak)
        if options["out"]:
            _write(options["out"], leak)
            self.stdout.write(f"written to {options['out']}, readable to you alone; delete it when everybody is told")

    def _tell(self, leak: Leak) -> None:
        people = sum(one.named or 1 for one in leak.concerned)
        self.stdout.write(f"slots {leak.slots}, orders {len(leak.concerned)}, people {people}")
        for name, count in Counter(name for one in leak.concerned for name in one.fields).most_common():
            self.stdout.write(f"  {name}: {count} orders")
        held, erased = (sum(getattr(one, name) for one in leak.concerned) for name in ("passes_held", "passes_erased"))
        self.stdout.write(f"  pass data of {held} people still held, of {erased} erased by now")
        for one in leak.readers:
            who = one.uuid or f"account {one.user_id}, deleted"
            self.stdout.write(
                f"  opened by {who}: {one.lists} lists, {one.people} people, {one.first_at:%Y-%m-%d %H:%M} to "
                f"{one.last_at:%Y-%m-%d %H:%M} UTC"
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
        raise CommandError(f"{path} is there already; name a new file.") from there
    with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(COLUMNS)
        for one in leak.concerned:
            rows.writerow(
                [
                    one.order,
                    one.code,
                    neutral(one.contact),
                    neutral(one.email),
                    neutral(one.phone),
                    one.language,
                    one.named,
                    ", ".join(one.fields),
                ]
            )
