"""Empty the outbox by hand, or from cron where no Celery runs."""

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from accelerator.base.notifications.delivery import deliver_due


class Command(BaseCommand):
    """Does what the worker's task does."""

    help = "Send every message that is due."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--budget", type=float, default=300, metavar="SECONDS", help="stop after this long")

    def handle(self, *args: Any, budget: float, **options: Any) -> None:
        tally = deliver_due(budget=timedelta(seconds=budget))
        summary = ", ".join(f"{number} {outcome}" for outcome, number in sorted(tally.items()))
        self.stdout.write(summary or "nothing was due")
