"""manage.py rewrap_keys: rewrap all sealed data with the newest of IDENTITY_KEYS."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accelerator.base.common.encryption import outer_keys
from accelerator.base.common.hooks import sealed_rows
from accelerator.base.common.sealed import key_usage, rewrap_rows


class Command(BaseCommand):
    help = "Rewrap all sealed data with the newest of IDENTITY_KEYS, and report what still needs another key."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="change nothing, only report which key wraps what")

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        newest = next(iter(outer_keys()))
        left = 0
        for kind in sealed_rows.ask():
            if not check:
                done = rewrap_rows(kind)
                self.stdout.write(f"{kind.label}: {done.moved} moved to key {newest}")
                if done.broken:
                    self.stderr.write(f"{kind.label}: cannot be opened: {', '.join(map(str, done.broken))}")
            usage = key_usage(kind)
            for name, count in sorted(usage.items(), key=lambda entry: entry[0] != newest):
                known = "" if name in outer_keys() else ", which IDENTITY_KEYS does not hold"
                self.stdout.write(f"{kind.label}: {count} under key {name}{known}")
            left += sum(count for name, count in usage.items() if name != newest)
        if left:
            raise CommandError(f"{left} are still under a key other than {newest}: keep the other keys.")
        self.stdout.write(f"Everything is under key {newest}: the other keys can be removed.")
