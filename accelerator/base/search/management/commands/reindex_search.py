"""manage.py reindex_search: bring the index of the search up to the texts."""

from typing import Any

from django.core.management.base import BaseCommand

from accelerator.base.search.services import reindex


class Command(BaseCommand):
    """Run it after a release that reads words otherwise, and after texts were changed past the portal."""

    help = "Bring the index of the search up to the texts; what has not changed is left alone."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{reindex()} entries written")
