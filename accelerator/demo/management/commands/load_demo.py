"""manage.py load_demo: the country's regions, and the demo's world, once."""

import time
from typing import Any

from django.core.management.base import BaseCommand

from accelerator.demo.load import load_demo
from regions.services import load_regions


class Command(BaseCommand):
    help = "Loads the regions, and once the demo's invented enterprises, tours, slots and guests, relative to today."

    def handle(self, *args: Any, **options: Any) -> None:
        began = time.monotonic()
        load_regions()  # here, since a process of its own would take two seconds to start
        made = load_demo()
        self.stdout.write(f"demo loaded in {time.monotonic() - began:.1f} s" if made else "the demo is already loaded")
