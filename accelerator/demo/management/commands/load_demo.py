"""manage.py load_demo: make the demo's world, once."""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accelerator.demo.load import load_demo
from regions.models import Region


class Command(BaseCommand):
    help = "Loads the invented enterprises, tours, slots and guests of the demo, relative to today; does nothing twice."

    def handle(self, *args: Any, **options: Any) -> None:
        if not Region.objects.exists():
            raise CommandError("There are no regions yet: run manage.py load_regions first.")
        began = time.monotonic()
        made = load_demo()
        self.stdout.write(f"demo loaded in {time.monotonic() - began:.1f} s" if made else "the demo is already loaded")
