"""manage.py demo_accounts: who can sign in to the demo."""

from typing import Any

from django.core.management.base import BaseCommand

from accelerator.demo.load import PASSWORD, accounts


class Command(BaseCommand):
    help = "Prints an account per role of the demo."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        for role, email in accounts():
            self.stdout.write(f"{role}\t{email}\t{PASSWORD}")
