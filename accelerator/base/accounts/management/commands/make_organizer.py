"""Make a person an organizer."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accelerator.base.accounts.services import UnknownPerson, set_organizer


class Command(BaseCommand):
    help = "Give the person with this email access to the organizers' pages (--not takes it away)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--not", action="store_false", dest="organizer", help="take the right away")

    def handle(self, *args: Any, email: str, organizer: bool, **options: Any) -> None:
        try:
            user = set_organizer(email=email, organizer=organizer)
        except UnknownPerson as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{user.email} is {'now' if organizer else 'no longer'} an organizer.")
