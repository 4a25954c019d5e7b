"""manage.py messages: extract, check or compile the interface's words."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accelerator.common import catalogues


class Command(BaseCommand):
    help = (
        "Brings the rooms' catalogues up to date (all, or those named); --check only tells; --compile makes .mo files."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("rooms", nargs="*", help="labels of rooms, such as booking")
        parser.add_argument("--check", action="store_true", help="change nothing; fail if anything is missing or stale")
        parser.add_argument("--compile", action="store_true", help="only compile what changed")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["compile"]:
            self.stdout.write(f"compiled {catalogues.compile_all()}")
            return
        known = {room.label: room for room in catalogues.rooms()}
        if unknown := set(options["rooms"]) - set(known):
            raise CommandError(f"No such room: {', '.join(sorted(unknown))}. There are: {', '.join(known)}.")
        chosen = [known[label] for label in options["rooms"] or known]
        if not options["check"]:
            for room in chosen:
                catalogues.update(room)
            catalogues.compile_all()
        found = [problem for room in chosen for problem in catalogues.problems(room)]
        found += catalogues.clashes({label: catalogues.stored(room) for label, room in known.items()})
        for problem in found:
            self.stdout.write(problem)
        if found and options["check"]:
            raise CommandError(f"{len(found)} texts are not in order.")
