"""manage.py load_regions: the country's regions, from regions/data."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from regions.services import DATA, load_regions


class Command(BaseCommand):
    help = "Brings the regions up to regions/data (see SOURCE.md there). May be run again at any time."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--folder", type=Path, default=DATA, help="another folder with the same three files")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            loaded = load_regions(folder=options["folder"])
        except FileNotFoundError as missing:
            raise CommandError(f"There is no {missing.filename}.") from missing
        self.stdout.write(
            f"regions: {loaded.created} new, {loaded.changed} changed, {loaded.unchanged} as they were"
            + (f", {loaded.unlisted} not in the files and left alone" if loaded.unlisted else "")
        )
