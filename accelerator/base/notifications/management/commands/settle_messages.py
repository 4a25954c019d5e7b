"""After a restore: send no message twice."""

from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accelerator.base.common import clock
from accelerator.base.common.clock import moment
from accelerator.base.notifications.services import settle_after_restore


class Command(BaseCommand):
    """Run on a restored database before web and worker start."""

    help = "Mark messages that may have gone out after the backup as “delivery unknown”: staff see and resend them."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--restored-to",
            type=moment,
            required=True,
            metavar="TIME",
            help="the moment that the data were restored to",
        )
        parser.add_argument(
            "--sent-until", type=moment, metavar="TIME", help="when the portal stopped sending (default: now)"
        )

    def handle(self, *args: Any, restored_to: datetime, sent_until: datetime | None, **options: Any) -> None:
        until = sent_until or clock.now()
        if until < restored_to:
            raise CommandError("The portal was stopped after the moment restored to: --sent-until is too early.")
        settled = settle_after_restore(restored_to=restored_to, sent_until=until)
        self.stdout.write(f"messages whose delivery is unknown now: {settled}")
