"""manage.py messages: extract, check or compile the interface's texts."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accelerator.base.common import catalogues


class Command(BaseCommand):
    help = "Update the catalogue of every language; --check only reports; --compile makes .mo files."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="change nothing; fail if anything is missing or stale")
        parser.add_argument("--compile", action="store_true", help="only compile what has changed")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["compile"]:
            self.stdout.write(f"compiled {catalogues.compile_all()}")
            return
        if not options["check"]:
            for language in catalogues.languages():
                catalogues.update(language)
            catalogues.compile_all()
        problems = [problem for language in catalogues.languages() for problem in catalogues.problems(language)]
        for problem in problems:
            self.stdout.write(problem)
        if problems and options["check"]:
            raise CommandError(f"{len(problems)} texts are not in order.")
