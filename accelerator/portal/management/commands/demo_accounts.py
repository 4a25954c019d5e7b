"""manage.py demo_accounts: who can sign in to the demo."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from accelerator.portal.demo.load import PASSWORD, accounts


class Command(BaseCommand):
    help = "Prints an account per role of the demo."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("There are demo accounts only in the demo.")
        for role, email in accounts():
            self.stdout.write(f"{role}\t{email}\t{PASSWORD}")
