"""The mail server of the demo, where the portal's mails end up and can be read at /demo/mail/."""

import signal
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accelerator.demo.mailbox.server import serve

_OURS = {"localhost", "127.0.0.1", "::1"}


class Command(BaseCommand):
    """Listens where EMAIL_URL points, until it is told to end."""

    help = "Take the demo's mails over SMTP and keep them for the pages at /demo/mail/."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default=settings.EMAIL_HOST or "127.0.0.1")
        parser.add_argument("--port", type=int, default=settings.EMAIL_PORT)

    def handle(self, *args: Any, host: str, port: int, **options: Any) -> None:
        if host not in _OURS:
            # The operator of this demo has a mail server of their own; whoever started us expects us to stay.
            self.stdout.write(f"Mail goes to {host}, so there is nothing to keep here.")
            signal.sigwait({signal.SIGTERM, signal.SIGINT})
            return
        try:
            serve(host, port, ready=lambda number: self.stdout.write(f"Taking mail at {host}:{number}."))
        except OSError as problem:
            raise CommandError(f"Cannot take mail at {host}:{port} ({problem.strerror}).") from problem
