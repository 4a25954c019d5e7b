"""Remove the second steps of a person who has lost their phone, their keys and their recovery codes."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accelerator.base.accounts.services import UnknownPerson, remove_second_steps


class Command(BaseCommand):
    help = "Removes every second step of the person with this email and signs them out; they set a new one up."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")

    def handle(self, *args: Any, email: str, **options: Any) -> None:
        try:
            user = remove_second_steps(email=email)
        except UnknownPerson as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{user.email} no longer has a second step and is signed out everywhere.")
